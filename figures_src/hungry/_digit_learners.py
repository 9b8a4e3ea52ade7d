"""Five learners, and three of them with a bias added or taken away, on more and more digits of ten kinds."""

import numpy as np

from mathnets import kernels
from mathnets.activations import relu
from mathnets.convolution import ConvNet, Convolution, Dense, Pooling
from mathnets.data import digits
from mathnets.losses import cross_entropy
from mathnets.neighbors import nearest
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.perceptron import perceptron_pass
from mathnets.training import train

SEEDS = range(3)  # of the draws of examples, and of the networks
SIZES = [100, 200, 400, 800, 1600, 3200]
SHIFT_SIZES, LOT_SIZES = SIZES[:5], [100, 400, 1600]
EPOCHS, STRETCH = 5, 50  # of the perceptrons
STEPS, RATE, BATCH = 400, 0.004, 32  # of the networks, for any number of examples
GAMMA, PENALTY = 0.02, 0.03  # of the kernel machine


def perceptrons(X, y, T, seed):
    """Ten perceptrons, each for one digit against the rest; their weights after each STRETCH examples are averaged."""
    scores = []
    for digit in range(10):
        signs, w, b, summed = np.where(y == digit, 1, -1), np.zeros(X.shape[1]), 0.0, 0.0
        for start in list(range(0, len(X), STRETCH)) * EPOCHS:
            w, b, _ = perceptron_pass(X[start : start + STRETCH], signs[start : start + STRETCH], w, b)
            summed = summed + np.append(w, b)
        scores.append(T @ summed[:-1] + summed[-1])
    return np.argmax(scores, axis=0)


def neighbor(X, y, T, seed):
    """The digit of the nearest example."""
    return y[nearest(X, T, dtype=np.float32)[1][:, 0]]


def kernel(X, y, T, seed):
    """Least squares in the space of the Gaussian kernel, with a penalty."""
    K = kernels.rbf(X, gamma=GAMMA)
    alpha = np.linalg.solve(K + PENALTY * np.eye(len(X)), np.eye(10)[y])
    return (kernels.rbf(T, X, gamma=GAMMA) @ alpha).argmax(axis=1)


def trained(network, X, y, T, seed):
    train(network, X, y, Adam(cosine(RATE, STEPS)), steps=STEPS, batch=BATCH, rng=seed)
    return network.predict(T)


def dense(X, y, T, seed):
    """A network with one hidden layer."""
    return trained(MLP([400, 100, 10], relu, loss=cross_entropy, rng=seed), X, y, T, seed)


def convolutional(X, y, T, seed):
    """A network with two layers of filters."""
    layers = [Convolution(8, 5, stride=2, padding="same"), Convolution(16, 3), Pooling(2), Dense(10)]
    return trained(ConvNet(digits.SHAPE, layers, rng=seed), X, y, T, seed)


def with_shifts(learner):
    """The same learner, shown each example and its eight copies moved by one pixel, with paper where nothing was."""

    def shown(X, y, T, seed):
        framed = np.pad(digits.image(X), ((0, 0), (1, 1), (1, 1)))
        copies = [framed[:, i : i + 20, j : j + 20].reshape(len(X), -1) for i in range(3) for j in range(3)]
        return learner(np.concatenate(copies), np.tile(y, 9), T, seed)

    return shown


def compute():
    """Test errors on 2,000 digits of each learner, shape (draws, sizes), the same draws for all; "lot" is the
    convolutional network's where the pixels of all images are in one order drawn by lot.
    """
    X, y = digits.load()
    T, t = digits.load("test")
    orders = [np.random.default_rng(seed).permutation(len(X)) for seed in SEEDS]
    lot = np.random.default_rng(len(SEEDS)).permutation(X.shape[1])

    def errors(learner, A=X, B=T, sizes=SIZES):
        return np.array(
            [
                [np.mean(learner(A[order[:n]], y[order[:n]], B, seed) != t) for n in sizes]
                for seed, order in zip(SEEDS, orders, strict=True)
            ]
        )

    return {
        "sizes": np.array(SIZES),
        "perceptron": errors(perceptrons),
        "neighbor": errors(neighbor),
        "dense": errors(dense),
        "convolutional": errors(convolutional),
        "kernel": errors(kernel),
        "neighbor_shifts": errors(with_shifts(neighbor), sizes=SHIFT_SIZES),
        "dense_shifts": errors(with_shifts(dense), sizes=SHIFT_SIZES),
        "lot_sizes": np.array(LOT_SIZES),
        "lot": errors(convolutional, X[:, lot], T[:, lot], LOT_SIZES),
    }
