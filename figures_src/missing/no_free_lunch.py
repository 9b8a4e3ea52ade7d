r"""Over all labellings every learner is right about half of what it has not seen; over the smooth ones they part.

The eight corners of a cube can be labelled in 256 ways. A learner sees five labels and says the other three. Below:
how often it is right, by how rough the labelling is, that is, on how many of the twelve edges the two labels differ;
above, how many labellings there are of each roughness. Weighted with these, each line has the mean one half exactly.
The network is the middle of ten, with a band.

Reference: wolpert1996
"""

import itertools

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note
from mathnets.activations import tanh
from mathnets.losses import logistic
from mathnets.margins import separable
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SEEDS = range(10)
SEEN = 5
HIDDEN, STEPS, RATE = 8, 200, 0.05
CORNERS = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
LABELS = np.array(list(itertools.product((-1, 1), repeat=len(CORNERS))))
APART = np.sum(CORNERS[:, None] != CORNERS, axis=-1)  # edges to walk from one corner to another
NAMES = {
    "neighbours": "nearest neighbours",
    "contrary": "their contrary",
    "line": "least squares",
    "network": "small network",
}


def neighbours(seen, unseen, y):
    """Vote of the nearest seen corners, +1 on a tie."""
    apart = APART[np.ix_(unseen, seen)]
    return np.where(y @ (apart == apart.min(axis=1, keepdims=True)).T >= 0, 1, -1)


def line(seen, unseen, y):
    """Sign of the plane that is fitted by least squares, +1 on a tie."""
    lifted = np.column_stack([CORNERS, np.ones(len(CORNERS))])
    return np.where(y @ (lifted[unseen] @ np.linalg.pinv(lifted[seen])).T > -1e-9, 1, -1)


def network(seen, unseen, y):
    """What networks with one hidden layer say that have learned the seen labels; shape (seeds, labellings, unseen)."""
    networks = MLP([3, HIDDEN, 1], tanh, loss=logistic, rng=[s for s in SEEDS for _ in y])
    train(networks, CORNERS[seen], np.tile(y, (len(SEEDS), 1)), Adam(RATE), steps=STEPS)
    return networks.predict(CORNERS[unseen]).reshape(len(SEEDS), len(y), -1)


LEARNERS = {
    "neighbours": neighbours,
    "contrary": lambda seen, unseen, y: -neighbours(seen, unseen, y),
    "line": line,
    "network": network,
}


def choices():
    """One choice of five seen corners of each kind, up to turning the cube, and how many of the 56 are of its kind."""
    kinds = {}
    for unseen in itertools.combinations(range(len(CORNERS)), len(CORNERS) - SEEN):
        kinds.setdefault(tuple(sorted(APART[i, j] for i, j in itertools.combinations(unseen, 2))), []).append(unseen)
    return [(list(kind[0]), len(kind)) for kind in kinds.values()]


def compute():
    """Share right about unseen corners, by roughness, over all labellings, and over those that a plane makes."""
    edges = np.argwhere(np.triu(APART == 1))
    rough = np.sum(LABELS[:, edges[:, 0]] != LABELS[:, edges[:, 1]], axis=1)
    kinds, count = np.unique(rough, return_counts=True)
    flat = separable(CORNERS, LABELS, intercept=True)
    some = np.array(list(itertools.product((-1, 1), repeat=SEEN)))  # each is learned once, whatever the rest may be
    result = {"roughness": kinds, "count": count, "planes": int(flat.sum())}
    for name, learner in LEARNERS.items():
        right, total = 0.0, 0
        for unseen, weight in choices():
            seen = np.setdiff1d(np.arange(len(CORNERS)), unseen)
            said = np.asarray(learner(seen, unseen, some))
            row = np.array([np.flatnonzero((some == y).all(axis=1))[0] for y in LABELS[:, seen]])
            right = right + weight * (said[..., row, :] == LABELS[:, unseen]).mean(axis=-1)
            total += weight
        right = right / total  # (labellings,) or (seeds, labellings)
        result[name] = np.stack([right[..., rough == kind].mean(axis=-1) for kind in kinds], axis=-1)
        result[f"{name}_all"] = right.mean(axis=-1)
        result[f"{name}_flat"] = right[..., flat].mean(axis=-1)
    return result


