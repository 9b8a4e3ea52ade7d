r"""This widest street stands on three points: take away all others and nothing moves; take one of them and it turns.

The line that keeps the widest margin between two clouds, with its street, the strip that holds no point. The ringed
points on the kerbs are the support vectors. The film first takes away all other points, one after another, and solves
the problem anew each time. Then it puts them back and takes away one support vector, and after that another.

Reference: boser1992, cortes1995
"""

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, note, panels, scatter_classes
from mathnets.geometry import angle
from mathnets.margins import hard_margin

SEEDS = [8]
POINTS = 13  # of each class
FRAMES = 34
STILL, BACK, TURNS = 2, 17, (19, 29)  # frames: of the first removal, of the return, where a turn begins


def compute():
    """The points in the order of removal, the street after each removal, and without each support vector alone."""
    rng = np.random.default_rng(SEEDS[0])
    X = np.vstack([rng.normal([0, 0.6], [0.9, 0.75], (POINTS, 2)), rng.normal([3.9, -0.6], [0.9, 0.75], (POINTS, 2))])
    y = np.repeat([1, -1], POINTS)
    support = hard_margin(X, y, intercept=True).support
    others = np.setdiff1d(np.arange(2 * POINTS), support)
    order = np.concatenate([rng.permutation(others), support])
    X, y = X[order], y[order]
    left = [np.arange(k, len(X)) for k in range(len(others) + 1)] + [
        np.delete(np.arange(len(X)), len(others) + i) for i in range(len(support))
    ]
    streets = [hard_margin(X[rows], y[rows], intercept=True) for rows in left]
    return {
        "points": X,
        "labels": y,
        "support": len(support),
        "held_by": len(support),
        "streets": np.array([[*s.w, s.b, s.gamma] for s in streets]),
        "turns": np.degrees([angle(streets[0].w, s.w) for s in streets[-len(support) :]]),
    }


def claims(result):
    n, streets = result["support"], result["streets"]
    yield Claim(
        "The street is held by three points, one more than there are dimensions.",
        result["held_by"] == 3,
        measured=result["held_by"],
        expected=3,
        tolerance=0,
        source="boser1992, section 2: at most n + 1 supporting patterns in general position (recalled)",
        verdict="yes",
    )
    moved = np.abs(streets[:-n] - streets[0]).max()
    yield Claim(
        "Without any of the others the street is the same.",
        bool(moved < 1e-9 * streets[0, 3] and len(streets) > 20),
        measured=moved,
    )
    wider = streets[-n:, 3] / streets[0, 3]
    yield Claim(
        "Without any one of the three it is wider by at least a fiftieth.", bool(np.all(wider > 1.02)), measured=wider
    )
    yield Claim(
        "Without any one of the three it turns by at least five degrees.",
        bool(np.all(result["turns"] > 5) and np.all(result["turns"] < 90)),
        measured=result["turns"],
    )


def alt(result):
    n, streets = result["support"], result["streets"]
    first, second = result["turns"][:2]
    return (
        f"A straight street between {POINTS} squares and {POINTS} circles touches {n} ringed points. The other "
        f"{len(result['points']) - n} disappear and the street, {2 * streets[0, 3]:.2f} wide, stays. They come back, "
        f"one ringed point disappears: the street turns by {first:.0f} degrees, touches other points, and is "
        f"{2 * streets[-n, 3]:.2f} wide; without another of the three it turns by {second:.0f}."
    )


def scene(ax, result, street, gone, *, size=34):
    """The street, the points, faint where they are gone, and rings around those on the kerbs."""
    w, b, gamma = street[:2], street[2], street[3]
    ax.set(xlim=(-2.4, 5.8), ylim=(-2.6, 2.4), aspect="equal")
    ax.axis("off")
    along, middle = np.array([-w[1], w[0]]), np.array([1.7, 0]) - (w @ [1.7, 0] + b) * w
    corners = [middle + s * 9 * along + t * gamma * w for s, t in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
    ax.fill(*np.array(corners).T, color=COLORS.green, alpha=0.16, lw=0)
    for shift, lw, style in ((0, 2.2, "-"), (-gamma, 1, (0, (4, 2))), (gamma, 1, (0, (4, 2)))):
        decision_line(ax, w, b + shift, lw=lw, ls=style, color=COLORS.green)
    X, y = result["points"], result["labels"]
    scatter_classes(ax, X[~gone], y[~gone], size=size)
    scatter_classes(ax, X[gone], y[gone], size=size, alpha=0.13)
    for x in X[~gone & (y * (X @ w + b) < gamma + 1e-6)]:
        ax.plot(*x, "o", ms=size**0.5 * 2.3, mfc="none", mec=COLORS.ink, mew=1.6)


def draw(fig, result, frame):
    n, streets, total = result["support"], result["streets"], len(result["points"])
    others, rows = total - n, np.arange(total)
    without = [(streets[others + 1 + i], rows == others + i) for i in range(n)]
    if frame is None:
        titles = [f"all {total} points", f"only the {n} on the kerbs", "without one of the three", "without another"]
        shown = [(streets[0], rows < 0), (streets[others], rows < others), *without]
        for ax, title, (street, gone) in zip(panels(fig, 4, page=(2, 2), slide=(2, 2)), titles, shown[:4], strict=True):
            scene(ax, result, street, gone, size=26)
            ax.set_title(title, loc="center")
        return
    removed = int(np.clip(2 * (frame - STILL), 0, others)) if frame < BACK else 0
    street, gone = streets[removed], rows < removed
    for i, start in enumerate(TURNS):
        if start <= frame < start + 8:
            share, (after, gone) = min((frame - start) / 4, 1), without[i]
            street = (1 - share) * streets[0] + share * after
            street /= np.linalg.norm(street[:2])  # a mixture of streets is one: no point comes to lie in it
    ax = fig.subplots()
    scene(ax, result, street, gone, size=52)
    note(ax, -2.3, 2.3, f"{total - gone.sum()} points", COLORS.muted, va="top", fontsize="large")
    note(ax, 5.7, -2.5, f"{2 * street[3]:.2f} wide", COLORS.green, ha="right", va="bottom", fontsize="large")
