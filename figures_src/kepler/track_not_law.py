r"""Taught on noisy states, networks keep to the orbit of Mars for eighty years, and draw other planets onto it.

Networks learned to say, from place and velocity, those ten days later, on one revolution after another of Mars, with
noise in the states shown, so that they also learn the way back to the orbit; then each was fed its own answers.
Above, ten of them set off as the Earth does, which would stay on the inner ring: they leave it, thin lines, for an
orbit like that of Mars, thick lines. Below left, from three starts (Mars, the Earth, and farther out) their distance
from the Sun becomes the same; grey, networks shown thirty different orbits and set off as the Earth. Below right, how
far they are off Mars itself: most of those trained on exact states leave the orbit (each thin line is a network),
those trained on states with noise never do, but run ahead or behind on it. A lost network is held at 30 AU a
coordinate: the level lines at the top.

Reference: vafa2025, liu2026
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note
from mathnets.activations import relu
from mathnets.data import mars
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.orbits import gravity, leapfrog, perihelion_state
from mathnets.training import train

SHAPE = "tall"
SEEDS = range(10)
DAY = 1 / 365.25
STEP, FINE, TRAINED, AHEAD = 10 * DAY, 10, 2500, 2920  # years; parts of a step; steps of training; steps ahead
NOISE = 0.02  # of the states shown, AU and 2 pi AU a year
MARS, EARTH = mars.elements("mars")[0, :2], mars.elements("earth")[0, :2]
STARTS = np.array([MARS, EARTH, (1.75, 0.05)])  # a and e
ORBITS, SHOWN = 30, 120  # in another lesson: different orbits, and steps of each
LOST = 3.0  # AU from the Sun: beyond every orbit here


def states(a, e, steps):
    """Place and velocity (in 2 pi AU a year, so that both are of the same size) at equal times, FINE a step."""
    x, v = perihelion_state([a], [e])
    path = leapfrog(gravity, x[0], v[0], dt=STEP / FINE, steps=FINE * steps)
    return np.hstack([path.x, path.v / (2 * np.pi)])


def taught(now, then, noise):
    """Ten networks that learned what follows on states spoilt by noise, as a function, and the noise that they saw."""
    seen = now + noise * np.random.default_rng(0).normal(size=now.shape)
    scale = (then - now).std(axis=0)
    networks = MLP([4, 64, 64, 4], relu, rng=SEEDS)
    train(networks, seen, (then - seen) / scale, Adam(cosine(3e-3, TRAINED)), steps=TRAINED, batch=64, rng=SEEDS)
    return lambda z: np.clip(z + networks.forward(z) * scale, -30, 30)  # who is lost may stay so


def followed(network, starts, steps):
    """Places, (steps + 1, networks, starts, 2), when a network is fed its own answers."""
    z = np.tile(starts, (len(SEEDS), 1, 1))
    path = np.empty((steps + 1, *z.shape[:2], 2))
    for k in range(steps + 1):
        path[k] = z[..., :2]
        z = network(z)
    return path


def many_orbits():
    """States of 30 planets between 0.8 and 2 AU, and those a step later, each (N, 4)."""
    rng = np.random.default_rng(0)
    a, e, turn = rng.uniform(0.8, 2, ORBITS), rng.uniform(0, 0.2, ORBITS), rng.uniform(0, 2 * np.pi, ORBITS)
    R = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]).transpose(2, 0, 1)
    x, v = ((R @ part[..., None])[..., 0] for part in perihelion_state(a, e))
    path = leapfrog(gravity, x, v, dt=STEP / FINE, steps=FINE * SHOWN)
    z = np.concatenate([path.x, path.v / (2 * np.pi)], axis=2)
    return z[:-FINE:3].reshape(-1, 4), z[FINE::3].reshape(-1, 4)


def compute():
    """Paths from the three starts, (steps, networks, starts, 2), with noise in training; errors with and without."""
    truth = states(*MARS, AHEAD)
    shown = truth[: FINE * 365]  # ten years
    now, then = shown[:-FINE], shown[FINE:]
    starts = np.array([states(a, e, 1)[0] for a, e in STARTS])
    result = {"years": np.arange(AHEAD + 1) * STEP}
    for name, noise in (("exact", 0.0), ("noisy", NOISE)):
        network = taught(now, then, noise)
        step = network(now) - then
        result[f"{name}_step"] = np.linalg.norm(step[..., :2], axis=2).mean(axis=1)
        path = followed(network, starts if noise else starts[:1], AHEAD)
        off = np.linalg.norm(path[:, :, 0] - truth[::FINE, None, :2], axis=2)
        result[f"{name}_off"] = off.T.astype(np.float32)
        result[f"{name}_lost"] = (np.linalg.norm(path[:, :, 0], axis=2) > LOST).T
        if noise:
            r = np.linalg.norm(path, axis=3).transpose(2, 1, 0)  # (starts, networks, steps)
            result["distance"] = r[:, :, :660:4].astype(np.float32)  # eighteen years
            result["first"], result["last"] = (
                path[part, :, 1].transpose(1, 0, 2) for part in (slice(147), slice(-70, None))
            )
            late = r[:, :, -1000:]
            result["nearest"], result["farthest"] = late.min(axis=2), late.max(axis=2)
    many = np.linalg.norm(followed(taught(*many_orbits(), NOISE), starts[1:2], 659)[:, :, 0], axis=2).T
    result["many_distance"] = many[:, ::4].astype(np.float32)
    result["many_earth"] = many[:, -100:].mean(axis=1)
    result["exact_best"] = result["exact_off"].max(axis=1).min()
    result["noisy_end"] = result["noisy_off"][:, -70:].mean(axis=1)  # over a revolution
    result["exact_lost_count"] = int(result["exact_lost"].any(axis=1).sum())
    result["mars"], result["earth"] = truth[: FINE * 70 : 5, :2], states(*EARTH, 38)[::5, :2]
    return result


def claims(result):
    for name, most in (("exact", 0.002), ("noisy", 0.005)):
        step = result[f"{name}_step"]
        yield Claim(
            f"One step ahead, every network trained on {name} states is right to {most} AU on average.",
            bool(np.all(step < most) and np.all(step > 1e-5)),
            measured=step,
        )
    exact, noisy = result["exact_off"], result["noisy_off"]
    lost = (exact > 4.7).any(axis=1)
    yield Claim(
        "Fed their own answers, at least three of the ten trained on exact states leave the orbit within eighty years.",
        bool(lost.sum() >= 3),
        measured=lost.sum(),
    )
    near, far = result["nearest"][0], result["farthest"][0]
    yield Claim(
        "With noise in training none does: in the last years all are between 1.25 and 1.75 AU from the Sun.",
        bool(np.all(near > 1.25) and np.all(far < 1.75) and np.all(far > near + 0.1)),
        measured=far,
    )
    yield Claim(
        "By then most of them have run a quarter of an AU or more ahead of Mars, or behind it.",
        bool(np.median(result["noisy_end"]) > 0.25 and np.all(noisy < 3.5)),
        measured=result["noisy_end"],
    )
    spread = np.ptp(result["farthest"], axis=0) + np.ptp(result["nearest"], axis=0)
    width = result["farthest"][1] - result["nearest"][1]
    yield Claim(
        "From three different starts each network ends on one and the same orbit.",
        bool(np.all(spread < 0.02) and np.all(width > 0.1)),
        measured=spread,
    )
    sunk = result["many_earth"]
    yield Claim(
        "Networks shown thirty different orbits do not keep the Earth on its own either: it sinks below 0.92 AU.",
        bool(np.all((sunk > 0.5) & (sunk < 0.92))),
        measured=sunk,
    )
    middle = (result["farthest"][1] + result["nearest"][1]) / 2
    yield Claim(
        "Started as the Earth, every network ends nearer to Mars's distance than to the Earth's.",
        bool(np.all(middle > 1.3) and np.all(middle < 1.6)),
        measured=middle,
    )


def alt(result):
    middle = np.median((result["farthest"][1] + result["nearest"][1]) / 2)
    return (
        f"Above, ten spirals lead from the Earth's orbit to that of Mars. Below left, distances from "
        f"three starts merge, at about {middle:.1f} AU, within "
        f"some fifteen years. Below right, errors over eighty years: {result['exact_lost_count']} of "
        f"{len(SEEDS)} thin lines climb beyond {LOST:.0f} AU, most of them to where the computation holds them, "
        "some 40 AU, the lowest stays below "
        f"{result['exact_best']:.3f}, and a band stays below {result['noisy_off'].max():.1f}."
    )


def draw(fig, result):
    if is_slide(fig):
        ax, left, right = fig.subplots(1, 3, width_ratios=(1.2, 1, 1))
    else:
        grid = fig.add_gridspec(2, 2, height_ratios=(1.3, 1))
        ax, left, right = fig.add_subplot(grid[0, :]), fig.add_subplot(grid[1, 0]), fig.add_subplot(grid[1, 1])
    ax.plot(*result["mars"].T, color=COLORS.orange, lw=9, alpha=0.4)
    ax.plot(*result["earth"].T, color=COLORS.blue, lw=4, alpha=0.4)
    for first, last in zip(result["first"], result["last"], strict=True):
        ax.plot(*first[::3].T, color=COLORS.purple, lw=0.7, alpha=0.5)
        ax.plot(*last.T, color=COLORS.purple, lw=1.1)
    ax.plot(*result["first"][0, 0], "o", color=COLORS.purple, ms=8)
    ax.plot(0, 0, "o", color=COLORS.gold, ms=10)
    note(ax, -0.1, 0.75, "Earth", COLORS.blue, ha="center")
    note(ax, -1.76, 0.0, "Mars", COLORS.orange, ha="right", va="center")
    ax.set_aspect("equal")
    ax.axis("off")
    for r, color in zip(result["distance"], (COLORS.orange, COLORS.blue, COLORS.green), strict=True):
        band(left, result["years"][:660:4], r, color=color)
    band(left, result["years"][:660:4], result["many_distance"], color=COLORS.muted)
    note(left, 17.6, 1.83, "shown Mars", ha="right", va="center")
    note(left, 17.6, 0.93, "shown thirty orbits", COLORS.muted, ha="right", va="center")
    left.set(xlabel="years", ylabel="distance from the Sun, AU", xlim=(0, 18), ylim=(0.55, 1.9))
    years = result["years"]
    right.plot(years[::16], result["exact_off"][:, ::16].T, color=COLORS.muted, lw=0.7, alpha=0.8)
    band(right, years[::16], result["noisy_off"][:, ::16], color=COLORS.purple)
    right.set(xlabel="years", ylabel="off Mars by, AU", xlim=(0, 80), ylim=(1e-4, 100))
    log_axis(right, "y", [0.001, 0.01, 0.1, 1, 10])
    note(right, 78, 65, "exact", COLORS.muted, ha="right", va="center")
    note(right, 78, 0.045, "with noise", COLORS.purple, ha="right", va="center")