def claims(result):
    for name, text in NAMES.items():
        yield Claim(
            f"Over all 256 labellings the learner is right about half of the unseen corners ({text}).",
            bool(np.all(np.abs(result[f"{name}_all"] - 0.5) < 1e-12)),
            measured=result[f"{name}_all"],
            expected=0.5,
            tolerance=1e-12,
            source="wolpert1996, uniform average over targets of the off-training-set error with zero-one loss; the "
            "abstract was read in a copy, the value for two labels follows from it",
            verdict="yes",
        )
    flat = np.array([np.median(result[f"{name}_flat"]) for name in ("neighbours", "line", "network")])
    yield Claim(
        "Over the 104 labellings that a plane can make, three learners are right more than 60% of the time.",
        bool(np.all(flat > 0.6) and np.all(flat < 0.8) and result["planes"] == 104),
        measured=flat,
    )
    contrary = result["contrary"]
    yield Claim(
        "The contrary of the nearest neighbours is below one half on smooth labellings and above it on rough ones.",
        bool(np.all(contrary[:4] < 0.45) and np.all(contrary[5:] > 0.55)),
        measured=contrary,
    )
    yield Claim(
        "On the smooth half the network is above one half for every seed, on the rough half below.",
        bool(np.all(result["network"][:, :4] > 0.55) and np.all(result["network"][:, 5:] < 0.45)),
        measured=result["network"].ravel(),
    )


def alt(result):
    first, last = result["neighbours"][1], result["neighbours"][-2]
    return (
        f"Above, a hill of counts with its top, {result['count'].max()}, in the middle. Below, lines that cross near "
        f"one half: nearest neighbours fall from {first:.0%} right at roughness 3 to {last:.0%} at 9, their contrary "
        "climbs as a mirror image, and least squares and a small network fall too. Weighted with the counts, "
        "each line has the mean one half."
    )


def draw(fig, result):
    top, ax = fig.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [1, 2.6 if not is_slide(fig) else 2.2]})
    x = result["roughness"]
    top.bar(x, result["count"], 0.7, color=COLORS.faint)
    for place, count in zip(x, result["count"], strict=True):
        note(top, place, count + 2, f"{count}", COLORS.muted, ha="center", fontsize="small")
    top.set(ylabel="labellings", ylim=(0, 82), yticks=[])
    top.spines["left"].set_visible(False)
    ax.axhline(50, color=COLORS.muted, lw=1, ls=(0, (2, 1.5)))
    for name, color, marker in (
        ("neighbours", COLORS.blue, "o"),
        ("contrary", COLORS.orange, "s"),
        ("line", COLORS.green, "D"),
    ):
        ax.plot(x, 100 * result[name], color=color, marker=marker)
    band(ax, x, 100 * result["network"], color=COLORS.purple, marker="^")
    note(ax, 0.35, 101, "nearest neighbours", COLORS.blue, ha="left", va="bottom", fontsize="small")
    note(ax, 11.6, 101, "their contrary", COLORS.orange, ha="right", va="bottom", fontsize="small")
    note(
        ax, 12.1, 100 * result["line"][-1] + 4, "least squares", COLORS.green, ha="right", va="bottom", fontsize="small"
    )
    note(
        ax,
        12.1,
        100 * np.median(result["network"][:, -1]) - 4,
        "small network",
        COLORS.purple,
        ha="right",
        va="top",
        fontsize="small",
    )
    ax.set(xlabel="roughness: edges with two different labels", ylabel="unseen corners told right", ylim=(-4, 112))
    ax.set_xticks(x)
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.yaxis.set_major_formatter("{x:.0f}%")
