r"""Four directions of Mars tell an ellipse where it will be; thousands do not tell a network that is given the day.

Directions of Mars from the Sun on random days of ten years, each with two minutes of error. How far off are the next
five years, on average? An ellipse with the law of areas (blue) has four numbers to find; a network on a circle of the
right length (green), 162; a network that is given the day (red), 8,578. Bands over the draws. Dashed: the network's
error within the ten years. Crosses: an ellipse through the first four, five and more of the real oppositions, judged
by the opposition that came next.

Reference: kepler1609, xu2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.activations import relu
from mathnets.data import mars
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.orbits import ellipse, fit_longitudes, heliocentric, julian_day, spherical
from mathnets.training import train

TOLERANCE = 0.05  # where a deep network learns from few directions, training enlarges rounding most
SHAPE = "standard"
SEEDS = range(5)
START, YEAR, DAYS, NEXT = julian_day(1590, 1, 1), 365.25, 3652, 1826
NOISE = 2 / 60  # degrees
FEW, MANY = [4, 6, 12, 25, 50, 100, 200, 400], [12, 50, 200, 800, 3200]
MARS_YEAR, STEPS = 686.98, 1500


def direction(days):
    return spherical(heliocentric(mars.elements("mars"), START + days))[0]


def between(a, b):
    """Mean angle between directions, degrees."""
    return np.abs((a - b + 180) % 360 - 180).mean(axis=-1)


def on_circle(degrees):
    return np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], axis=-1)


def network_errors(sizes, as_input, days, seen, inside, ahead):
    """Errors within and after the ten years of a network for each draw."""
    networks = MLP(sizes, relu, rng=SEEDS)
    if sizes[0] == 1:
        for seed, (W, b) in enumerate(zip(networks.weights[0], networks.biases[0], strict=True)):
            b[:] = -W[:, 0] * np.random.default_rng([seed, 1]).uniform(-1, 1, len(b))
    batch = min(64, days.shape[1])
    train(networks, as_input(days), on_circle(seen), Adam(cosine(5e-3, STEPS)), steps=STEPS, batch=batch, rng=SEEDS)
    said = [networks.forward(as_input(times)) for times in (inside, ahead)]
    angle = [np.degrees(np.arctan2(xy[..., 1], xy[..., 0])) for xy in said]
    return between(angle[0], direction(inside)), between(angle[1], direction(ahead))


def next_oppositions(days, longitude):
    """Error of an ellipse through the first four, five, ... real oppositions at the one that came next, degrees."""
    fits = [fit_longitudes("ellipse", days[:n], longitude[:n]).parameters.values() for n in range(4, 12)]
    return np.array(
        [
            between(*np.atleast_2d(ellipse(days[n : n + 1], *fit)[0], longitude[n : n + 1]))
            for n, fit in enumerate(fits, 4)
        ]
    )


def compute(opposition_fits):
    """Mean errors in degrees, (draws, sizes); and those of ellipses through the first real oppositions."""
    inside, ahead = np.arange(0.5, DAYS, 7), np.arange(DAYS, DAYS + NEXT, 7.0)
    result = {"few": np.array(FEW), "many": np.array(MANY)}
    draws = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        days = rng.permutation(DAYS).astype(float)
        draws.append((days, direction(days) + NOISE * rng.normal(size=DAYS)))
    days, seen = (np.array(part) for part in zip(*draws, strict=True))
    by_ellipse = [
        [
            between(ellipse(ahead, *fit_longitudes("ellipse", t[:n], s[:n]).parameters.values())[0], direction(ahead))
            for n in FEW
        ]
        for t, s in draws
    ]
    circle = lambda t: on_circle(360 * t / MARS_YEAR)  # noqa: E731
    line = lambda t: (t / DAYS * 2 - 1)[..., None]  # noqa: E731
    by_circle = [network_errors([2, 32, 2], circle, days[:, :n], seen[:, :n], inside, ahead) for n in MANY]
    by_line = [network_errors([1, 64, 64, 64, 2], line, days[:, :n], seen[:, :n], inside, ahead) for n in MANY]
    result["ellipse"] = np.array(by_ellipse)
    result["circle"] = np.array([e[1] for e in by_circle]).T
    result["inside"], result["ahead"] = (np.array([e[k] for e in by_line]).T for k in (0, 1))
    result["real"] = next_oppositions(opposition_fits["days"], opposition_fits["longitude"])
    result["four"], result["thousands"] = result["ellipse"][:, 0], result["ahead"][:, -1]
    result["circle_fifty"] = result["circle"][:, MANY.index(50)]
    return result


def claims(result):
    four, thousands = result["ellipse"][:, 0], result["ahead"][:, -1]
    yield Claim(
        "From four directions an ellipse foretells the next five years to a degree in every draw, and to "
        "a quarter of one in the middle one.",
        bool(np.all(four < 1) and 0.03 < np.median(four) < 0.25),
        measured=four,
    )
    yield Claim(
        "From 3,200 the network that is given the day foretells nothing: it is off by over 70 degrees, "
        "where guessing is off by 90.",
        bool(np.all((thousands > 70) & (thousands < 110))),
        measured=thousands,
    )
    inside = np.median(result["inside"], axis=0)
    yield Claim(
        "Within the ten years it needs some hundreds of directions for an error of two degrees, and with "
        "3,200 is behind the ellipse with four.",
        bool(inside[1] > 4 and inside[3] < 2 and inside[-1] > 2 * np.median(four)),
        measured=inside[-1],
    )
    circle = np.median(result["circle"], axis=0)
    yield Claim(
        "On a circle of the right length, fifty directions give the network an error below one and a half degrees.",
        bool(0.2 < circle[1] < 1.5 and circle[0] > circle[1]),
        measured=circle[1],
    )
    yield Claim(
        "Of the real oppositions, four and more foretell each next one to a fifth of a degree.",
        bool(np.all(result["real"] < 0.2) and np.argmax(result["real"]) == 2),
        measured=result["real"],
    )


def alt(result):
    middle = {key: np.median(result[key], axis=0) for key in ("ellipse", "circle", "ahead", "inside")}
    return (
        f"Errors against the number of directions, on logarithmic scales. An ellipse falls from "
        f"{middle['ellipse'][0]:.2f} degrees with four to "
        f"{middle['ellipse'][-1]:.2f} with 400. A network on a circle goes from {middle['circle'][0]:.0f} "
        f"to {middle['circle'][-1]:.1f}. One that is given the day "
        f"stays level at about {middle['ahead'][-1]:.0f}, while within the ten years it falls to "
        f"{middle['inside'][-1]:.1f} with 3,200."
    )


def draw(fig, result):
    ax = fig.subplots()
    band(ax, result["few"], result["ellipse"], color=COLORS.blue, marker="o")
    band(ax, result["many"], result["circle"], color=COLORS.green, marker="s")
    band(ax, result["many"], result["ahead"], color=COLORS.red, marker="o")
    band(ax, result["many"], result["inside"], color=COLORS.red, ls=(0, (4, 2)), lw=1.3)
    ax.plot(np.arange(4, 12), result["real"], "x", color=COLORS.ink, ms=7, mew=1.8)
    log_axis(ax, "x", [4, 12, 50, 200, 800, 3200])
    log_axis(ax, "y", [0.01, 0.1, 1, 10, 100])
    ax.set(xlabel="number of directions", ylabel="mean error, degrees", xlim=(3.4, 4000), ylim=(0.006, 250))
    note(ax, 12, 125, "given the day: next five years", COLORS.red, va="bottom")
    note(ax, 900, 2.6, "within the ten", COLORS.red, va="bottom", ha="center")
    note(ax, 500, 0.36, "given the place on the circle", COLORS.green, va="top", ha="center")
    note(ax, 470, 0.0115, "ellipse", COLORS.blue, va="center", ha="left")
