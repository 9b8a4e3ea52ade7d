r"""From a memory of 0.4 on, the more of a step is kept, the less a start tells where its walk will end.

Each point of the square is a start on Himmelblau's function, which has four equally deep minima (dots). Its
colour says in which of them the walk ends. Without momentum there are four smooth countries. With memory $\beta$ the
ball rolls over passes, and neighbouring starts part.

Reference: himmelblau1972, polyak1964
"""

import numpy as np
from matplotlib.colors import ListedColormap

from figures_src._kit import COLORS, Claim, is_slide, panels
from mathnets.descent import basins, endpoints, grid, himmelblau
from mathnets.optimizers import Momentum

SHAPE = "square"
FRAMES = 25  # one a memory
SIDE, LIMIT = 72, 6.0
RATE, STEPS = 0.004, 500
BETAS = np.concatenate([np.linspace(0, 0.7, 8), np.linspace(0.72, 0.95, 17)])


def compute():
    """For each memory the minimum that each start ends in (-1 for none), and how many neighbours part."""
    surface, axis = himmelblau(), np.linspace(-LIMIT, LIMIT, SIDE)
    starts = grid(axis, axis)
    ends = np.array(
        [
            basins(endpoints(surface.gradient, starts, Momentum(RATE, beta), STEPS), surface.minima, within=0.2)
            for beta in BETAS
        ]
    ).reshape(len(BETAS), SIDE, SIDE)
    parted = np.concatenate([np.diff(ends, axis=axis).reshape(len(BETAS), -1) != 0 for axis in (1, 2)], axis=1).mean(
        axis=1
    )
    return {
        "betas": BETAS,
        "ends": ends.astype(np.int8),
        "minima": surface.minima,
        "parted": parted,
        "moved": np.mean(ends != ends[0], axis=(1, 2)),
        "first_parted": parted[0],
        "last_parted": parted[-1],
    }


def claims(result):
    parted = result["parted"]
    yield Claim(
        "Without momentum fewer than 3 in 100 neighbouring starts part, with the most at least ten times as many.",
        bool(0 < parted[0] < 0.03 and parted[-1] > 10 * parted[0]),
        measured=parted[-1] / parted[0],
    )
    yield Claim(
        "The more of a step is kept, the more neighbouring starts part (from a memory of 0.4 on).",
        bool(np.all(np.diff(parted[result["betas"] > 0.39]) > 0)),
        measured=np.diff(parted[result["betas"] > 0.39]).min(),
    )
    moved = result["moved"][-1]
    yield Claim(
        "With the most momentum over a third of all starts end elsewhere than without.",
        bool(moved > 1 / 3),
        measured=moved,
    )
    lost = np.mean(result["ends"] == -1)
    yield Claim(
        "Every walk ends in one of the minima.",
        bool(lost == 0 and len(np.unique(result["ends"])) == 4),
        measured=lost,
    )


def alt(result):
    return (
        "A square divided among four colours. Without momentum the borders are smooth curves and "
        f"{result['parted'][0]:.1%} of neighbouring starts part; at memory {result['betas'][-1]:.2f} the colours are "
        f"interleaved like marbled paper and {result['parted'][-1]:.0%} do."
    )


def scene(ax, result, k):
    """The map of one memory."""
    colors = ListedColormap([COLORS.blue, COLORS.orange, COLORS.green, COLORS.purple])
    ax.imshow(
        result["ends"][k], cmap=colors, vmin=-0.5, vmax=3.5, origin="lower", extent=(-LIMIT, LIMIT) * 2, alpha=0.75
    )
    ax.plot(*result["minima"].T, "o", color=COLORS.paper, mec=COLORS.ink, ms=7)
    ax.set(xticks=[], yticks=[])
    ax.set_title(rf"$\beta$ = {result['betas'][k]:.2f}, {result['parted'][k]:.0%} part", loc="center")


def draw(fig, result, frame):
    last = len(result["betas"]) - 1
    if frame is None:
        shown = (0, 15, last) if is_slide(fig) else (0, 6, 15, last)
        for ax, k in zip(panels(fig, len(shown), page=(2, 2)), shown, strict=True):
            scene(ax, result, k)
            ax.set_title(rf"$\beta$ = {result['betas'][k]:.2f}", loc="center")
        return
    scene(fig.subplots(), result, frame)
