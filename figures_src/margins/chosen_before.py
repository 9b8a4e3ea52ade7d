r"""Choose the features with all labels in view, and the promise of the support vectors is broken.

Labels by lot, half of each kind, on 1,000 random features: there is nothing to learn. The ten features that agree
best with the labels are kept. The machine that is trained on them has few support vectors and does well on the
examples left out (blue), and keeps the promise: an example left out is told wrong no more often than the share of
support vectors (the diagonal). But to leave an example out honestly is to choose the features without it too (red):
then half are wrong. Marks are moved a little sideways, so that equal shares show.

Reference: ambroise2002
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.estimators import leave_one_out
from mathnets.svm import SVM

SEEDS = range(10)
EXAMPLES, FEATURES, KEPT = 30, 1000, 10


def chosen(X, y):
    """The features that agree best with the labels."""
    return np.argsort(-np.abs(y @ (X - X.mean(axis=0))))[:KEPT]


def told_wrong(X, y, left):
    """Whether an example is told wrong by a machine that chose its features and learned without it."""
    kept = np.arange(len(X)) != left
    features = chosen(X[kept], y[kept])
    machine = SVM(1.0, kernel="linear").fit(X[kept][:, features], y[kept])
    return machine.predict(X[[left]][:, features])[0] != y[left]


def compute():
    """For each draw: share of support vectors; leave-one-out error with the features chosen once, and each time."""
    rows = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(EXAMPLES, FEATURES)), rng.permutation(np.resize([-1, 1], EXAMPLES))
        few, machine = X[:, chosen(X, y)], SVM(1.0, kernel="linear")
        share = len(machine.fit(few, y).support_) / EXAMPLES
        once = np.mean(leave_one_out(machine, few, y) != y)
        rows.append((share, once, np.mean([told_wrong(X, y, i) for i in range(EXAMPLES)])))
    support, once, each = np.array(rows).T
    return {"support": support, "once": once, "each": each}


def claims(result):
    support, once, each = result["support"], result["once"], result["each"]
    yield Claim(
        "With the features fixed, every draw keeps the promise.",
        bool(np.all(once <= support) and np.all(support > 0.1)),
        measured=once - support,
    )
    yield Claim(
        "With the features chosen anew, at least eight of ten draws break it.",
        bool(8 <= np.sum(each > support) <= len(each)),
        measured=int(np.sum(each > support)),
    )
    yield Claim(
        "Honestly left out, about half are told wrong.",
        bool(abs(np.median(each) - 0.5) < 0.15),
        measured=each,
    )


def alt(result):
    return (
        f"A diagonal with a forbidden half above it. Ten blue marks below it, "
        f"at {np.median(result['support']):.0%} support vectors and "
        f"{np.median(result['once']):.0%} wrong. From each a thin line goes up to a red one, at the median "
        f"{np.median(result['each']):.0%} wrong, most of them in the half that the theorem forbids."
    )


def draw(fig, result):
    ax = fig.subplots()
    limit = 0.85
    ax.fill_between([0, limit], [0, limit], limit, color=COLORS.red, alpha=0.1, lw=0)
    ax.plot([0, limit], [0, limit], color=COLORS.red)
    shift = np.random.default_rng(0).uniform(-0.008, 0.008, len(result["support"]))  # parts equal shares
    x = result["support"] + shift
    ax.vlines(x, result["once"], result["each"], color=COLORS.muted, lw=0.8)
    ax.plot(x, result["once"], "o", color=COLORS.blue, ms=8, mec=COLORS.paper, clip_on=False)
    ax.plot(x, result["each"], "D", color=COLORS.red, ms=7.5, mec=COLORS.paper)
    note(ax, 0.235, 0.66, "features chosen\nanew each time", COLORS.red, va="center", ha="right")
    note(ax, 0.5, 0.13, "features chosen once,\nwith all labels", COLORS.blue, va="center")
    ticks = np.arange(0, limit, 0.2)
    ax.set_xticks(ticks, [f"{v:.0%}" for v in ticks])
    ax.set_yticks(ticks, [f"{v:.0%}" for v in ticks])
    ax.set(xlim=(0, limit), ylim=(-0.02, limit), xlabel="share of support vectors", ylabel="left out and told wrong")
