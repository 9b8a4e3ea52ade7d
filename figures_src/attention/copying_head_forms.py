r"""A head that finds the copy forms in the second layer as one that looks one place back forms in the first.

Attention of two heads on a sequence of twelve tokens that comes again and again, while the network trains (first
start). Each row is a place that asks, each column a place that is looked at. At the end the second layer's head looks
from each token to the one that followed its last copy, eleven places back. Below, the loss on the second half.

Reference: olsson2022, elhage2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, is_slide

SHAPE = "standard"
FRAMES = 24
PERIOD = 12


def compute(repeats):
    """The two heads' maps frame by frame, (frames, T, T), and the loss of the first start."""
    steps = repeats["steps"]
    frames = np.unique(np.round(np.interp(np.linspace(0, 1, FRAMES), [0, 0.15, 0.8, 1], [0, 12, 32, 40])).astype(int))
    frames = np.concatenate([frames, np.full(FRAMES - len(frames), len(steps) - 1)])
    copy, before = repeats["copy_maps"], repeats["before_maps"]
    T = copy.shape[-1]
    stripe = np.array([np.diagonal(A[PERIOD:, PERIOD:], 1 - PERIOD).mean() for A in copy])
    back = np.array([np.diagonal(A, -1).mean() for A in before])
    return {
        "steps": steps,
        "frames": frames,
        "copy": np.round(copy[frames], 3),
        "before": np.round(before[frames], 3),
        "stripe": stripe,
        "back": back,
        "loss": repeats["second"][1, 0],
        "stripe_end": stripe[-1],
        "back_end": back[-1],
        "even": float(np.mean(1 / np.arange(PERIOD + PERIOD, T + 1))),
    }


def claims(result):
    stripe, back, loss = result["stripe"], result["back"], result["loss"]
    yield Claim(
        "At the end the head of the second layer puts over 70% of its attention eleven places back.",
        bool(0.7 < stripe[-1] < 1 and stripe[0] < 0.15),
        measured=stripe[-1],
    )
    yield Claim(
        "The head of the first layer comes to put over a third on the place just before, from about a tenth.",
        bool(0.35 < back[-1] < 1 and back[0] < 0.2),
        measured=back[-1],
    )
    near = np.corrcoef(stripe, back)[0, 1]
    yield Claim("They grow together.", bool(0.9 < near < 1 - 1e-9 and stripe[-1] > 0), measured=near)
    fall = loss[stripe < 0.25].min() - loss[stripe > 0.7].max()
    yield Claim(
        "While the second head is below a quarter of its stripe the loss is above 2; once it has 70%, below 1.6.",
        bool(loss[stripe < 0.25].min() > 2 and loss[stripe > 0.7].max() < 1.6 and np.all(loss > 0)),
        measured=fall,
    )


def alt(result):
    return (
        "Two square maps of attention and a falling curve. A blurred triangle in the first map draws together to a "
        f"line just below the diagonal ({result['back'][-1]:.0%} of the attention), and at the same steps a line "
        f"eleven places below the diagonal appears in the second ({result['stripe'][-1]:.0%}), while the loss falls "
        f"from {result['loss'][5]:.1f} to {result['loss'][-1]:.1f}."
    )


def attention_map(ax, A, title):
    ax.imshow(A, cmap=colormap("sequential"), vmin=0, vmax=0.8)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=COLORS.faint)
    ax.set_title(title, loc="center", size="medium")


def draw(fig, result, frame):
    shown = [2, 9, 23] if frame is None else [frame]
    if frame is None:
        axes = fig.subplots(2, 3)
        for column, k in zip(axes.T, shown, strict=True):
            step = result["steps"][int(result["frames"][k])]
            attention_map(column[0], result["before"][k], f"step {step}")
            attention_map(column[1], result["copy"][k], "")
        axes[0, 0].set_ylabel("layer 1")
        axes[1, 0].set_ylabel("layer 2")
        return
    grid = fig.add_gridspec(2, 2, height_ratios=(1.7, 1))
    if is_slide(fig):
        grid = fig.add_gridspec(1, 3)
        places = [grid[0], grid[1], grid[2]]
    else:
        places = [grid[0, 0], grid[0, 1], grid[1, :]]
    left, right, curve = (fig.add_subplot(place) for place in places)
    attention_map(left, result["before"][frame], "layer 1: one place back")
    attention_map(right, result["copy"][frame], "layer 2: after the copy")
    record = int(result["frames"][frame])
    curve.plot(result["steps"], result["loss"], color=COLORS.faint)
    curve.plot(result["steps"][: record + 1], result["loss"][: record + 1], color=COLORS.blue)
    curve.plot(result["steps"][record], result["loss"][record], "o", color=COLORS.blue)
    curve.set(ylim=(0, 3.8), xlim=(0, 405), xlabel="steps", ylabel="loss")
