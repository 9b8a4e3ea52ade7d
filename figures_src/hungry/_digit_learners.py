"""Five learners, and three of them with a bias added or taken away, on more and more digits of ten kinds."""

from itertools import pairwise

import numpy as np

from mathnets import kernels
from mathnets.activations import relu
from mathnets.convolution import ConvNet, Convolution, Dense, Pooling
from mathnets.data import digits
from mathnets.losses import cross_entropy
from mathnets.neighbors import nearest
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.perceptron import perceptron_path
from mathnets.training import train

SEEDS = range(3)  # of the draws of examples, and of the networks
SIZES = [100, 200, 400, 800, 1600, 3200]
SHIFT_SIZES, LOT_SIZES = SIZES[:5], [100, 400, 1600]
EPOCHS, STRETCH = 5, 50  # of the perceptrons
STEPS, RATE, BATCH = 400, 0.004, 32  # of the networks, for any number of examples
GAMMA, PENALTY = 0.02, 0.03  # of the kernel machine


def perceptrons(X, y, T, seed):
    """Ten perceptrons, each for one digit against the rest; their weights after each STRETCH examples are averaged."""
    ends = [
        epoch * len(X) + min(start + STRETCH, len(X)) for epoch in range(EPOCHS) for start in range(0, len(X), STRETCH)
    ]
    scores = []
    for digit in range(10):
        path = perceptron_path(X, np.where(y == digit, 1, -1), max_epochs=EPOCHS)
        then = np.searchsorted(path.epochs * len(X) + path.examples, ends)  # mistakes made until there
        scores.append(T @ path.weights[then].sum(axis=0) + path.offsets[then].sum())
    return np.argmax(scores, axis=0)


def neighbor(X, y, T, seed, sizes, shown):
    """The digit of the nearest example: for each size it is that of the last one, or among the new examples."""
    near, said = np.full(len(T), np.inf), np.zeros(len(T), int)
    for begin, end in pairwise([0, *sizes]):
        new, digits_of_new = shown(X[begin:end], y[begin:end])
        distances, rows = nearest(new, T, dtype=np.float32)
        closer = distances[:, 0] < near
        near[closer], said[closer] = distances[closer, 0], digits_of_new[rows[closer, 0]]
        yield said.copy()


def kernel(X, y, T, seed, sizes, shown):
    """Least squares in the space of the Gaussian kernel, with a penalty: smaller sets have a part of its matrix."""
    X, y = X[: sizes[-1]], np.eye(10)[y]
    K, across = kernels.rbf(X, gamma=GAMMA), kernels.rbf(T, X, gamma=GAMMA)
    K[np.diag_indices(len(K))] += PENALTY
    for n in sizes:
        yield (across[:, :n] @ np.linalg.solve(K[:n, :n], y[:n])).argmax(axis=1)


def afresh(learner):
    """A learner that learns from examples of each size anew."""

    def said(X, y, T, seed, sizes, shown):
        return (learner(*shown(X[:n], y[:n]), T, seed) for n in sizes)

    return said


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


def as_they_are(X, y):
    return X, y


def with_shifts(X, y):
    """Each example and its eight copies moved by one pixel, with paper where nothing was."""
    framed = np.pad(digits.image(X), ((0, 0), (1, 1), (1, 1)))
    copies = [framed[:, i : i + 20, j : j + 20].reshape(len(X), -1) for i in range(3) for j in range(3)]
    return np.concatenate(copies), np.tile(y, 9)


def compute():
    """Test errors on 2,000 digits of each learner, shape (draws, sizes), the same draws for all; "lot" is the
    convolutional network's where the pixels of all images are in one order drawn by lot.
    """
    X, y = digits.load()
    T, t = digits.load("test")
    orders = [np.random.default_rng(seed).permutation(len(X)) for seed in SEEDS]
    lot = np.random.default_rng(len(SEEDS)).permutation(X.shape[1])

    def errors(learner, A=X, B=T, sizes=SIZES, shown=as_they_are):
        return np.array(
            [
                [np.mean(said != t) for said in learner(A[order], y[order], B, seed, sizes, shown)]
                for seed, order in zip(SEEDS, orders, strict=True)
            ]
        )

    return {
        "sizes": np.array(SIZES),
        "perceptron": errors(afresh(perceptrons)),
        "neighbor": errors(neighbor),
        "dense": errors(afresh(dense)),
        "convolutional": errors(afresh(convolutional)),
        "kernel": errors(kernel),
        "neighbor_shifts": errors(neighbor, sizes=SHIFT_SIZES, shown=with_shifts),
        "dense_shifts": errors(afresh(dense), sizes=SHIFT_SIZES, shown=with_shifts),
        "lot_sizes": np.array(LOT_SIZES),
        "lot": errors(afresh(convolutional), X[:, lot], T[:, lot], LOT_SIZES),
    }
