"""Ten networks that learn cats and dogs from silhouettes, and what they and plain distance make of strangers."""

import numpy as np

from mathnets.activations import relu
from mathnets.data import animals, digits
from mathnets.losses import cross_entropy
from mathnets.neighbors import nearest
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SEEDS = range(10)
SIZES = [784, 64, 32, 2]
EPOCHS, BATCH, RATE = 30, 32, 1e-3
MOVES = range(9)  # pixels to the right


def moved(X, pixels):
    """Silhouettes moved to the right; what leaves the image is lost, what enters is black."""
    images = np.zeros_like(animals.image(X))
    images[:, :, pixels:] = animals.image(X)[:, :, : images.shape[2] - pixels]
    return images.reshape(X.shape)


def strangers(T):
    """Images that are neither cat nor dog, but the upside-down ones: made of the test images T, noise, or digits."""
    rng = np.random.default_rng(0)
    framed = np.zeros((len(T), 28, 28), T.dtype)
    framed[:, 4:24, 4:24] = digits.image(digits.load("test", dtype=T.dtype)[0][: len(T)])
    return {
        "digits": framed.reshape(T.shape),
        "noise": rng.random(T.shape, dtype=T.dtype),
        "shuffled": rng.permuted(T, axis=1),
        "inverted": 1 - T,
        "upturned": animals.image(T)[:, ::-1].reshape(T.shape),
    }


def compute():
    """Score of "dog" minus score of "cat" by each network, and distance from the nearest training image, for unseen
    cats and dogs, all horses, other strangers, and cats and dogs moved aside.
    """
    X, y = animals.load(names=("cat", "dog"))
    T, t = animals.load("test", names=("cat", "dog"))
    H, _ = animals.load("all", names="horse")
    networks = MLP(SIZES, relu, loss=cross_entropy, rng=SEEDS)
    train(networks, X, y, Adam(RATE), epochs=EPOCHS, batch=BATCH, rng=SEEDS)

    sets = {"home": T, "horses": H} | strangers(T) | {f"moved_{k}": moved(T, k) for k in MOVES}
    result = {"truth": t}
    for name, images in sets.items():
        scores = networks.forward(images)
        result[f"{name}_score"] = scores[..., 1] - scores[..., 0]
        distances, rows = nearest(X, images)
        result[f"{name}_distance"], result[f"{name}_nearest"] = distances[:, 0], y[rows[:, 0]]
    return result | {
        "learned_from": len(X),
        "learned": (networks.predict(X) == y).mean(axis=1),
        "home_ink": T.sum(axis=1),
        "horses_ink": H.sum(axis=1),
        "moved_ink": np.array([moved(T, k).sum() / T.sum() for k in MOVES]),
    }
