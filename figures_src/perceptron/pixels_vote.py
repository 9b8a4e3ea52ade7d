r"""Each pixel votes with its ink times its weight, and the sum of the votes decides.

Left, the weights after training. Right, four unseen digits, tinted by what each pixel adds to the score
$\mathbf{w}\cdot\mathbf{x} + b$, which stands above: blue speaks for a four, orange for a nine. The upper two are
typical, the lower two the worst mistakes: a four that closes at the top like a nine, and a nine that sits low under a
blot, its loop where fours have their strokes.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, show_image, tinted

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."


def compute(digit_runs):
    """The weights of the first order, four digits (a typical one and the worst mistake of each kind), the votes of
    their pixels, and the ink in the top four rows of the nine that is mistaken worst.
    """
    w, b = digit_runs["weights"][0], digit_runs["offsets"][0]
    t, d = digit_runs["truth"], digit_runs["distances"][0]
    typical = [np.argsort(np.where(t == s, s * d, np.inf))[np.sum(t == s) // 2] for s in (1, -1)]
    worst = [np.argmin(np.where(t == s, s * d, np.inf)) for s in (1, -1)]
    x = digit_runs["examples"][[*typical, *worst]]
    top = digit_runs["examples"].reshape(-1, 20, 20)[:, :4].sum(axis=(1, 2))
    return {
        "weights": np.round(w, 2),
        "digits": np.round(x, 2),
        "votes": w * x,
        "truth": t[[*typical, *worst]],
        "score": x @ w + b,
        "offset": float(b),
        "top_ink": float(top[worst[1]]),
        "lower_top": float(np.mean(top[t < 0] < top[worst[1]])),
    }


def claims(result):
    error = np.abs(result["votes"].sum(axis=1) + result["offset"] - result["score"]).max()
    yield Claim("The votes of the pixels and the offset add up to the score.", bool(error < 1e-9), measured=error)
    right = result["score"] * result["truth"] > 0
    yield Claim(
        "The typical four and nine are told right, the other two wrong.",
        right.tolist() == [True, True, False, False],
        measured=result["score"][2:] * result["truth"][2:],
    )
    yield Claim(
        "The nine that is mistaken worst has less ink in the top four rows than 98 of 100 nines.",
        bool(result["lower_top"] < 0.02 and 0 < result["top_ink"] < 11),
        measured=result["lower_top"],
    )


def alt(result):
    s = result["score"]
    return (
        "The weights as an image, and four digits tinted by the votes of their pixels: a four that scores "
        f"{s[0]:+.0f}, a nine that scores {s[1]:+.0f}, "
        f"a four that scores {s[2]:+.0f} and is taken for a nine, and a nine that scores {s[3]:+.0f} and is taken "
        "for a four."
    )


def draw(fig, result):
    grid = fig.add_gridspec(2, 3, width_ratios=(2.1, 1, 1))
    ax = fig.add_subplot(grid[:, 0])
    show_image(ax, result["weights"], limit=np.quantile(np.abs(result["weights"]), 0.985))
    ax.set_title(r"weights $\mathbf{w}$", loc="center")
    limit = np.quantile(np.abs(result["votes"]), 0.99)
    for i, (x, vote, truth, score) in enumerate(
        zip(result["digits"], result["votes"], result["truth"], result["score"], strict=True)
    ):
        ax = fig.add_subplot(grid[i // 2, 1 + i % 2])
        ax.imshow(tinted(0.32 * x, COLORS.muted))
        ax.imshow(
            vote.reshape(20, 20),
            cmap=colormap("diverging"),
            vmin=-limit,
            vmax=limit,
            alpha=np.clip(2 * np.abs(vote) / limit, 0, 1).reshape(20, 20),
        )
        color = COLORS.blue if score > 0 else COLORS.orange
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(
            visible=True, color=COLORS.red if score * truth < 0 else COLORS.faint, lw=2 if score * truth < 0 else 0.8
        )
        ax.set_title(
            f"{score:+.0f}".replace("-", "\N{MINUS SIGN}") + f": {'four' if score > 0 else 'nine'}",
            color=color,
            loc="center",
        )
        if score * truth < 0:
            ax.set_xlabel("wrong", color=COLORS.red)
