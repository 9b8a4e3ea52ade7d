r"""Word vectors share a direction, and it mostly says how common a word is.

Above, cosines between pairs of 10,000 words as the vectors come, after their mean is taken away, and for random
directions. The common mean is nearly half as long as a vector is on average. The part of a vector along it tells two
thirds of the variance of the logarithm of frequency rank; what is left of the vector, a tenth. Below, the cosine of a
word with that mean, against the word's place in the list of frequencies (median and middle 80%, from the sixth word
on).

Reference: mu2018, pennington2014, welch1974
"""

from itertools import pairwise

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note, panels
from mathnets.data import glove
from mathnets.dimension import pair_cosines, random_directions, welch_bound
from mathnets.geometry import norm

SHAPE = "tall"
SEEDS = range(10)
SOME = 800  # words of each draw, for the histograms
BINS = np.linspace(-1, 1, 81)


def mean_square(V):
    """The mean square of all cosines between different rows."""
    U = V / norm(V)[:, None]
    n, moments = len(U), U.T @ U
    return (np.sum(moments**2) - n) / (n * (n - 1))


def compute():
    """Histograms of cosines, root mean squares, the cosine with the mean by frequency, and how well a weighted sum of
    the 50 numbers tells the logarithm of a word's place: the share of variance, on words not used for the weights.
    """
    _, V = glove.load()
    N, D = V.shape
    mean = V.mean(axis=0)
    U, towards = V / norm(V)[:, None], mean / norm(mean)
    bands = np.unique(np.geomspace(1, N + 1, 22).round().astype(int))[3:]
    along = U @ towards
    parts = [np.quantile(along[a - 1 : b - 1], [0.1, 0.5, 0.9]) for a, b in pairwise(bands)]
    place = np.log(np.arange(1, N + 1))
    part = V @ towards
    forms = {"told": V, "told_along": part[:, None], "told_rest": V - np.outer(part, towards)}
    told, histograms, drawn = {key: [] for key in forms}, [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        some = rng.choice(N, SOME, replace=False)
        clouds = V[some], V[some] - mean, random_directions(SOME, D, rng=rng)
        histograms.append([np.histogram(pair_cosines(X), BINS, density=True)[0] for X in clouds])
        learn, judge = np.split(rng.permutation(N), 2)
        for key, X in forms.items():
            A = np.column_stack([X, np.ones(N)])
            weights = np.linalg.lstsq(A[learn], place[learn], rcond=None)[0]
            told[key].append(1 - np.var(A[judge] @ weights - place[judge]) / np.var(place[judge]))
        drawn.append(np.sqrt(mean_square(random_directions(N, D, rng=rng))))
    return {
        "histograms": np.median(histograms, axis=0).round(4),
        "raw": float(np.sqrt(mean_square(V))),
        "centred": float(np.sqrt(mean_square(V - mean))),
        "bound": welch_bound(N, D),
        "mean_share": float(norm(mean) / norm(V).mean()),
        "mean_cosine": float(U.mean(axis=0) @ U.mean(axis=0)),
        "places": np.sqrt(bands[:-1] * bands[1:]),
        "along": np.array(parts),
        "random": np.array(drawn),
    } | {key: np.array(values) for key, values in told.items()}


def claims(result):
    share = result["mean_share"]
    yield Claim(
        "The mean of all vectors is about half as long as a vector is on average.",
        bool(0.4 < share < 0.55),
        measured=share,
    )
    raw, centred, bound = result["raw"], result["centred"], result["bound"]
    yield Claim(
        "The root mean square cosine is twice the least possible, and with the mean taken away a quarter above it.",
        bool(1.9 < raw / bound < 2.1 and 1.2 < centred / bound < 1.35),
        measured=centred / bound,
    )
    yield Claim(
        "Random directions all but reach the least possible for 10,000 directions in 50 dimensions, the Welch bound.",
        bool(raw > bound and centred > bound and np.all(result["random"] > bound)),
        measured=result["random"],
        expected=np.sqrt((10_000 - 50) / (50 * 9_999)),
        tolerance=0.002,
        source="welch1974, the case k = 1: (n - d)/(d (n - 1)); read as stated in a public encyclopedia",
        verdict="yes",
    )
    along = result["along"][:, 1]
    yield Claim(
        "The commonest words have cosines over 0.8 with the mean, the rarest around a third.",
        bool(along[:3].mean() > 0.8 and 0.25 < along[-1] < 0.4),
        measured=np.array([along[:3].mean(), along[-1]]),
    )
    told, along, rest = (result[key] for key in ("told", "told_along", "told_rest"))
    yield Claim(
        "A weighted sum of the 50 numbers tells the logarithm of a word's place, with over 85% of the variance.",
        bool(np.all(told > 0.85) and np.all(told < 0.95)),
        measured=told,
    )
    yield Claim(
        "The part along the mean alone tells over 60% of it, what is left of the vector less than 15%.",
        bool(np.all(along > 0.6) and np.all(along < told) and np.all(rest < 0.15)),
        measured=np.array([along, rest]).ravel(),
    )


def alt(result):
    along = result["along"][:, 1]
    return (
        f"Above, three bells of cosines: random directions around 0, words around {result['mean_cosine']:.2f}, words "
        f"without their mean around 0 again but wider than random. Below, the cosine with the mean falls from "
        f"{along[0]:.2f} for the commonest words to {along[-1]:.2f} for the rarest."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    middle = (BINS[1:] + BINS[:-1]) / 2
    for values, color, text, place in zip(
        result["histograms"],
        (COLORS.orange, COLORS.blue, COLORS.muted),
        ("as they come", "mean taken away", "random"),
        ((0.44, 1.3), (-0.23, 1.45), (0.11, 2.6)),
        strict=True,
    ):
        above.plot(middle, values, color=color)
        ha = "right" if place[0] < 0 else "left"
        note(above, *place, text, color, ha=ha, va="center")
    above.set(xlabel="cosine of two words", yticks=[], xlim=(-0.75, 1), ylim=(0, None))
    above.spines["left"].set_visible(False)
    low, mid, high = result["along"].T
    below.fill_between(result["places"], low, high, color=COLORS.orange, alpha=0.22, lw=0)
    below.plot(result["places"], mid, color=COLORS.orange)
    below.set(xlabel="place of the word in the list of frequencies", ylabel="cosine with the mean", ylim=(0, 1))
    log_axis(below, "x", [1, 10, 100, 1000, 10_000])
