r"""Out of single mistakes grows a picture of what parts a four from a nine.

The weights start at zero. Every mistaken four is added to them, every mistaken nine is subtracted, and nothing else
ever happens. After some hundred mistakes they show where ink speaks for a four (blue) and where for a nine (orange):
above all the top, which closes a nine and leaves a four open.

Reference: rosenblatt1958, widrow1990, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, show_image, tinted

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
FRAMES = 48
FILM = [1, 3, 10, 30, 100]  # mistakes, and the last


def compute(digit_runs):
    """The weights after 48 numbers of mistakes in the first order, the digit mistaken there, and the share of test
    images told right.
    """
    n = len(digit_runs["path_examples"])
    steps = np.unique(np.round(np.concatenate([np.arange(1, 13), np.geomspace(13, n, FRAMES - 12)]))).astype(int)
    steps = np.concatenate([steps, np.full(FRAMES - len(steps), n)])
    film = np.array([*FILM, n])
    weights = digit_runs["path_weights"]
    rebuilt = digit_runs["path_labels"] @ digit_runs["path_examples"]
    rows = np.abs(weights[-1].reshape(20, 20)).sum(axis=1)
    return {
        "steps": steps,
        "weights": np.round(weights[steps], 2),
        "mistaken": np.round(digit_runs["path_examples"][steps - 1], 2),
        "labels": digit_runs["path_labels"][steps - 1],
        "accuracy": digit_runs["path_accuracy"],
        "film": film,
        "film_weights": np.round(weights[film], 2),
        "mistakes": n,
        "difference": np.abs(rebuilt - weights[-1]).max(),
        "size": np.abs(weights[-1]).max(),
        "top": float(weights[-1].reshape(20, 20)[:3, 7:13].mean()),
        "top_share": float(rows[:3].sum() / rows.sum()),
    }


def claims(result):
    yield Claim(
        "The last weights are the mistaken fours minus the mistaken nines, summed, and nothing else.",
        bool(result["difference"] < 1e-9 * result["size"]),
        measured=result["difference"],
    )
    yield Claim(
        "Ink in the middle of the top three rows speaks for a nine.", bool(result["top"] < -1), measured=result["top"]
    )
    yield Claim(
        "The last weights tell over 96% of unseen digits right; after ten mistakes it was under 75%.",
        bool(result["accuracy"][-1] > 0.96 and result["accuracy"][10] < 0.75),
        measured=result["accuracy"][-1],
    )


def alt(result):
    a, film = result["accuracy"], result["film"]
    return (
        "The 400 weights as an image of 20 by 20 pixels. After 1 mistake it is one handwritten digit, after 10 a "
        "tangle of strokes, after "
        f"{film[-1]} an orange bar at the top on a mottled ground with blue at the left. Meanwhile the share of "
        "unseen digits told "
        f"right goes from {a[1]:.0%} over {a[10]:.0%} to {a[-1]:.0%}."
    )


def draw(fig, result, frame):
    if frame is None:
        for ax, k, w in zip(fig.subplots(2, 3).ravel(), result["film"], result["film_weights"], strict=True):
            show_image(ax, w, limit=np.quantile(np.abs(w), 0.985))
            ax.set_title(f"{k} mistake{'s' if k > 1 else ''}", loc="center")
            ax.set_xlabel(f"{result['accuracy'][k]:.0%} right", color=COLORS.muted)
        return
    k, w = result["steps"][frame], result["weights"][frame]
    grid = fig.add_gridspec(2, 2, width_ratios=(1.55, 1), height_ratios=(1, 0.85))
    big, small, curve = fig.add_subplot(grid[:, 0]), fig.add_subplot(grid[0, 1]), fig.add_subplot(grid[1, 1])
    show_image(big, w, limit=np.quantile(np.abs(w), 0.985))
    big.set_title(rf"weights $\mathbf{{w}}$ after {k} mistake{'s' if k > 1 else ''}", loc="center")
    four = result["labels"][frame] > 0
    small.imshow(tinted(result["mistaken"][frame], COLORS.blue if four else COLORS.orange))
    small.set(xticks=[], yticks=[])
    small.spines[:].set(visible=True, color=COLORS.faint)
    small.set_title(
        "plus a four" if four else "minus a nine", loc="center", color=COLORS.blue if four else COLORS.orange
    )
    curve.axhline(0.5, color=COLORS.faint, lw=0.9)
    curve.plot(np.arange(1, k + 1), result["accuracy"][1 : k + 1], color=COLORS.green, lw=1.6)
    curve.plot(k, result["accuracy"][k], "o", color=COLORS.green, ms=6, clip_on=False)
    curve.set(
        xlim=(0, result["mistakes"]),
        ylim=(0.4, 1),
        xticks=[0, 100, 200],
        yticks=[0.5, 1],
        yticklabels=["50%", "100%"],
        xlabel="mistakes",
    )
    curve.set_title(f"{result['accuracy'][k]:.0%} of new digits right", loc="center", color=COLORS.green)
