"""Networks of one hidden layer that have learned 1,000 digits of 10 by 10 pixels from different starts."""

from mathnets.activations import relu
from mathnets.data import digits
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SEEDS = range(10)
WIDTHS = (8, 16, 32, 64)
EXAMPLES, PIXELS, CLASSES = 1000, 100, 10


def compute():
    """The examples; first and last parameters for each width, ten seeds each; the path of the first of width 16."""
    images, y = digits.load()
    X = images[:EXAMPLES].reshape(-1, 10, 2, 10, 2).mean(axis=(2, 4)).reshape(-1, PIXELS)
    result = {"X": X, "y": y[:EXAMPLES]}
    for width in WIDTHS:
        networks = MLP([PIXELS, width, CLASSES], relu, loss=cross_entropy, rng=SEEDS)
        result[f"start_{width}"] = networks.parameters.copy()
        history = train(networks, X, result["y"], Adam(0.01), epochs=40, batch=100, rng=SEEDS, record=4)
        result[f"end_{width}"] = networks.parameters.copy()
        result[f"loss_{width}"] = networks.loss(X, result["y"])
        if width == 16:
            result["path"] = history.parameters[:, 0]
    return result
