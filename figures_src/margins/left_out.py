r"""Leave one example out, and it is never told wrong more often than the share of support vectors allows.

Each mark is a draw: machines are trained without one example at a time and asked about it. The share that they get
wrong stands against the share of support vectors of the machine that saw all. Clouds and fours and nines with a
straight wall, moons with a Gaussian kernel; ten draws of each.

Reference: cortes1995, lachenbruch1968
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.data import digits, toys
from mathnets.estimators import leave_one_out
from mathnets.svm import SVM

SEEDS = range(10)
EXAMPLES = 32


def drawn(kind, seed):
    """Examples of a kind, their signs, and the machine for them."""
    rng = np.random.default_rng([seed, 7])
    if kind == "moons":
        return *toys.moons(EXAMPLES, noise=0.25, rng=rng), SVM(1.0, gamma=2.0)
    if kind == "clouds":
        X, y = toys.blobs(EXAMPLES, spread=1.0, rng=rng)
        return X, 2 * y - 1, SVM(1.0, kernel="linear")
    X, label = digits.fours_and_nines()
    rows = rng.permutation(len(X))[:EXAMPLES]
    return X[rows], np.where(label[rows] == 4, 1, -1), SVM(1.0, kernel="linear")


def compute():
    """For each kind and draw: share of support vectors, leave-one-out error, and that among the other examples."""
    found = {}
    for kind in ("clouds", "moons", "digits"):
        rows = []
        for seed in SEEDS:
            X, y, machine = drawn(kind, seed)
            support = machine.fit(X, y).support_
            wrong = leave_one_out(machine, X, y) != y
            rows.append(
                (len(support) / EXAMPLES, wrong.mean(), wrong[np.setdiff1d(np.arange(EXAMPLES), support)].sum())
            )
        found[kind] = np.array(rows)[:, :2]
        found[f"{kind}_others_wrong"] = np.array(rows)[:, 2]
    return found


def claims(result):
    shares = np.concatenate([result[k] for k in ("clouds", "moons", "digits")])
    above = int(np.sum(shares[:, 1] > shares[:, 0]))
    yield Claim(
        "In no draw is the leave-one-out error above the share of support vectors.",
        above == 0 and bool(np.all(shares[:, 0] > 0.1) and shares[:, 1].max() > 0.05),
        measured=above,
        expected=0,
        tolerance=0,
        source="cortes1995, eq. (5), which follows from it: expected error at most E[support vectors]/n (recalled)",
        verdict="yes",
    )
    slack = shares[:, 1] / shares[:, 0]
    yield Claim(
        "Mostly it is less than half of it.", bool(0 < np.median(slack) < 0.5 and slack.max() <= 1), measured=slack
    )
    others = np.concatenate([result[f"{k}_others_wrong"] for k in ("clouds", "moons", "digits")])
    yield Claim(
        "No example that is not a support vector is ever told wrong.",
        bool(np.all(others == 0) and np.all(shares[:, 0] < 1)),
        measured=others,
    )


def alt(result):
    ranges = {
        k: (result[k][:, 0].min(), result[k][:, 0].max(), result[k][:, 1].max()) for k in ("clouds", "moons", "digits")
    }
    return (
        "A diagonal with an empty half above it. Below lie ten marks each for "
        + "; ".join(
            f"{k}, with {low:.0%} to {high:.0%} support vectors and at most {worst:.0%} wrong"
            for k, (low, high, worst) in ranges.items()
        )
        + "."
    )


def diagonal(ax, limit):
    """The diagonal, and the half above it where no honest draw can lie."""
    ax.fill_between([0, limit], [0, limit], limit, color=COLORS.red, alpha=0.1, lw=0)
    ax.plot([0, limit], [0, limit], color=COLORS.red)
    ticks = np.arange(0, limit + 0.01, 0.2)
    for which in ("x", "y"):
        getattr(ax, f"set_{which}ticks")(ticks, [f"{v:.0%}" for v in ticks])
    ax.set(xlim=(0, limit), ylim=(-0.02, limit), xlabel="share of support vectors", ylabel="left out and told wrong")


def draw(fig, result):
    ax = fig.subplots()
    diagonal(ax, 0.85)
    styles = {"clouds": ("o", COLORS.gold), "moons": ("^", COLORS.green), "digits": ("s", COLORS.blue)}
    for kind, (marker, color) in styles.items():
        ax.plot(*result[kind].T, marker, color=color, ms=7, alpha=0.75, mec=COLORS.paper, mew=0.6, clip_on=False)
    note(ax, 0.03, 0.75, "impossible", COLORS.red, fontsize="large", va="center")
    note(ax, 0.4, 0.155, "clouds", COLORS.gold, va="center")
    note(ax, 0.74, 0.22, "moons", COLORS.green, ha="center")
    note(ax, 0.545, 0.045, "digits", COLORS.blue, ha="right", va="center")
