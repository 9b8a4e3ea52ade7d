"""Five learners, and three of them with a bias added or taken away, on more and more digits of ten kinds."""

import warnings

import numpy as np

from mathnets import kernels
from mathnets.activations import relu
from mathnets.convolution import ConvNet, Convolution, Dense, Pooling
from mathnets.data import digits
from mathnets.inputs import ConvergenceWarning
from mathnets.learning import learning_curve
from mathnets.losses import cross_entropy
from mathnets.neighbors import nearest
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.perceptron import Perceptron
from mathnets.training import train

SEED, DRAWS = 0, 3
SIZES = [100, 200, 400, 800, 1600, 3200]
FEWER_SIZES = [100, 400, 1600]
EPOCHS = 10  # of the perceptrons
STEPS, RATE, BATCH = 400, 0.004, 32  # of the networks, for any number of examples
GAMMA, PENALTY = 0.02, 0.03  # of the kernel machine


class Learner:
    """Something that learns from ten kinds of digits; `scores` gives a column a kind."""

    def score(self, X, y):
        return np.mean(self.scores(X).argmax(axis=1) == y)


class Perceptrons(Learner):
    """Ten perceptrons, each for one digit against the rest, their weights averaged over all steps."""

    def fit(self, X, y):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # they need not separate the digits
            each = [Perceptron(averaged=True, max_epochs=EPOCHS).fit(X, np.where(y == c, 1, -1)) for c in range(10)]
        self.each = each
        return self

    def scores(self, X):
        return np.array([machine.decision_function(X) for machine in self.each]).T


class Neighbor(Learner):
    """The digit of the nearest example, among the examples as they are or all the copies that are made of them."""

    def __init__(self, copies=lambda X: X):
        self.copies = copies

    def fit(self, X, y):
        self.X = self.copies(X)
        self.y = np.tile(y, len(self.X) // len(X))
        return self

    def scores(self, X):
        return np.eye(10)[self.y[nearest(self.X, X, dtype=np.float32)[1][:, 0]]]


class Kernel(Learner):
    """Least squares in the space of the Gaussian kernel, with a penalty."""

    def fit(self, X, y):
        K = kernels.rbf(X, gamma=GAMMA)
        self.X, self.alpha = X, np.linalg.solve(K + PENALTY * np.eye(len(X)), np.eye(10)[y])
        return self

    def scores(self, X):
        return kernels.rbf(X, self.X, gamma=GAMMA) @ self.alpha


class Network(Learner):
    """A network trained for STEPS steps, on the examples as they are or all the copies that are made of them."""

    def __init__(self, network, rng, copies=lambda X: X):
        self.network, self.rng, self.copies = network, rng, copies

    def fit(self, X, y):
        copies = self.copies(X)
        y = np.tile(y, len(copies) // len(X))
        train(self.network, copies, y, Adam(cosine(RATE, STEPS)), steps=STEPS, batch=BATCH, rng=self.rng)
        return self

    def scores(self, X):
        return self.network.forward(X)


def dense(rng):
    return MLP([400, 100, 10], relu, loss=cross_entropy, rng=rng, dtype=np.float32)


def convolutional(rng):
    layers = [Convolution(8, 5, stride=2, padding="same"), Convolution(16, 3), Pooling(2), Dense(10)]
    return ConvNet(digits.SHAPE, layers, rng=rng, dtype=np.float32)


def shifted(X):
    """Each image and its eight copies moved by one pixel, with paper where nothing was."""
    framed = np.pad(digits.image(X), ((0, 0), (1, 1), (1, 1)))
    return np.concatenate([framed[:, i : i + 20, j : j + 20].reshape(len(X), -1) for i in range(3) for j in range(3)])


def compute():
    """Test errors on 2,000 digits of each learner, shape (draws, sizes), the same draws for all;
    "lot" has the pixels of all images in one order drawn by lot.
    """
    X, y = digits.load()
    T, t = digits.load("test")
    lot = np.random.default_rng(SEED).permutation(400)  # one order for the pixels of all images

    def errors(learner, A=X, B=T, sizes=SIZES):
        return learning_curve(learner, A, y, B, t, sizes, draws=DRAWS, rng=SEED).errors

    return {
        "sizes": np.array(SIZES),
        "perceptron": errors(Perceptrons()),
        "neighbor": errors(Neighbor()),
        "dense": errors(lambda rng: Network(dense(rng), rng)),
        "convolutional": errors(lambda rng: Network(convolutional(rng), rng)),
        "kernel": errors(Kernel()),
        "neighbor_shifts": errors(Neighbor(shifted)),
        "dense_shifts": errors(lambda rng: Network(dense(rng), rng, shifted)),
        "lot_sizes": np.array(FEWER_SIZES),
        "lot": errors(lambda rng: Network(convolutional(rng), rng), X[:, lot], T[:, lot], FEWER_SIZES),
    }
