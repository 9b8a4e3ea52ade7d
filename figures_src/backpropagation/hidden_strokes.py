r"""Nobody told the hidden units what to look for; what they found is worth thirty points.

The weights from the 400 pixels to sixteen hidden units, as images: at first by lot, then after twelve passes
through 3,000 digits. Noise has become strokes and blobs (blue: ink speaks for the unit; orange: against it). All
weights are also pulled towards 0 a little at each step, which wipes out the noise they started from. Below, unseen
digits told right, ten networks each: with the hidden weights left as they were drawn, and with hidden weights
learned by backpropagation.

Reference: rumelhart1986, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, is_slide, note
from mathnets.activations import tanh
from mathnets.data import digits
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import AdamW
from mathnets.training import train

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SEEDS = range(10)
TRAIN, HIDDEN, EPOCHS, BATCH = 3000, 16, 12, 50
RATE, DECAY = 0.005, 0.5


def likeness(weights):
    """Correlation of neighbouring pixels' weights, over all hidden units; (G, units, 400) to (G,)."""
    images = weights.reshape(*weights.shape[:2], 20, 20)
    pairs = [(images[..., :-1], images[..., 1:]), (images[..., :-1, :], images[..., 1:, :])]
    return np.array(
        [np.mean([np.corrcoef(a[g].ravel(), b[g].ravel())[0, 1] for a, b in pairs]) for g in range(len(images))]
    )


def compute():
    """First and last hidden weights of one network, and for all seeds the accuracy with drawn and learned ones."""
    (X, y), (T, t) = digits.load(dtype=np.float32), digits.load("test", dtype=np.float32)
    X, y = X[:TRAIN], y[:TRAIN]
    networks = MLP([400, HIDDEN, 10], tanh, loss=cross_entropy, rng=SEEDS, dtype=np.float32)
    drawn = networks.at(networks.parameters)
    how = {"epochs": EPOCHS, "batch": BATCH, "rng": 0}
    train(networks, X, y, AdamW(RATE, decay=DECAY), **how)
    readers = MLP([HIDDEN, 10], loss=cross_entropy, rng=SEEDS, dtype=np.float32)  # of the drawn hidden units
    train(readers, drawn.activations(X)[0], y, AdamW(4 * RATE, decay=0.0001), **how)
    learned = np.mean(networks.predict(T) == t, axis=1)
    read = np.mean(readers.predict(drawn.activations(T)[0]) == t, axis=1)
    return {
        "first": np.round(drawn.weights[0][0], 3),
        "last": np.round(networks.weights[0][0], 3),
        "learned": learned,
        "drawn": read,
        "likeness_first": likeness(drawn.weights[0]),
        "likeness_last": likeness(networks.weights[0]),
        "points": 100 * (learned - read),
    }


def claims(result):
    gain = result["learned"] - result["drawn"]
    yield Claim(
        "Learned hidden weights tell at least twenty points more of the unseen digits right than drawn ones, about "
        "thirty in "
        "the middle network.",
        bool(np.all(gain > 0.2) and abs(np.median(gain) - 0.3) < 0.05),
        measured=gain,
    )
    learned = result["learned"]
    yield Claim(
        "With learned ones about nine in ten are right.", bool(np.all(np.abs(learned - 0.9) < 0.03)), measured=learned
    )
    before, after = result["likeness_first"], result["likeness_last"]
    yield Claim(
        "Weights of neighbouring pixels, unrelated at first, have become alike.",
        bool(np.all(np.abs(before) < 0.1) and np.all(after > 0.4)),
        measured=after,
    )


def alt(result):
    return (
        f"Two mosaics of {len(result['last'])} small images, at the left noise, at the right blurred "
        f"strokes in blue and "
        f"orange. Below, two groups of dots: {result['drawn'].min():.0%} to "
        f"{result['drawn'].max():.0%} right with drawn "
        f"hidden weights, {result['learned'].min():.0%} to {result['learned'].max():.0%} with learned ones."
    )


def mosaic(weights):
    """Sixteen images in four rows, with gaps."""
    tiles = np.ma.array(np.zeros((4, 22, 4, 22)), mask=True)
    tiles[:, 1:21, :, 1:21] = weights.reshape(4, 4, 20, 20).transpose(0, 2, 1, 3)
    return tiles.reshape(88, 88)


def draw(fig, result):
    grid = fig.add_gridspec(2, 2, height_ratios=(3, 1)) if not is_slide(fig) else fig.add_gridspec(1, 3)
    axes = [fig.add_subplot(grid[0, 0]), fig.add_subplot(grid[0, 1])]
    dots = fig.add_subplot(grid[1, :] if not is_slide(fig) else grid[0, 2])
    for ax, key, title in zip(axes, ("first", "last"), ("drawn by lot", "learned"), strict=True):
        limit = np.quantile(np.abs(result[key]), 0.995)
        ax.imshow(mosaic(result[key]), cmap=colormap("diverging"), vmin=-limit, vmax=limit)
        ax.axis("off")
        ax.set_title(f"hidden weights, {title}", loc="center", size="medium")
    for key, color in (("drawn", COLORS.gold), ("learned", COLORS.blue)):
        dots.plot(result[key], np.linspace(-0.15, 0.15, len(result[key])), "o", color=color, alpha=0.85)
        note(dots, np.median(result[key]), 0.3, key, color, ha="center", va="bottom", weight="semibold")
    dots.set(xlim=(0.5, 1), ylim=(-0.4, 0.8), yticks=[], xlabel="unseen digits told right")
    dots.set_xticks([0.5, 0.6, 0.7, 0.8, 0.9, 1], ["50%", "", "70%", "", "90%", ""])
    dots.spines["left"].set_visible(False)
