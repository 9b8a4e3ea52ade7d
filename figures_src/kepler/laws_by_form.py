r"""From Mars alone a network learns the pull on Saturn if it works in logarithms; else it errs a hundredfold and more.

Three forms of network learned the acceleration of Mars at each place of its orbit, and were asked about six planets.
The first takes the place and gives the pull, as any network would. The second knows that the pull is along the ray
from the Sun and depends on distance alone. The third knows that too, and takes the *logarithm* of distance to that of
the pull. Ten networks each; bars from the best to the worst. All see Mars, and all know Mars.

Reference: vafa2025, lemos2023, xu2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note
from mathnets.activations import relu
from mathnets.data import mars
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.orbits import heliocentric, julian_day
from mathnets.training import train

SHAPE = "standard"
SEEDS = range(10)
YEAR, STEPS = 365.25, 2000
FORMS = ("place to pull", "distance to pull", "logarithms")


def pulls(planet):
    """Places and accelerations of a planet on 500 days of a revolution, from three neighbouring days each."""
    period = 36525 * 360 / mars.elements(planet)[1, 3]
    step = period / 2000
    days = julian_day(1590, 1, 1) + step * np.arange(2003)
    x = heliocentric(mars.elements(planet), days)[:, :2]
    a = (x[2:] - 2 * x[1:-1] + x[:-2]) / (step / YEAR) ** 2
    return x[1:-1:4], a[::4]


def fitted(inputs, targets, sizes):
    """A function that ten networks of these sizes learned, with inputs and targets brought to unit size."""
    centre, width = inputs.mean(axis=0), inputs.std(axis=0)
    base, scale = targets.mean(axis=0), targets.std(axis=0)
    networks = MLP(sizes, relu, rng=SEEDS)
    X, Y = (inputs - centre) / width, (targets - base) / scale
    train(networks, X, Y, Adam(cosine(3e-3, STEPS)), steps=STEPS, batch=64, rng=SEEDS)
    return lambda new: networks.forward((new - centre) / width) * scale + base


def compute():
    """Relative errors, (forms, networks, planets); what each form says of the pull by distance; the exponents."""
    x, a = pulls("mars")
    r = np.linalg.norm(x, axis=1, keepdims=True)
    pull = -np.vecdot(x, a)[:, None] / r
    free = fitted(x, a, [2, 64, 64, 2])
    radial = fitted(r, pull, [1, 32, 32, 1])
    logs = fitted(np.log(r), np.log(pull), [1, 32, 32, 1])
    length = lambda x: np.linalg.norm(x, axis=1, keepdims=True)  # noqa: E731
    laws = (
        free,
        lambda x: -radial(length(x)) * x / length(x),
        lambda x: -np.exp(logs(np.log(length(x)))) * x / length(x),
    )
    error, strength = np.empty((3, len(SEEDS), 6)), np.empty((3, len(SEEDS), 6))
    for k, planet in enumerate(mars.PLANETS):
        place, true = pulls(planet)
        for form, law in enumerate(laws):
            said = law(place)
            off = np.linalg.norm(said - true, axis=2) / np.linalg.norm(true, axis=1)
            error[form, :, k] = off.mean(axis=1)
            strength[form, :, k] = np.median(np.linalg.norm(said, axis=2), axis=1)
    ends = np.log(mars.elements("saturn")[0, 0] / mars.elements("mercury")[0, 0])
    return {
        "a": np.array([mars.elements(planet)[0, 0] for planet in mars.PLANETS]),
        "error": error,
        "strength": strength,
        "exponent": np.log(strength[2, :, 5] / strength[2, :, 0]) / ends,
        "saturn": error[:, :, 5],
        "free_saturn": error[0, :, 5],
        "logs_saturn": error[2, :, 5],
        "logs_worst": error[2, :, 5].max(),
        "logs_jupiter": error[2, :, 4],
    }


def claims(result):
    error = result["error"]
    yield Claim(
        "All three forms know Mars to two percent.",
        bool(np.all(error[:, :, 3] < 0.02) and np.all(error[:, :, 3] > 0)),
        measured=error[:, :, 3].max(axis=1),
    )
    yield Claim(
        "Asked about Saturn, every network of the first two forms is wrong by more than fifty times the true pull.",
        bool(np.all(error[:2, :, 5] > 100)),
        measured=error[0, :, 5],
    )
    logs = np.median(error[2], axis=0)
    yield Claim(
        "In logarithms the middle one of ten is right to a tenth for all six planets.",
        bool(np.all(logs < 0.1) and logs[5] > logs[3]),
        measured=logs.max(),
    )
    free = result["strength"][0]
    yield Claim(
        "For the network told nothing the pull on Jupiter and on Saturn is stronger than on Mars.",
        bool(np.all(free[:, 4] > free[:, 3]) and np.all(free[:, 5] > free[:, 3])),
        measured=free[:, 5] / free[:, 3],
    )
    yield Claim(
        "In logarithms the pull of the middle network falls between Mercury and Saturn as the power 2 of the distance.",
        bool(abs(np.median(result["exponent"]) + 2) < 0.1),
        measured=result["exponent"],
        expected=-2.0,
        tolerance=0.1,
        source="newton1687, book I, proposition 11: the inverse square, from which these data follow; recalled",
        verdict="yes",
    )


def alt(result):
    error = np.median(result["error"], axis=1)
    return (
        "Errors for six planets by their distance, on logarithmic scales, lowest at Mars for all forms. "
        "At Saturn the middle of ten networks is wrong by a factor of "
        f"{error[0, 5]:.0f} with place to pull, {error[1, 5]:.0f} with distance to pull, and by "
        f"{error[2, 5]:.0%} with logarithms."
    )


def draw(fig, result):
    ax = fig.subplots()
    for k, (color, shift) in enumerate(((COLORS.red, 0.94), (COLORS.gold, 1.0), (COLORS.green, 1.06))):
        low, middle, high = np.quantile(result["error"][k], [0, 0.5, 1], axis=0)
        ax.vlines(result["a"] * shift, low, high, color=color, lw=5, alpha=0.35)
        ax.plot(result["a"] * shift, middle, "o-", color=color, lw=1.2)
    for a, planet in zip(result["a"], mars.PLANETS, strict=True):
        ax.text(a, 6e3, planet.capitalize(), ha="center", va="bottom", rotation=45, color=COLORS.muted)
    ax.axhline(1, color=COLORS.faint, lw=1, zorder=0)
    log_axis(ax, "x", [0.5, 1, 2, 5, 10])
    log_axis(ax, "y", [1e-4, 1e-2, 1, 100])
    ax.set_yticks([1e-4, 1e-2, 1, 100], ["0.01%", "1%", "100%", "100 times"])
    ax.set(xlabel="distance from the Sun, AU", ylabel="error of the pull", ylim=(5e-5, 5e3), xlim=(0.33, 13))
    note(ax, 0.36, 1.4, FORMS[0], COLORS.red, va="bottom")
    note(ax, 0.36, 0.33, FORMS[1], COLORS.gold, va="top")
    note(ax, 3.1, 0.0022, FORMS[2], COLORS.green, va="top")
