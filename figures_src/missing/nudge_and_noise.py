r"""A nudge that follows the slopes overturns nearly every answer; one of the same size with signs by lot overturns few.

Each pixel is moved by the same small amount, up or down. The signs are those of the slopes of the loss by the pixels,
or drawn by lot. Top: one digit, its nudge (blue up, orange down), and both results, as a network with 64 hidden units
reads them. Bottom: errors on 500 unseen digits, for ten such networks and ten softmax classifiers without a hidden
layer; bands are ranges. The diamond is the published number for a softmax classifier.

Reference: goodfellow2015b, szegedy2014, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note, show_image
from mathnets.abstain import max_softmax
from mathnets.activations import relu
from mathnets.adversarial import input_gradient, sign_nudge
from mathnets.data import digits
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SHAPE = "tall"
SEEDS = range(10)
HIDDEN, EXAMPLES, STEPS, BATCH, RATE = 64, 4000, 400, 50, 2e-3
TESTED = 500
SIZES = np.linspace(0, 0.25, 11)
SHOWN, PUSH = 20, 0.1  # the digit in the picture, and how far its pixels are nudged
MODELS = {"softmax": [400, 10], "network": [400, HIDDEN, 10]}


def compute():
    """Errors by the size of the nudge, (seeds, sizes), along the slopes and by lot; and the digit of the picture."""
    X, y = (part[:EXAMPLES] for part in digits.load())
    T, t = (part[:TESTED] for part in digits.load("test"))
    lot = np.random.default_rng(0).choice([-1.0, 1.0], size=T.shape)
    result = {"sizes": SIZES}
    for name, sizes in MODELS.items():
        models = MLP(sizes, relu, loss=cross_entropy, rng=SEEDS)
        train(models, X, y, Adam(RATE), steps=STEPS, batch=BATCH, rng=SEEDS)
        nudged = [sign_nudge(models, T, t, size) for size in SIZES]
        result[f"{name}_nudge"] = np.array([(models.predict(images) != t).mean(axis=1) for images in nudged]).T
        noisy = [T + size * lot for size in SIZES]
        result[f"{name}_lot"] = np.array([(models.predict(images) != t).mean(axis=1) for images in noisy]).T
        scores, wrong = models.forward(nudged[-1]), models.predict(nudged[-1]) != t
        sure = np.array([max_softmax(z)[bad].mean() for z, bad in zip(scores, wrong, strict=True)])
        slopes = np.abs(input_gradient(models, T, t)).astype(float)
        leverage = slopes.sum(axis=2) / np.sqrt(np.sum(slopes**2, axis=2))
        result |= {f"{name}_sure": sure, f"{name}_leverage": np.median(leverage, axis=1)}
    nudge = sign_nudge(models, T, t, PUSH)[0, SHOWN] - T[SHOWN]
    pictures = np.array([T[SHOWN], nudge, T[SHOWN] + nudge, T[SHOWN] + PUSH * lot[SHOWN]])
    seen = models[:1].forward(pictures)[0]
    return result | {
        "pictures": pictures.astype(float),
        "said": seen.argmax(axis=1),
        "said_with": max_softmax(seen),
        "truth": int(t[SHOWN]),
        "network_tenth": result["network_nudge"][:, 4],
        "network_lot_tenth": result["network_lot"][:, 4],
    }


def claims(result):
    worst = result["softmax_nudge"][:, -1]
    yield Claim(
        "A nudge of 0.25 along the slopes overturns nearly every answer of every softmax classifier.",
        bool(np.all(worst > 0.98) and np.all(worst <= 1) and np.all(result["softmax_nudge"][:, 0] < 0.2)),
        measured=worst,
        expected=0.999,
        tolerance=0.01,
        source="goodfellow2015b, section 4, error of a softmax classifier on MNIST at 0.25; read in quotations",
        verdict="yes",
    )
    sure = result["softmax_sure"]
    yield Claim(
        "The wrong answers are given with a mean confidence of over 75%.",
        bool(np.all(sure > 0.75) and np.all(sure < 1)),
        measured=sure,
        expected=0.793,
        tolerance=0.05,
        source="goodfellow2015b, section 4, the same classifier; read in quotations",
        verdict="yes",
    )
    tenth = result["network_tenth"]
    yield Claim(
        "A nudge of 0.1 along the slopes overturns over 80% of the networks' answers; by lot, under 15% are wrong.",
        bool(np.all(tenth > 0.8) and np.all(tenth <= 1) and np.all(result["network_lot_tenth"] < 0.15)),
        measured=tenth,
    )
    leverage = result["softmax_leverage"]
    yield Claim(
        "To first order a nudge along the slopes moves a softmax's loss 14 to 18 times as much as one by lot.",
        bool(np.all(leverage > 14) and np.all(leverage < 18)),
        measured=leverage,
        expected=float(np.sqrt(2 * 400 / np.pi)),
        tolerance=1.5,
        source="goodfellow2015b, section 3: the effect grows in proportion to the number of inputs, that of chance to "
        "its root (read in quotations); the constant, for normal slopes, is derived in the chapter",
        verdict="yes",
    )
    yield Claim(
        "The digit of the picture is read rightly as it is and with signs by lot, and wrongly along the slopes.",
        bool(
            result["said"][0] == result["said"][3] == result["truth"] != result["said"][2]
            and np.all(np.abs(np.abs(result["pictures"][1]).max() - PUSH) < 1e-6)
        ),
        measured=result["said_with"][[0, 2, 3]],
    )


def alt(result):
    said, sure = result["said"], result["said_with"]
    return (
        f"Above, a {result['truth']}, a field of blue and orange pixels, and two grainy digits that look like it. "
        f"The network reads the first as {said[0]} ({sure[0]:.0%} sure), the third as {said[2]} ({sure[2]:.0%}), the "
        f"last as {said[3]} ({sure[3]:.0%}). Below, two steep curves of errors, at "
        f"{np.median(result['network_tenth']):.0%} for a nudge of 0.1, and two flat ones, at "
        f"{np.median(result['network_lot_tenth']):.0%}."
    )


def draw(fig, result):
    slide = is_slide(fig)
    grid = fig.add_gridspec(2, 4, height_ratios=(1.1, 2) if slide else (1, 2.6))
    captions = ["as it is", "the nudge", "nudged", "by lot"]
    for k, image in enumerate(result["pictures"]):
        ax = fig.add_subplot(grid[0, k])
        show_image(ax, image, **({"limit": 1.6 * PUSH} if k == 1 else {"vmin": -PUSH, "vmax": 1 + PUSH}))
        text = "" if k == 1 else f"\n{result['said'][k]}, {result['said_with'][k]:.0%} sure"
        bad = k != 1 and result["said"][k] != result["truth"]
        ax.set_xlabel(captions[k] + text, fontsize="small", color=COLORS.red if bad else COLORS.ink)
    ax = fig.add_subplot(grid[1, :])
    x = result["sizes"]
    for name, color in (("softmax", COLORS.orange), ("network", COLORS.blue)):
        band(ax, x, 100 * result[f"{name}_nudge"], color=color)
        band(ax, x, 100 * result[f"{name}_lot"], color=color, ls=(0, (2, 1.5)))
    ax.plot(0.25, 99.9, "D", mfc=COLORS.paper, mec=COLORS.ink, ms=8, mew=1.6, zorder=5, clip_on=False)
    note(ax, 0.1, 72, "along the slopes", COLORS.muted, va="center")
    note(ax, 0.1, 64 if not is_slide(fig) else 58, "network", COLORS.blue, va="center")
    note(ax, 0.1, 56 if not is_slide(fig) else 44, "softmax", COLORS.orange, va="center")
    note(ax, 0.1, 24, "signs by lot", COLORS.muted, va="center")
    ax.set(
        xlabel="size of the nudge (paper 0, ink 1)", ylabel="unseen digits told wrong", xlim=(0, 0.25), ylim=(0, 104)
    )
    ax.yaxis.set_major_formatter("{x:.0f}%")
