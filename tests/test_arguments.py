"""Every public function and class of the library with every kind of bad argument, and with every kind of good one.

`CALLS` holds one valid call of each. From it all others are made, argument by argument, by the type of its value:

- an array is spoilt (`SPOILT`): NaN, infinity, other axes, nothing in it, strings, complex numbers, ...;
- a number, a word, a seed, a type, a function or an object is replaced by what is none (`REPLACED`).

Each has to be refused, by a ValueError or a TypeError that says what was needed, what came, and what to do, and an
array in any good form (`FORMS`) has to give the same result and stay as it was. What is accepted rightly stands in
`ACCEPTED`, and an entry there that is no longer true fails. So does a public name that has no call.
"""

import copy
import importlib
import inspect
import pkgutil
import warnings

import numpy as np
import pytest

import mathnets
from mathnets import (
    abstain,
    activations,
    adversarial,
    attention,
    autodiff,
    bpe,
    convolution,
    counting,
    curvature,
    descent,
    dimension,
    estimators,
    fitting,
    geometry,
    gguf,
    gradients,
    induction,
    initializers,
    kernel_perceptron,
    kernels,
    landscape,
    language_model,
    learning,
    least_squares,
    logistic,
    losses,
    margins,
    modes,
    neighbors,
    network,
    optimizers,
    orbits,
    perceptron,
    projections,
    superposition,
    svm,
    training,
    transformer,
    words,
)
from mathnets.data import animals, digits, glove, mars, shakespeare, toys
from mathnets.inputs import ConvergenceWarning
from tests import gguf_file
from tests.refusal import well_formed

# The valid calls. Entries of arrays are whole numbers, or quarters, so that no form of them rounds.

X = np.array([[0, 1, 3], [1, -2, 1], [4, 0, 2], [-1, 1, -3], [2, 5, 1], [-3, -1, 0], [1, 4, -2], [-2, -3, 5.0]])
Z = np.array([[1, 0, 2], [-2, 3, 1], [0, -1, 4.0]])
y = np.array([1, -1, 1, -1, 1, -1, 1, -1.0])
t = np.array([2, -1, 3, 0, 1, -4, 2, 1.0])
v = np.array([1, -2, 2.0])
K = X @ X.T
SHARES = np.array([[0.25, 0.75], [0.5, 0.5], [1, 0]])
IMAGES = np.arange(2 * 1 * 4 * 4).reshape(2, 1, 4, 4) % 7.0
FILTERS = np.array([[[[1, -1], [2, 0]]], [[[0, 1], [1, 3.0]]]])
FLAT = IMAGES.reshape(2, 16)
SIZES, ERRORS = np.array([1, 2, 4, 8.0]), np.array([[8, 4, 2.5, 1], [7, 4, 2, 1.5], [9, 5, 2, 1]])
STARTS = np.array([[1, 1], [2, -1], [0, 3.0]])
THETAS = np.arange(63).reshape(3, 21) % 5 / 4 - 0.5  # parameters of three networks such as `mlp` makes
PLACES = np.array([0, 0.25, 0.5, 1])
TEXTS = np.array([[0, 1, 2, 3, 0], [1, 1, 2, 1, 1], [3, 2, 1, 0, 3.0]])
PATTERNS = np.tile(np.array([[1, 0, 0], [0.5, 0.5, 0], [0.25, 0.25, 0.5]]), (2, 3, 1, 1, 1))
HEADS = np.arange(24).reshape(2, 4, 3) % 5 - 2.0

TINY = gguf.File("tiny", np.frombuffer(gguf_file.build(*gguf_file.model()), np.uint8))
SMALL = language_model.LanguageModel(TINY)
WORDS = np.array([97, 98, 32, 97, 120.0])  # tokens: the bytes of "ab ax"
LEFT_OUT = [(0, 1), (1, 2)]
YEARS, DAYS = np.array([1580, 1600, 1999.0]), np.array([2300000, 2310000, 2451545.0])
ORBIT = np.array([[1, 0.25, 3, 40, 50, 60], [0, 0, 0, 36000, 0, 0.0]])
AROUND = np.array([[3, 0], [2, 2], [0, 3], [-3, 3], [-4, 0], [-2, -2], [0, -3], [1, -1], [3, 1.0]])
TOYS = {  # two models of three features in two dimensions, and four examples for each
    "W": np.array([[[1, -1, 0.5], [0, 1, -2]], [[2, 0, 1], [1, -1, 0.0]]]),
    "b": np.array([[0.25, 0, -0.5], [0, 0.5, 0.0]]),
    "X": np.arange(24.0).reshape(2, 4, 3) % 5 / 4,
}
TOKENS = ["a", "b", "c", "a", "b", "a"]

BOWL = descent.quadratic([1.0, 2.0])
PATH = perceptron.perceptron_path(X, y, max_epochs=100)
LAW = learning.fit_power_law(SIZES, ERRORS)
CURVE = modes.Curve(*THETAS)
FITTED = {
    kind: kind().fit(X, y)
    for kind in (
        perceptron.Perceptron,
        kernel_perceptron.KernelPerceptron,
        svm.SVM,
        logistic.LogisticRegression,
        neighbors.NearestNeighbors,
        least_squares.LeastSquaresClassifier,
    )
}


def mlp(loss=losses.squared_error, outputs=1, **settings):
    """Return a small network, the same at each call."""
    return network.MLP([3, 4, outputs], loss=loss, **{"rng": 0, **settings})


def convnet(**settings):
    """Return a small convolutional network, the same at each call."""
    layers = [convolution.Convolution(2, 2), convolution.Pooling(2), convolution.Dense(2)]
    return convolution.ConvNet((4, 4), **{"layers": layers, "rng": 0, **settings})


def small_transformer(**settings):
    """Return a small transformer, the same at each call, with 48 parameters."""
    settings = {"width": 2, "heads": 1, "layers": 1, "norm": False, "rng": 0, **settings}
    return transformer.Transformer(4, 8, **settings)


def taught(model, **settings):
    """Train a transformer and return what happened, and its parameters."""
    return transformer.train(copy.deepcopy(model), **settings)


def assigned(make):
    """Return a function that assigns parameters to a network and returns what it then computes."""

    def assign(theta):
        model = make()
        model.parameters = theta
        return model.parameters.copy()

    return assign


def pulled_back(seed):
    """Return the gradient that a seed leaves in the argument of a function."""
    node = autodiff.Node(X)
    autodiff.tanh(node).backward(seed)
    return node.gradient


def trained(model, **settings):
    """Train a copy of a network and return what happened, and its parameters."""
    model = copy.deepcopy(model)
    return training.train(model, **settings), model.parameters


CALLS = {
    "abstain.max_softmax": (abstain.max_softmax, {"scores": X}),
    "abstain.chow_rule": (abstain.chow_rule, {"probabilities": SHARES, "cost": 0.5}),
    "abstain.chow_risk": (abstain.chow_risk, {"probabilities": SHARES, "cost": 0.5}),
    "abstain.risk_coverage": (abstain.risk_coverage, {"confidence": t, "correct": (y > 0) * 1.0}),
    "abstain.auroc": (abstain.auroc, {"positive": t, "negative": v}),
    "activations.Activation": (activations.tanh, {"z": X}),
    "activations.Activation.derivative": (activations.sigmoid.derivative, {"a": SHARES}),
    "activations.Activation.second_derivative": (activations.sigmoid.second_derivative, {"a": SHARES}),
    "activations.Softmax": (activations.softmax, {"z": X}),
    "activations.Softmax.derivative": (activations.softmax.derivative, {"a": SHARES}),
    "activations.leaky": (lambda slope: activations.leaky(slope)(X), {"slope": 0.25}),
    "adversarial.input_gradient": (
        adversarial.input_gradient,
        {"network": mlp(losses.logistic), "X": X, "Y": y},
    ),
    "adversarial.sign_nudge": (
        adversarial.sign_nudge,
        {"network": mlp(losses.logistic), "X": X, "Y": y, "size": 0.25},
    ),
    "attention.attention": (attention.attention, {"Q": X[:4], "K": Z, "V": Z[:, :2], "mask": np.tri(4, 3)}),
    "attention.attention_gradients": (
        attention.attention_gradients,
        {"G": X[:4, :2], "Q": X[:4], "K": Z, "V": Z[:, :2], "mask": np.tri(4, 3)},
    ),
    "attention.multi_head_attention": (
        attention.multi_head_attention,
        {
            "X": Z,
            "query": HEADS,
            "key": HEADS - 1,
            "value": HEADS[:, :2],
            "output": HEADS[..., :2],
            "mask": np.tri(3),
        },
    ),
    "attention.causal_mask": (attention.causal_mask, {"T": 3}),
    "attention.frequencies": (attention.frequencies, {"d": 4, "base": 100.0}),
    "attention.sinusoidal_positions": (attention.sinusoidal_positions, {"T": 3, "d": 4, "base": 100.0}),
    "attention.rotary": (attention.rotary, {"X": X[:, :2], "positions": t, "base": 100.0}),
    "attention.layer_norm": (attention.layer_norm, {"X": X, "gain": v, "shift": v + 1, "eps": 0.5}),
    "attention.layer_norm_gradients": (
        attention.layer_norm_gradients,
        {"G": X + 1, "X": X, "gain": v, "eps": 0.5},
    ),
    "autodiff.Node": (autodiff.Node, {"value": X, "dtype": np.float64}),
    "autodiff.Node.backward": (pulled_back, {"seed": X}),
    "autodiff.Node.sum": (lambda axis: autodiff.Node(X).sum(axis).value, {"axis": 1}),
    "autodiff.Node.mean": (lambda axis: autodiff.Node(X).mean(axis).value, {"axis": 1}),
    "autodiff.Node.reshape": (lambda shape: autodiff.Node(X).reshape(shape).value, {"shape": (3, 8)}),
    "autodiff.Node.transpose": (lambda axes: autodiff.Node(X).transpose(axes).value, {"axes": (1, 0)}),
    **{
        f"autodiff.{f.__name__}": (f, {"x": X})
        for f in (autodiff.exp, autodiff.tanh, autodiff.sigmoid, autodiff.relu, autodiff.softmax, autodiff.log_sum_exp)
    },
    "autodiff.log": (autodiff.log, {"x": X**2 + 1}),
    "autodiff.maximum": (autodiff.maximum, {"x": X, "y": -X}),
    "autodiff.concatenate": (lambda x, axis: autodiff.concatenate([x, X], axis), {"x": X, "axis": 1}),
    "autodiff.graph": (lambda output: len(autodiff.graph(output).nodes), {"output": autodiff.tanh(autodiff.Node(X))}),
    "autodiff.gradient": (autodiff.gradient, {"f": lambda x: (x * x).sum(), "x": X}),
    "autodiff.jacobian": (autodiff.jacobian, {"f": lambda x: x * x, "x": v}),
    "bpe.split": (lambda text: [len(piece) for piece in bpe.split(text)], {"text": "abab ab"}),
    "bpe.learn": (
        lambda **settings: [len(a) + len(b) for a, b in bpe.learn(**settings)],
        {"text": "abab ab", "count": 2},
    ),
    "bpe.Tokenizer": (
        lambda **settings: bpe.Tokenizer(**settings).encode("a"),
        {"merges": [(b"a", b"a")], "tokens": [b"a", b"aa", b"<>"], "special": [b"<>"]},
    ),
    "bpe.Tokenizer.encode": (SMALL.tokenizer.encode, {"text": "abab ab"}),
    "bpe.Tokenizer.decode": (
        lambda numbers: [ord(letter) for letter in "x" + SMALL.tokenizer.decode(numbers)],
        {"numbers": WORDS},
    ),
    "bpe.Tokenizer.pieces": (
        lambda numbers: [0, *(len(piece) for piece in SMALL.tokenizer.pieces(numbers))],
        {"numbers": WORDS},
    ),
    "bpe.Tokenizer.checked": (lambda numbers: [0, *SMALL.tokenizer.checked(numbers)], {"numbers": WORDS}),
    "convolution.windows": (convolution.windows, {"length": 8, "size": 3, "stride": 2, "padding": "same"}),
    "convolution.correlate": (
        convolution.correlate,
        {"X": IMAGES, "W": FILTERS, "stride": 1, "padding": "valid"},
    ),
    "convolution.correlate_gradients": (
        convolution.correlate_gradients,
        {"G": np.full((2, 2, 3, 3), 2.0), "X": IMAGES, "W": FILTERS, "stride": 1, "padding": "valid"},
    ),
    "convolution.pool": (convolution.pool, {"X": IMAGES, "size": 2, "stride": 2, "kind": "max"}),
    "convolution.pool_gradient": (
        convolution.pool_gradient,
        {"G": np.full((2, 1, 2, 2), 2.0), "X": IMAGES, "size": 2, "stride": 2, "kind": "mean"},
    ),
    "convolution.Convolution": (
        convolution.Convolution,
        {"filters": 2, "size": 2, "stride": 1, "padding": "same", "activation": activations.relu},
    ),
    "convolution.Pooling": (convolution.Pooling, {"size": 2, "stride": 2, "kind": "max"}),
    "convolution.Dense": (convolution.Dense, {"units": 2, "activation": activations.tanh}),
    "convolution.ConvNet": (
        convolution.ConvNet,
        {
            "shape": (4, 4),
            "layers": [convolution.Convolution(2, 2), convolution.Dense(2)],
            "loss": losses.cross_entropy,
            "rng": 0,
            "dtype": np.float64,
        },
    ),
    "convolution.ConvNet.parameters": (assigned(convnet), {"theta": np.arange(16.0)}),
    "convolution.ConvNet.split": (convnet().split, {"vector": np.arange(16.0)}),
    "convolution.ConvNet.at": (lambda theta: convnet().at(theta).parameters, {"theta": np.arange(16.0)}),
    "convolution.ConvNet.filters": (convnet().filters, {"layer": 0}),
    "convolution.ConvNet.forward": (convnet().forward, {"X": FLAT}),
    "convolution.ConvNet.predict": (convnet().predict, {"X": FLAT}),
    "convolution.ConvNet.activations": (convnet().activations, {"X": FLAT}),
    "convolution.ConvNet.loss": (convnet().loss, {"X": FLAT, "Y": np.array([0, 1.0])}),
    "convolution.ConvNet.gradient": (convnet().gradient, {"X": FLAT, "Y": np.array([0, 1.0])}),
    "convolution.ConvNet.examples": (convnet().examples, {"X": FLAT, "Y": np.array([0, 1.0])}),
    "counting.Tally.numbers": (
        lambda values: counting.values(counting.Tally().numbers(values)),
        {"values": X},
    ),
    "counting.values": (counting.values, {"numbers": counting.Tally().numbers(v)[0]}),
    "curvature.Operator": (
        lambda **settings: curvature.Operator(**settings).matrix(),
        {"apply": lambda v: 2 * v, "shape": 3},
    ),
    "curvature.Operator.__call__": (curvature.Operator(lambda v: 2 * v, 3), {"v": v}),
    "curvature.hessian": (
        lambda **data: curvature.hessian(**data).matrix(),
        {"network": mlp(), "X": X, "Y": t[:, None]},
    ),
    "curvature.difference_hessian": (
        lambda **settings: curvature.difference_hessian(**settings).matrix(),
        {"gradient": lambda x: 3 * x, "x": v, "step": 0.25},
    ),
    "curvature.power_iteration": (curvature.power_iteration, {"A": K, "rng": 0, "tol": 0.125, "most": 99}),
    "curvature.lanczos": (curvature.lanczos, {"A": K, "steps": 3, "rng": 0}),
    "curvature.eigenpairs": (
        curvature.eigenpairs,
        {"A": K, "k": 2, "which": "largest", "rng": 0, "tol": 0.125, "most": 8},
    ),
    "curvature.sharpness": (
        curvature.sharpness,
        {"network": mlp(), "X": X, "Y": t[:, None], "rng": 0, "tol": 0.125},
    ),
    "curvature.inertia": (curvature.inertia, {"eigenvalues": t, "tol": 0.125}),
    "curvature.lanczos_quadrature": (curvature.lanczos_quadrature, {"A": K, "steps": 3, "draws": 2, "rng": 0}),
    "curvature.spectral_density": (curvature.spectral_density, {"spectrum": t, "x": v, "width": 0.5}),
    "data.animals.load": (animals.load, {"split": "test", "names": ("cat", "dog"), "dtype": np.float64}),
    "data.animals.image": (
        animals.image,
        {"x": np.arange(2.0 * animals.SHAPE[0] * animals.SHAPE[1]).reshape(2, -1) % 100},
    ),
    "data.digits.load": (digits.load, {"split": "test", "dtype": np.float64}),
    "data.digits.fours_and_nines": (digits.fours_and_nines, {"split": "test", "dtype": np.float64}),
    "data.digits.image": (digits.image, {"x": np.arange(800.0).reshape(2, -1) % 100}),
    "data.glove.load": (lambda **settings: glove.load(**settings)[1], {"count": 5, "dtype": np.float64}),
    "data.glove.pairs": (lambda kind: len(glove.pairs(kind)), {"kind": "women"}),
    "data.mars.elements": (mars.elements, {"planet": "venus"}),
    "data.shakespeare.load": (lambda titles: len(shakespeare.load(titles)), {"titles": ("Hamlet", "Macbeth")}),
    "data.shakespeare.alphabet": (lambda text: len(shakespeare.alphabet(text)), {"text": "abc"}),
    "data.shakespeare.encode": (shakespeare.encode, {"text": "bed", "alphabet": "abcde"}),
    "data.shakespeare.decode": (
        lambda **settings: len(shakespeare.decode(**settings)),
        {"numbers": np.array([1, 2.0]), "alphabet": "abcde"},
    ),
    "data.toys.moons": (toys.moons, {"n": 8, "noise": 0.5, "rng": 0}),
    "data.toys.circles": (toys.circles, {"n": 8, "noise": 0.5, "inner": 0.5, "rng": 0}),
    "data.toys.xor": (toys.xor, {"n": 8, "noise": 0.5, "rng": 0}),
    "data.toys.spirals": (toys.spirals, {"n": 8, "noise": 0.5, "turns": 1.5, "rng": 0}),
    "data.toys.blobs": (toys.blobs, {"n": 8, "centers": Z, "spread": np.array([1, 2, 3.0]), "rng": 0}),
    "descent.Surface": (
        lambda **settings: descent.Surface(**settings).minima,
        {"value": lambda x: x[..., 0], "gradient": lambda x: x, "minima": STARTS},
    ),
    "descent.quadratic": (
        lambda **settings: descent.quadratic(**settings)(STARTS),
        {"curvatures": np.array([1, 2.0]), "rotation": 0.5},
    ),
    "descent.rosenbrock": (lambda b: descent.rosenbrock(b)(STARTS), {"b": 4.0}),
    "descent.gaussian_pits": (
        lambda **settings: descent.gaussian_pits(**settings)(STARTS),
        {"centres": STARTS, "depths": v, "width": 0.5},
    ),
    **{
        f"descent.{f.__name__}": (
            f,
            {"gradient": BOWL.gradient, "starts": STARTS, "optimizer": optimizers.GradientDescent(0.25), "steps": 3},
        )
        for f in (descent.paths, descent.endpoints)
    },
    "descent.race": (
        descent.race,
        {
            "gradient": BOWL.gradient,
            "starts": STARTS,
            "optimizers": [optimizers.GradientDescent(0.25), optimizers.Momentum(0.25)],
            "steps": 3,
        },
    ),
    "descent.grid": (descent.grid, {"x": v, "y": t}),
    "descent.basins": (descent.basins, {"points": STARTS, "minima": STARTS + 1, "within": 2.0}),
    "descent.convergence_rate": (
        descent.convergence_rate,
        {"errors": np.array([8, 4, 2, 1.0]), "last": 0.5, "floor": 1e-14},
    ),
    "dimension.log_ball_volume": (dimension.log_ball_volume, {"D": np.array([1, 2, 3.0]), "radius": 2.0}),
    "dimension.ball_volume": (dimension.ball_volume, {"D": np.array([1, 2, 3.0]), "radius": 2.0}),
    "dimension.ball_share_of_cube": (dimension.ball_share_of_cube, {"D": np.array([1, 2, 3.0])}),
    "dimension.shell_share": (dimension.shell_share, {"D": np.array([1, 2, 3.0]), "thickness": 0.5}),
    "dimension.log_covering_bound": (dimension.log_covering_bound, {"D": np.array([1, 2, 3.0]), "radius": 0.5}),
    "dimension.neighbourhood_edge": (dimension.neighbourhood_edge, {"D": np.array([1, 2, 3.0]), "share": 0.5}),
    "dimension.random_directions": (dimension.random_directions, {"N": 4, "D": 3, "rng": 0}),
    "dimension.ball_points": (dimension.ball_points, {"N": 4, "D": 3, "rng": 0}),
    "dimension.shuffled_features": (dimension.shuffled_features, {"X": X, "rng": 0}),
    "dimension.minkowski_norm": (dimension.minkowski_norm, {"X": X, "p": 3.0}),
    "dimension.minkowski_distances": (dimension.minkowski_distances, {"X": X, "Y": Z, "p": 3.0}),
    "dimension.distance_spread": (dimension.distance_spread, {"X": X, "dtype": np.float64}),
    "dimension.relative_contrast": (dimension.relative_contrast, {"X": X, "queries": Z, "p": 2.0}),
    "dimension.norm_gap": (dimension.norm_gap, {"D": np.array([1, 2, 3.0]), "p": 2.0}),
    "dimension.pair_cosines": (dimension.pair_cosines, {"X": X}),
    "dimension.cosine_density": (dimension.cosine_density, {"t": SHARES / 2, "D": 3}),
    "dimension.welch_bound": (dimension.welch_bound, {"N": 5, "D": 2}),
    "dimension.k_occurrences": (dimension.k_occurrences, {"X": X, "k": 2}),
    "dimension.skewness": (dimension.skewness, {"values": t}),
    "dimension.two_nearest_neighbours": (
        dimension.two_nearest_neighbours,
        {"X": X, "discard": 0.25, "confidence": 0.5},
    ),
    "dimension.levina_bickel": (dimension.levina_bickel, {"X": X, "k": 3}),
    "estimators.leave_one_out": (
        estimators.leave_one_out,
        {"estimator": neighbors.NearestNeighbors(k=1), "X": X, "y": y},
    ),
    "gguf.File.array": (TINY.array, {"name": "blk.0.attn_q.weight"}),
    "language_model.LanguageModel": (
        lambda file: language_model.LanguageModel(file).probabilities("ab"),
        {"file": TINY},
    ),
    **{
        f"language_model.LanguageModel.{f.__name__}": (f, {"text": WORDS, "without": LEFT_OUT})
        for f in (SMALL.forward, SMALL.trace, SMALL.probabilities, SMALL.surprise, SMALL.perplexity)
    },
    "language_model.LanguageModel.traces": (SMALL.traces, {"texts": [WORDS, WORDS[:3]], "without": LEFT_OUT}),
    "language_model.LanguageModel.continued": (
        SMALL.continued,
        {"text": WORDS, "count": 3, "temperature": 0.5, "most": 4, "rng": 0},
    ),
    "language_model.LanguageModel.scores": (SMALL.scores, {"vectors": np.arange(64.0).reshape(2, 32) % 5 - 2}),
    "language_model.LanguageModel.tokens": (SMALL.tokens, {"text": WORDS, "least": 2}),
    "fitting.levenberg_marquardt": (
        lambda **settings: fitting.levenberg_marquardt(lambda p: np.array([p[0] - 2, p[1] - 1, 1.0]), **settings).x,
        {"start": np.array([1, 3.0]), "tol": 0.0078125, "most": 99},
    ),
    "fitting.levenberg_marquardt, its functions": (
        fitting.levenberg_marquardt,
        {"residuals": lambda p: p - 2, "start": v, "jacobian": lambda p: np.eye(3)},
    ),
    "geometry.dot": (geometry.dot, {"a": X, "b": v}),
    "geometry.norm": (geometry.norm, {"a": X}),
    "geometry.cosine": (geometry.cosine, {"a": X, "b": v}),
    "geometry.angle": (geometry.angle, {"a": X, "b": v}),
    "geometry.project": (geometry.project, {"X": X, "direction": v}),
    "geometry.reject": (geometry.reject, {"X": X, "direction": v}),
    "geometry.interpolate": (geometry.interpolate, {"a": v, "b": 2 * v + 1, "t": np.array([0, 1, 2.0])}),
    "geometry.distances": (geometry.distances, {"X": X, "Y": Z, "dtype": np.float64}),
    "geometry.centroids": (geometry.centroids, {"X": X, "y": y}),
    "geometry.principal_components": (geometry.principal_components, {"X": X, "k": 2}),
    "geometry.PCA.fit": (
        lambda X, **settings: geometry.PCA(**settings).fit(X).transform(Z),
        {"X": X, "n_components": 2},
    ),
    "geometry.PCA.fit_transform": (geometry.PCA(2).fit_transform, {"X": X}),
    "geometry.PCA.transform": (geometry.PCA(2).fit(X).transform, {"X": Z}),
    "geometry.PCA.inverse_transform": (geometry.PCA(2).fit(X).inverse_transform, {"Z": Z[:, :2]}),
    "geometry.Hyperplane": (geometry.Hyperplane, {"normal": v, "offset": 2.0}),
    "geometry.Hyperplane.from_points": (geometry.Hyperplane.from_points, {"P": Z}),
    **{
        f"geometry.Hyperplane.{name}": (getattr(geometry.Hyperplane(v, 1.0), name), {"X": X})
        for name in ("signed_distance", "side", "nearest")
    },
    "gradients.optimal_step": (gradients.optimal_step, {"method": "forward", "x": X}),
    **{
        f"gradients.{f.__name__}": (f, {"f": lambda x: (3 * x).sum(), "x": X, "step": 0.25})
        for f in (gradients.forward_difference, gradients.central_difference, gradients.complex_step)
    },
    "gradients.check_gradient": (
        gradients.check_gradient,
        {
            "f": lambda x: (3 * x).sum(),
            "gradient": np.full(X.shape, 3.0),
            "x": X,
            "rng": 0,
            "directions": 3,
            "method": "central",
            "rtol": 0.5,
        },
    ),
    "induction.repeated_sequences": (
        induction.repeated_sequences,
        {"n": 3, "length": 8, "tokens": 5, "period": 4, "rng": 0},
    ),
    "induction.prefix_matching": (induction.prefix_matching, {"patterns": PATTERNS, "X": TEXTS[:, :3]}),
    "induction.previous_token": (induction.previous_token, {"patterns": PATTERNS}),
    "induction.half_losses": (induction.half_losses, {"losses": X}),
    "induction.copying_transformer": (
        induction.copying_transformer,
        {"tokens": 4, "context": 6, "sharpness": 40.0},
    ),
    **{
        f"initializers.{f.__name__}": (f, {"n_out": 2, "n_in": 3, "rng": 0})
        for f in (
            initializers.glorot_uniform,
            initializers.glorot_normal,
            initializers.he_normal,
            initializers.lecun_normal,
            initializers.orthogonal,
        )
    },
    "kernel_perceptron.kernel_perceptron": (
        kernel_perceptron.kernel_perceptron,
        {"K": K, "y": y, "max_epochs": 9},
    ),
    "kernel_perceptron.KernelPerceptron": (
        lambda **settings: kernel_perceptron.KernelPerceptron(**settings).fit(X, y),
        {"kernel": "polynomial", "degree": 3, "gamma": 0.5, "coef0": 1.0, "max_epochs": 9},
    ),
    "kernels.linear": (kernels.linear, {"X": X, "Y": Z}),
    "kernels.polynomial": (kernels.polynomial, {"X": X, "Y": Z, "degree": 3, "gamma": 0.5, "coef0": 1.0}),
    "kernels.rbf": (kernels.rbf, {"X": X, "Y": Z, "gamma": 0.5}),
    "kernels.gram": (
        kernels.gram,
        {"kernel": "polynomial", "X": X, "Y": Z, "degree": 3, "gamma": 0.5, "coef0": 1.0},
    ),
    "kernels.default_gamma": (kernels.default_gamma, {"X": X}),
    "kernels.polynomial_features": (
        kernels.polynomial_features,
        {"X": X, "degree": 3, "gamma": 0.5, "coef0": 1.0},
    ),
    "kernels.gram_features": (kernels.gram_features, {"K": K}),
    "kernels.is_positive_semidefinite": (kernels.is_positive_semidefinite, {"K": K, "tolerance": 0.5}),
    "landscape.mixture_losses": (
        landscape.mixture_losses,
        {"network": mlp(), "X": X, "Y": t[:, None], "vectors": THETAS, "weights": Z},
    ),
    "landscape.line_losses": (
        landscape.line_losses,
        {"network": mlp(), "X": X, "Y": t[:, None], "start": THETAS[0], "end": THETAS[1], "t": PLACES},
    ),
    "landscape.plane_losses": (
        landscape.plane_losses,
        {
            "network": mlp(),
            "X": X,
            "Y": t[:, None],
            "centre": THETAS[0],
            "directions": THETAS[1:],
            "a": PLACES,
            "b": v,
        },
    ),
    "landscape.normalized_directions": (
        landscape.normalized_directions,
        {"network": mlp(), "directions": THETAS, "by": "layer", "biases": "copy"},
    ),
    "landscape.rescaled": (
        lambda **settings: landscape.rescaled(**settings).parameters,
        {"network": mlp(activation=activations.relu), "layer": 1, "factors": SIZES},
    ),
    "landscape.path_plane": (landscape.path_plane, {"path": X}),
    "learning.PowerLaw.predict": (LAW.predict, {"n": SIZES}),
    "learning.PowerLaw.band": (LAW.band, {"n": SIZES}),
    "learning.PowerLaw.examples_for": (LAW.examples_for, {"error": 0.5}),
    "learning.learning_curve": (
        learning.learning_curve,
        {
            "estimator": neighbors.NearestNeighbors(k=1),
            "X": X,
            "y": y,
            "X_test": Z,
            "y_test": np.array([1, 1, -1.0]),
            "sizes": np.array([4, 6.0]),
            "draws": 2,
            "rng": 0,
        },
    ),
    "learning.fit_power_law": (learning.fit_power_law, {"sizes": SIZES, "errors": ERRORS, "confidence": 0.5}),
    "learning.bootstrap_power_law": (
        learning.bootstrap_power_law,
        {"sizes": SIZES, "errors": ERRORS, "confidence": 0.5, "resamples": 20, "rng": 0},
    ),
    "learning.examples_needed": (learning.examples_needed, {"sizes": SIZES, "errors": ERRORS, "target": 2.0}),
    "least_squares.minimum_norm": (least_squares.minimum_norm, {"X": X, "Y": t}),
    "least_squares.ridge": (least_squares.ridge, {"X": X, "Y": t, "penalty": np.array([1, 2.0])}),
    "least_squares.LeastSquaresClassifier": (
        lambda penalty: least_squares.LeastSquaresClassifier(penalty).fit(X, y),
        {"penalty": 0.5},
    ),
    "least_squares.RandomFeatures.fit": (
        lambda X, **settings: least_squares.RandomFeatures(**settings).fit(X).transform(Z),
        {"X": X, "M": 4, "kind": "relu", "scale": 0.5, "rng": 0},
    ),
    "least_squares.RandomFeatures.transform": (least_squares.RandomFeatures(4).fit(X).transform, {"X": Z}),
    "least_squares.isotropic_risk": (least_squares.isotropic_risk, {"n": 8, "p": 3, "noise": 0.5, "signal": 0.5}),
    **{
        f"least_squares.{f.__name__}": (f, {"X": X, "y": t, "X_test": Z, "sizes": np.array([1, 2, 3.0])})
        for f in (least_squares.sweep_examples, least_squares.sweep_features)
    },
    "least_squares.double_descent": (
        least_squares.double_descent,
        {
            "X": X,
            "y": y,
            "X_test": Z,
            "y_test": np.array([1, 1, -1.0]),
            "sizes": np.array([1, 2, 3.0]),
            "along": "features",
            "draws": 2,
            "rng": 0,
        },
    ),
    **{
        f"logistic.{f.__name__}": (f, {"w": v, "b": 0.5, "X": X, "y": y, "penalty": 0.5})
        for f in (logistic.logistic_loss, logistic.logistic_gradient, logistic.logistic_hessian)
    },
    "logistic.newton_path": (logistic.newton_path, {"X": X, "y": y, "penalty": 0.5, "max_steps": 9}),
    "logistic.gradient_path": (
        logistic.gradient_path,
        {"X": X, "y": y, "rate": 0.125, "steps": np.array([0, 2, 3.0]), "penalty": 0.5},
    ),
    "logistic.LogisticRegression": (
        lambda **settings: logistic.LogisticRegression(**settings).fit(X, y),
        {"penalty": 0.5, "max_steps": 9},
    ),
    **{
        f"losses.{type(loss).__name__}.{name}".removesuffix(".__call__"): (
            getattr(loss, name),
            {"outputs": outputs, **({"targets": targets} if name != "predict" else {})},
        )
        for loss, outputs, targets in (
            (losses.squared_error, X, 2 * X + 1),
            (losses.logistic, t[:, None], y),
            (losses.hinge, t[:, None], y),
            (losses.cross_entropy, X, np.array([0, 1, 2, 1, 0, 2, 1, 0.0])),
        )
        for name in ("__call__", "gradient", "predict")
    },
    **{
        f"losses.{type(loss).__name__}.encode": (
            loss.encode,
            {"targets": targets, "outputs_shape": shape, "dtype": np.float64},
        )
        for loss, shape, targets in (
            (losses.squared_error, X.shape, X),
            (losses.logistic, (8, 1), y),
            (losses.hinge, (8, 1), y),
            (losses.cross_entropy, X.shape, np.array([0, 1, 2, 1, 0, 2, 1, 0.0])),
        )
    },
    "margins.lift": (margins.lift, {"X": X}),
    "margins.margin": (margins.margin, {"w": v, "b": 0.5, "X": X, "y": y}),
    "margins.radius": (margins.radius, {"X": X}),
    "margins.novikoff_bound": (lambda **data: margins.novikoff_bound(**data, intercept=True), {"X": X, "y": y}),
    "margins.novikoff_squeeze": (
        margins.novikoff_squeeze,
        {"path": PATH, "X": X, "y": y, "w": np.array([1, 2, 1.0]), "b": -2.0},
    ),
    "margins.nearest_point_of_hull": (margins.nearest_point_of_hull, {"P": X, "max_steps": 99}),
    "margins.hard_margin": (lambda **data: margins.hard_margin(**data, intercept=True), {"X": X, "y": y}),
    "margins.separable": (margins.separable, {"X": X, "y": y}),
    "margins.cover_count": (margins.cover_count, {"n": 5, "d": 3}),
    "margins.cover_fraction": (margins.cover_fraction, {"n": 5, "d": 3}),
    "modes.Curve": (
        lambda **settings: modes.Curve(**settings)(PLACES),
        {"start": v, "middle": v + 1, "end": 2 * v, "kind": "chain"},
    ),
    "modes.Curve.__call__": (CURVE, {"t": PLACES}),
    "modes.Curve.weights": (CURVE.weights, {"t": PLACES}),
    "modes.curve_losses": (
        modes.curve_losses,
        {"network": mlp(), "X": X, "Y": t[:, None], "curve": CURVE, "t": PLACES},
    ),
    "modes.barrier": (modes.barrier, {"losses": SIZES, "t": PLACES}),
    "modes.connect": (
        modes.connect,
        {
            "network": mlp(),
            "X": X,
            "Y": t[:, None],
            "start": THETAS[0],
            "end": THETAS[1],
            "optimizer": optimizers.Adam(0.125),
            "steps": 3,
            "kind": "chain",
            "points": 2,
            "batch": 3,
            "rng": 0,
        },
    ),
    "modes.permuted": (
        lambda **settings: modes.permuted(**settings).parameters,
        {"network": mlp(), "orders": np.array([[2, 0, 1, 3.0]])},
    ),
    "modes.match_weights": (modes.match_weights, {"network": mlp(), "reference": mlp(rng=1), "most": 9}),
    "modes.match_activations": (
        modes.match_activations,
        {"network": mlp(activation=activations.relu), "reference": mlp(activation=activations.relu, rng=1), "X": X},
    ),
    "modes.assignment": (modes.assignment, {"cost": X.T}),
    "neighbors.nearest": (neighbors.nearest, {"X": X, "Y": Z, "k": 2, "dtype": np.float64}),
    "neighbors.NearestNeighbors": (
        lambda **settings: neighbors.NearestNeighbors(**settings).fit(X, y).predict(Z),
        {"k": 3, "dtype": np.float64},
    ),
    "neighbors.NearestNeighbors.kneighbors": (FITTED[neighbors.NearestNeighbors].kneighbors, {"X": Z}),
    "neighbors.neighbor_error": (neighbors.neighbor_error, {"p": 0.25, "k": 3}),
    "neighbors.cover_hart_bound": (neighbors.cover_hart_bound, {"bayes_error": 0.25, "classes": 3}),
    "network.MLP": (
        network.MLP,
        {
            "sizes": [3, 4, 1],
            "activation": activations.relu,
            "loss": losses.logistic,
            "output": activations.identity,
            "rng": 0,
            "count": 2,
            "dtype": np.float64,
        },
    ),
    "network.MLP.parameters": (assigned(mlp), {"theta": np.arange(21.0)}),
    "network.MLP.split": (mlp().split, {"vector": np.arange(21.0)}),
    "network.MLP.at": (lambda theta: mlp().at(theta).parameters, {"theta": np.arange(21.0)}),
    "network.MLP.forward": (mlp().forward, {"X": X}),
    "network.MLP.predict": (mlp().predict, {"X": X}),
    "network.MLP.activations": (mlp().activations, {"X": X}),
    "network.MLP.loss": (mlp().loss, {"X": X, "Y": t[:, None]}),
    "network.MLP.gradient": (mlp(losses.logistic).gradient, {"X": X, "Y": y}),
    "network.MLP.examples": (mlp(losses.cross_entropy, 2).examples, {"X": X, "Y": (y > 0) * 1.0}),
    "network.single": (network.single, {"network": mlp()}),
    "optimizers.GradientDescent": (optimizers.GradientDescent, {"rate": 0.5}),
    "optimizers.Momentum": (optimizers.Momentum, {"rate": 0.5, "beta": 0.5}),
    "optimizers.Nesterov": (optimizers.Nesterov, {"rate": 0.5, "beta": 0.5}),
    "optimizers.Adagrad": (optimizers.Adagrad, {"rate": 0.5, "eps": 0.5}),
    "optimizers.RMSProp": (optimizers.RMSProp, {"rate": 0.5, "beta": 0.5, "eps": 0.5}),
    "optimizers.Adam": (optimizers.Adam, {"rate": 0.5, "beta1": 0.5, "beta2": 0.5, "eps": 0.5}),
    "optimizers.AMSGrad": (optimizers.AMSGrad, {"rate": 0.5, "beta1": 0.5, "beta2": 0.5, "eps": 0.5}),
    "optimizers.AdamW": (optimizers.AdamW, {"rate": 0.5, "decay": 0.5, "beta1": 0.5, "beta2": 0.5, "eps": 0.5}),
    "optimizers.step_decay": (
        lambda **settings: optimizers.step_decay(**settings)(4),
        {"rate": np.array([1, 2.0]), "every": 3, "factor": 0.5},
    ),
    "optimizers.cosine": (
        lambda **settings: optimizers.cosine(**settings)(4),
        {"rate": np.array([1, 2.0]), "steps": 9, "final": 0.5},
    ),
    "optimizers.inverse_time": (
        lambda **settings: optimizers.inverse_time(**settings)(4),
        {"rate": np.array([1, 2.0]), "halving": 8.0},
    ),
    "optimizers.warm_up": (lambda **settings: optimizers.warm_up(**settings)(4), {"rate": 0.5, "steps": 8}),
    "orbits.julian_day": (
        orbits.julian_day,
        {"year": YEARS, "month": np.array([1, 2, 3.0]), "day": np.array([1, 8, 28.0]), "calendar": "julian"},
    ),
    "orbits.calendar_date": (orbits.calendar_date, {"days": DAYS, "calendar": "julian"}),
    "orbits.precession": (orbits.precession, {"days": DAYS}),
    "orbits.to_equinox_of_date": (orbits.to_equinox_of_date, {"X": Z, "days": DAYS}),
    "orbits.kepler_equation": (orbits.kepler_equation, {"M": v, "e": np.array([0, 0.25, 0.5])}),
    "orbits.heliocentric": (orbits.heliocentric, {"elements": ORBIT, "days": DAYS}),
    "orbits.spherical": (orbits.spherical, {"X": X}),
    "orbits.geocentric": (orbits.geocentric, {"planet": 2 * ORBIT, "earth": ORBIT, "days": DAYS}),
    "orbits.triangulate": (
        orbits.triangulate,
        {"observers": FLAT[:, :4], "longitudes": np.array([[10, 50], [20, 90.0]])},
    ),
    "orbits.circle": (orbits.circle, {"days": t, "period": 8.0, "longitude": 30.0}),
    **{
        f"orbits.{f.__name__}": (
            f,
            {"days": t, "period": 8.0, "longitude": 30.0, "aphelion": 60.0, "eccentricity": 0.25, **more},
        )
        for f, more in ((orbits.eccentric, {}), (orbits.equant, {"offset": 0.125}), (orbits.ellipse, {}))
    },
    "orbits.fit_longitudes": (
        orbits.fit_longitudes,
        {"hypothesis": "circle", "days": t, "longitudes": 45 * t + 1, "period": 8.0},
    ),
    "orbits.gravity": (orbits.gravity, {"x": X, "mu": 2.0}),
    "orbits.energy": (orbits.energy, {"x": X, "v": X + 1, "mu": 2.0}),
    "orbits.orbital_period": (orbits.orbital_period, {"a": SIZES, "mu": 2.0}),
    "orbits.perihelion_state": (orbits.perihelion_state, {"a": SIZES, "e": PLACES / 2, "mu": 2.0}),
    **{
        f"orbits.{f.__name__}": (f, {"acceleration": lambda x: -x, "x": Z, "v": Z + 1, "dt": 0.125, "steps": 3})
        for f in (orbits.leapfrog, orbits.euler)
    },
    "orbits.turning_period": (orbits.turning_period, {"x": AROUND, "dt": 0.5}),
    "orbits.force_exponent": (orbits.force_exponent, {"x": AROUND, "dt": 0.5}),
    "perceptron.perceptron_pass": (perceptron.perceptron_pass, {"X": X, "y": y, "w": v, "b": 0.5}),
    "perceptron.perceptron_path": (perceptron.perceptron_path, {"X": X, "y": y, "max_epochs": 9, "rng": 0}),
    "perceptron.Perceptron": (
        lambda **settings: perceptron.Perceptron(**settings).fit(X, y).coef_,
        {"max_epochs": 9, "rng": 0, "dtype": np.float64},
    ),
    "perceptron.lms_path": (perceptron.lms_path, {"X": X, "targets": t, "rate": 0.125, "w": v}),
    "perceptron.correlation_matrix": (perceptron.correlation_matrix, {"X": X}),
    "perceptron.wiener_solution": (perceptron.wiener_solution, {"X": X, "targets": t}),
    "perceptron.mean_rate_limit": (perceptron.mean_rate_limit, {"correlation": K}),
    "perceptron.mean_square_rate_limit": (perceptron.mean_square_rate_limit, {"correlation": K}),
    "projections.gaussian_projection": (projections.gaussian_projection, {"D": 4, "k": 2, "rng": 0}),
    "projections.sparse_projection": (projections.sparse_projection, {"D": 4, "k": 2, "density": 0.5, "rng": 0}),
    "projections.johnson_lindenstrauss_dimension": (
        projections.johnson_lindenstrauss_dimension,
        {"n": 100, "distortion": 0.5},
    ),
    "projections.distortions": (projections.distortions, {"X": X, "Z": X[:, :2]}),
    "superposition.sparse_features": (
        superposition.sparse_features,
        {"n": 3, "sparsity": np.array([0, 0.5]), "N": 4, "rng": 0},
    ),
    "superposition.reconstruct": (superposition.reconstruct, TOYS),
    "superposition.loss_and_gradients": (superposition.loss_and_gradients, {**TOYS, "importance": v + 2}),
    "superposition.train_toy_models": (
        superposition.train_toy_models,
        {
            "n": 3,
            "m": 2,
            "sparsity": np.array([0, 0.5]),
            "importance": v + 2,
            "steps": 3,
            "batch": 4,
            "rng": 0,
        },
    ),
    "superposition.feature_dimensionality": (superposition.feature_dimensionality, {"W": TOYS["W"]}),
    "superposition.are_polygons": (superposition.are_polygons, {"W": TOYS["W"], "degrees": 10.0, "evenness": 0.25}),
    "svm.solve_dual": (svm.solve_dual, {"K": K, "y": y, "C": 2.0, "max_steps": 999}),
    "svm.dual_path": (svm.dual_path, {"K": K, "y": y, "C": 2.0, "steps": np.array([0, 1, 3.0])}),
    "svm.SVM": (
        lambda **settings: svm.SVM(**settings).fit(X, y),
        {"C": 2.0, "kernel": "polynomial", "degree": 3, "gamma": 0.5, "coef0": 1.0, "max_steps": 999},
    ),
    "training.train": (
        lambda network, **settings: trained(network, **settings),
        {
            "network": mlp(),
            "X": X,
            "Y": t[:, None],
            "optimizer": optimizers.Adam(0.125),
            "steps": 4,
            "batch": 3,
            "rng": 0,
            "record": 2,
        },
    ),
    "transformer.Transformer": (
        transformer.Transformer,
        {
            "tokens": 5,
            "context": 8,
            "width": 4,
            "heads": 2,
            "layers": 1,
            "hidden": 3,
            "positions": "rotary",
            "activation": activations.relu,
            "rng": 0,
            "dtype": np.float64,
        },
    ),
    "transformer.Transformer.parameters": (assigned(small_transformer), {"theta": np.arange(48.0)}),
    "transformer.Transformer.split": (small_transformer().split, {"vector": np.arange(48.0)}),
    "transformer.Transformer.at": (lambda theta: small_transformer().at(theta).parameters, {"theta": np.arange(48.0)}),
    **{
        f"transformer.Transformer.{name}": (getattr(small_transformer(), name), {"X": TEXTS})
        for name in ("forward", "trace", "losses", "loss", "gradient")
    },
    "transformer.Transformer.next_token": (small_transformer().next_token, {"X": TEXTS, "temperature": 0.5}),
    "transformer.Transformer.sample": (small_transformer().sample, {"X": TEXTS, "n": 2, "temperature": 0.5, "rng": 0}),
    "transformer.train": (
        lambda network, **settings: taught(network, **settings),
        {"network": small_transformer(), "batches": [TEXTS, TEXTS], "optimizer": optimizers.Adam(0.125), "record": 2},
    ),
    "transformer.excerpts": (
        lambda **settings: list(transformer.excerpts(**settings)),
        {"tokens": t, "length": 3, "batch": 2, "steps": 2, "rng": 0},
    ),
}
CALLS |= {
    "words.split_words": (lambda text: len(words.split_words(text)), {"text": "other"}),
    "words.vocabulary": (lambda **settings: len(words.vocabulary(**settings)), {"tokens": TOKENS, "most": 3}),
    "words.places": (words.places, {"words": TOKENS[:3], "wanted": TOKENS[1:2]}),
    "words.cooccurrence": (words.cooccurrence, {"tokens": TOKENS, "words": TOKENS[:3], "window": 2}),
    "words.ppmi": (words.ppmi, {"counts": np.abs(X)}),
    "words.svd_vectors": (words.svd_vectors, {"M": X, "k": 2, "power": 0.5}),
    "words.nearest_words": (words.nearest_words, {"V": X, "queries": Z, "k": 2, "exclude": np.array([1, 2.0])}),
    "words.questions": (words.questions, {"pairs": np.array([[0, 1], [2, 3], [4, 5.0]])}),
    **{
        f"words.{f.__name__}": (
            lambda f=f, **data: f(**data, exclude=True),
            {"V": X, "questions": np.array([[0, 1, 2, 3], [2, 3, 7, 5.0]])},
        )
        for f in (words.analogies, words.analogy_accuracy)
    },
}
OPTIMIZERS = "GradientDescent", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adam", "AMSGrad", "AdamW"
CLASSIFIERS = []
for kind, model in FITTED.items():
    CLASSIFIERS.append(name := f"{kind.__module__.removeprefix('mathnets.')}.{kind.__name__}")
    CALLS[f"{name}.fit"] = (lambda X, y, kind=kind: vars(kind().fit(X, y)), {"X": X, "y": y})
    CALLS[f"{name}.score"] = (model.score, {"X": Z, "y": np.array([1, 1, -1.0])})
    for method in ("predict", "decision_function", "predict_proba"):
        if hasattr(model, method):
            CALLS[f"{name}.{method}"] = (getattr(model, method), {"X": Z})

# Public names without a call of their own, and why.

EXEMPT = {
    "activations.Activation.run": "nothing is checked: the inner loop of networks",
    "convolution.ConvNet.groups": "no arguments",
    "convolution.ConvNet.plan": "nothing is checked: the inner loop of training",
    "convolution.ConvPlan": "nothing is checked: the inner loop of training",
    "convolution.Convolution.output": "takes a shape that the network has checked",
    "convolution.Dense.output": "takes a shape that the network has checked",
    "convolution.Pooling.output": "takes a shape that the network has checked",
    "curvature.Operator.matrix": "no arguments",
    "data.smollm.load": "no arguments",
    "data.smollm.path": "no arguments",
    "descent.Surface.gradient": "nothing is checked: the inner loop of paths",
    "data.mars.oppositions": "no arguments",
    "data.mars.triangulation": "no arguments",
    "descent.beale": "no arguments",
    "descent.himmelblau": "no arguments",
    "descent.kinked_bowl": "no arguments",
    "descent.saddle": "no arguments",
    "estimators": "the base classes, which the classifiers stand for",
    "gguf.File": "takes the bytes of a file, which its own tests spoil",
    "gguf.read": "takes a file, which its own tests spoil",
    "network.MLP.groups": "no arguments",
    "network.MLP.plan": "nothing is checked: the inner loop of training",
    "network.MLP.products": "no arguments",
    "network.Plan": "nothing is checked: the inner loop of training",
    "transformer.Plan": "nothing is checked: the inner loop of training",
    "transformer.Run": "nothing is checked: the inner loop of training",
    "transformer.Transformer.plan": "nothing is checked: the inner loop of training",
    **{
        f"losses.{loss}.{name}": "nothing is checked: the inner loop of networks"
        for loss in ("SquaredError", "Logistic", "Hinge", "CrossEntropy")
        for name in ("values", "slope", "bend")
    },
}


def public_names():
    """Yield the public functions of the library, its classes, and their own methods that take arguments."""
    for found in pkgutil.walk_packages(mathnets.__path__, "mathnets."):
        short = found.name.removeprefix("mathnets.")
        if short == "inputs" or short.rpartition(".")[2].startswith("_"):
            continue  # the checks themselves have their own tests
        module = importlib.import_module(found.name)
        for name, part in vars(module).items():
            if name.startswith("_") or getattr(part, "__module__", None) != found.name:
                continue
            if inspect.isfunction(part):
                yield f"{short}.{name}"
            elif inspect.isclass(part) and not issubclass(part, Exception):
                methods = [key for key, method in vars(part).items() if key[0] != "_" and inspect.isfunction(method)]
                if not issubclass(part, tuple):
                    yield f"{short}.{name}"
                yield from (f"{short}.{name}.{key}" for key in methods)


def test_every_public_name_has_a_call():
    """Each public function, class and method has a valid call, or stands with a reason among those that need none."""
    wanted = set(public_names())
    there = {*CALLS, *EXEMPT, *(name.rpartition(".")[0] for name in CALLS)}
    lacking = {name for name in wanted if name not in there and not any(name.startswith(f"{key}.") for key in EXEMPT)}
    assert not lacking, f"give a valid call, in CALLS, of {sorted(lacking)}"


# What is wrong.


def _with_last(values, last):
    spoilt = values.astype(type(last) if isinstance(last, complex) else float)
    spoilt.flat[-1] = last
    return spoilt


SPOILT = {
    "NaN": lambda a: _with_last(a, np.nan),
    "infinity": lambda a: _with_last(a, -np.inf),
    "complex numbers": lambda a: _with_last(a, 1j),
    "strings": lambda a: a.astype(str),
    "objects": lambda a: np.full(a.shape, object()),
    "a mask": lambda a: np.ma.masked_less(a, a.mean()),
    "two axes more": lambda a: a[None, None],
    "no axes": lambda a: a.flat[0],
    "nothing": lambda a: a[:0],
    "one entry less along each axis": lambda a: a[(slice(-1),) * a.ndim],
    "ragged lists": lambda a: [a.tolist(), [a.tolist()]],
}
NUMBERS = {
    "NaN": np.nan,
    "infinity": np.inf,
    "a string": "2",
    "a complex number": 2j,
    "a list": [2, 3, 4, 5],
    "None": None,
}
REPLACED = [  # (what the valid value is, what replaces it)
    (lambda name, value: name == "rng", {"None": None, "a negative number": -1, "a fraction": 1.5, "a string": "0"}),
    (lambda name, value: isinstance(value, str), {"another word": "other", "a number": 1}),
    (lambda name, value: isinstance(value, int), {**NUMBERS, "a fraction": 2.5, "a negative number": -(10**9)}),
    (lambda name, value: isinstance(value, float), NUMBERS),
    (lambda name, value: value is np.float64, {"half precision": np.float16, "a word": "other", "None": None}),
    (lambda name, value: True, {"None": None, "a number": 3, "a string": "other"}),
]


CUT = "one entry less along each axis"
ZERO = "labels 0 and 1"  # with which the rules of signs would learn nothing from half of the examples


def spoilt(name, value, *, alone):
    """Yield (what is wrong, a bad value) for the argument `name` with a valid `value`, the only array or not."""
    if isinstance(value, np.ndarray):
        yield from ((what, spoil(value)) for what, spoil in SPOILT.items() if not (alone and what == CUT))
        if np.isin(value, (-1, 1)).all():
            yield ZERO, np.maximum(value, 0)
    else:
        yield from next(replaced for fits, replaced in REPLACED if fits(name, value)).items()


def outcome(run, arguments):
    """Return None if the call is refused as it should be, and else what happened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run(**arguments)
    except (ValueError, TypeError) as error:
        return None if well_formed(str(error)) else f"refused with {str(error)!r}"
    except Exception as error:
        return f"ends in {type(error).__name__}: {error}"
    return "accepted"


# What only seems wrong.

SHAPES = {"two axes more", "no axes", "nothing"}
ACCEPTED = {
    (name, argument): what
    for what, several in {
        frozenset(SHAPES): [  # number by number, whatever their shape
            *(
                (f"activations.Activation{method}", argument)
                for method, argument in (("", "z"), (".derivative", "a"), (".second_derivative", "a"))
            ),
            *((f"autodiff.{name}", "x") for name in ["exp", "log", "tanh", "sigmoid", "relu", "gradient", "jacobian"]),
            ("autodiff.Node", "value"),
            ("counting.Tally.numbers", "values"),
            ("dimension.cosine_density", "t"),
            ("gradients.optimal_step", "x"),
            ("learning.PowerLaw.predict", "n"),
            ("orbits.calendar_date", "days"),
            ("orbits.precession", "days"),
            ("learning.PowerLaw.band", "n"),
        ],
        frozenset(SHAPES - {"no axes"}): [  # row by row, whatever is in front
            ("activations.Softmax", "z"),
            ("activations.Softmax.derivative", "a"),
            ("autodiff.softmax", "x"),
            ("autodiff.log_sum_exp", "x"),
            ("data.animals.image", "x"),
            ("data.digits.image", "x"),
            ("language_model.LanguageModel.scores", "vectors"),
        ],
        frozenset(SHAPES - {"nothing"}): [
            ("autodiff.maximum", "x"),  # stretched to the other, as in numpy
            ("autodiff.maximum", "y"),
            *(("orbits.julian_day", argument) for argument in ("year", "month", "day")),
            *(("orbits.kepler_equation", argument) for argument in ("M", "e")),
            *((f"gradients.{way}", "x") for way in ("forward_difference", "central_difference", "complex_step")),
        ],
        frozenset({"two axes more"}): [  # of several networks, or matrices, or sequences
            ("attention.multi_head_attention", "X"),
            ("attention.rotary", "X"),
            ("attention.layer_norm", "X"),
            ("curvature.inertia", "eigenvalues"),
            *(
                (f"losses.{loss}{method}", "outputs")
                for loss in ("SquaredError", "Logistic", "Hinge", "CrossEntropy")
                for method in ("", ".gradient", ".predict")
            ),
        ],
        frozenset({"no axes"}): [  # one for all
            ("data.toys.blobs", "spread"),
            ("landscape.rescaled", "factors"),
            *((f"optimizers.{schedule}", "rate") for schedule in ("step_decay", "cosine", "inverse_time")),
        ],
        frozenset({"a list"}): [  # one rate a row
            *((f"optimizers.{name}", "rate") for name in (*OPTIMIZERS, "warm_up")),
        ],
        frozenset({"strings", ZERO}): [  # the names of classes
            ("estimators.leave_one_out", "y"),
            ("geometry.centroids", "y"),
            *((f"{classifier}.fit", "y") for classifier in CLASSIFIERS),
        ],
        frozenset({ZERO}): [  # compared with what was learned
            ("learning.learning_curve", "y"),
            ("learning.learning_curve", "y_test"),
            *((f"{classifier}.score", "y") for classifier in CLASSIFIERS),
        ],
        frozenset({"infinity"}): [  # the largest entry; the hard margin
            *((f"dimension.{name}", "p") for name in ("minkowski_norm", "minkowski_distances", "relative_contrast")),
            ("svm.solve_dual", "C"),
            ("svm.SVM", "C"),
        ],
        frozenset({"nothing"}): [  # no tokens are no text
            *((f"bpe.Tokenizer.{name}", "numbers") for name in ("decode", "pieces", "checked")),
        ],
        frozenset({CUT}): [  # as many as one likes
            ("abstain.auroc", "positive"),
            ("abstain.auroc", "negative"),
            ("curvature.spectral_density", "spectrum"),
            ("curvature.spectral_density", "x"),
            ("descent.grid", "x"),
            ("descent.grid", "y"),
            ("orbits.geocentric", "days"),
            ("orbits.heliocentric", "days"),
            ("learning.learning_curve", "sizes"),
            ("landscape.line_losses", "t"),
            ("landscape.plane_losses", "a"),
            ("landscape.plane_losses", "b"),
            ("least_squares.sweep_examples", "sizes"),
            ("least_squares.sweep_features", "sizes"),
            ("least_squares.double_descent", "sizes"),
            ("logistic.gradient_path", "steps"),
            ("modes.curve_losses", "t"),
            ("superposition.train_toy_models", "sparsity"),
            ("svm.dual_path", "steps"),
            ("words.analogies", "questions"),  # without the answers
        ],
        frozenset({"another word"}): [
            ("bpe.split", "text"),
            ("bpe.learn", "text"),
            ("bpe.Tokenizer.encode", "text"),
            ("data.shakespeare.alphabet", "text"),
            ("data.shakespeare.decode", "alphabet"),
            ("words.split_words", "text"),
        ],
        frozenset({CUT, "nothing"}): [("words.nearest_words", "exclude")],
        frozenset({CUT, "no axes"}): [("least_squares.ridge", "penalty")],
        frozenset({CUT, "no axes", "nothing"}): [("geometry.interpolate", "t")],
        frozenset({"NaN", "infinity", "nothing"}): [("descent.basins", "points")],  # ends of paths that diverged
        frozenset({"NaN", "infinity"}): [  # a gradient may be infinite
            ("convolution.ConvNet.split", "vector"),
            ("transformer.Transformer.split", "vector"),
        ],
        frozenset({"NaN", "infinity", "two axes more", "complex numbers"}): [("network.MLP.split", "vector")],
        frozenset({"None"}): [  # the default, which leaves the choice to the function
            ("autodiff.Node.sum", "axis"),
            ("autodiff.Node.mean", "axis"),
            ("convolution.Pooling", "stride"),
            ("convolution.pool", "stride"),
            ("convolution.pool_gradient", "stride"),
            ("curvature.difference_hessian", "step"),
            ("bpe.Tokenizer", "tokens"),
            ("fitting.levenberg_marquardt, its functions", "jacobian"),
            ("geometry.PCA.fit", "n_components"),
            ("language_model.LanguageModel.continued", "most"),
            ("gradients.check_gradient", "rtol"),
            *((f"gradients.{way}", "step") for way in ("forward_difference", "central_difference", "complex_step")),
            ("kernel_perceptron.KernelPerceptron", "gamma"),
            ("margins.nearest_point_of_hull", "max_steps"),
            ("modes.connect", "batch"),
            ("network.MLP", "count"),
            ("optimizers.Nesterov", "beta"),
            ("perceptron.Perceptron", "rng"),
            ("perceptron.perceptron_path", "rng"),
            ("svm.SVM", "gamma"),
            ("training.train", "batch"),
            ("training.train", "record"),
        ],
        frozenset({"None", "a list"}): [("transformer.train", "record")],  # the steps themselves
    }.items()
    for name, argument in several
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_wrong_is_refused(name):
    """Each argument of each kind of wrong is refused by a message that says what was needed, what came, what to do."""
    run, arguments = CALLS[name]
    alone = sum(isinstance(value, np.ndarray) for value in arguments.values()) == 1
    for argument, value in arguments.items():
        found = {}
        for what, bad in spoilt(argument, value, alone=alone):
            if (happened := outcome(run, {**arguments, argument: bad})) is not None:
                found[what] = happened
        rightly = ACCEPTED.get((name, argument), frozenset())
        assert found == dict.fromkeys(rightly, "accepted"), f"{argument}: {found}, where {set(rightly)} is right"


def test_what_is_accepted_belongs_to_a_call():
    """No entry of the lists of exceptions is about a name or an argument that is not there."""
    assert not [(name, argument) for name, argument in ACCEPTED if argument not in CALLS[name][1]]
    assert not set(EXEMPT) & set(CALLS)


# What is right.

FORMS = {
    "a list": lambda a: a.tolist(),
    "whole numbers": lambda a: a.astype(np.int64),
    "a list of whole numbers": lambda a: a.astype(int).tolist(),
    "small whole numbers": lambda a: a.astype(np.int8),
    "single precision": lambda a: a.astype(np.float32),
    "half precision": lambda a: a.astype(np.float16),
    "numbers as objects": lambda a: a.astype(object),
    "columns first": np.asfortranarray,
    "every other entry": lambda a: (
        np.repeat(np.repeat(a, 2, axis=0), 2, axis=-1)[::2, ..., ::2] if a.ndim > 1 else np.repeat(a, 2)[::2]
    ),
    "backwards": lambda a: a[::-1].copy()[::-1],
    "read-only": lambda a: _read_only(a),
}


KEEP_SINGLE = (  # float32 stays
    *("activations.", "attention.", "autodiff.", "convolution.", "data.", "losses."),
    *("network.MLP.split", "transformer.Transformer.split"),
)


def _read_only(values):
    locked = values.copy()
    locked.flags.writeable = False
    return locked


def good(value):
    """Yield (what it is, a good value) for each other form of a valid value, if that is an array or a number."""
    if isinstance(value, np.ndarray):
        whole = (value == np.round(value)).all()
        for what, form in FORMS.items():
            with np.errstate(over="ignore"):
                formed = form(value) if whole or "whole" not in what else None
            if formed is not None and np.array_equal(np.asarray(formed, dtype=float), value):  # days are many
                yield what, formed
    elif isinstance(value, int):
        yield from (("a number of numpy", kind(value)) for kind in (np.int64, np.uint16))
    elif isinstance(value, float):
        yield from (("a number of numpy", kind(value)) for kind in (np.float64, np.float32) if kind(value) == value)
        if value.is_integer():
            yield "a whole number", int(value)


def arrays(result):
    """Return all arrays and numbers in a result, in order: in tuples, lists, dicts and objects too."""
    if isinstance(result, np.ndarray | np.generic | float | int | bool):
        return [np.asarray(result)]
    if isinstance(result, autodiff.Node):
        return [result.value]
    if isinstance(result, dict):
        return [array for key in sorted(result) for array in arrays(result[key])]
    if isinstance(result, tuple | list):
        return [array for part in result for array in arrays(part)]
    if isinstance(result, estimators.Estimator):  # what it has learned
        return arrays({name: value for name, value in vars(result).items() if name.endswith("_")})
    return arrays(vars(result)) if hasattr(result, "__dict__") else []


@pytest.mark.parametrize("name", CALLS)
def test_every_good_form_gives_the_same_and_stays_as_it_was(name):
    """Lists, whole numbers, other precisions, strided and read-only arrays give one result, to rounding, unmodified."""
    run, arguments = CALLS[name]
    expected = arrays(run(**arguments))
    assert expected
    for argument, value in arguments.items():
        for what, given in good(value):
            before = copy.deepcopy(given)
            found = arrays(run(**{**arguments, argument: given}))
            single = what == "single precision" and name.startswith(KEEP_SINGLE)
            where = f"{argument} as {what}"
            assert len(found) == len(expected), where
            for one, other in zip(found, expected, strict=True):
                assert one.shape == other.shape and (single or one.dtype == other.dtype), where
                digits = {"rtol": 1e-5, "atol": 1e-6} if single else {"rtol": 1e-12, "atol": 1e-12}
                np.testing.assert_allclose(one, other, **digits, err_msg=where)
            np.testing.assert_array_equal(given, before, err_msg=f"{where}, which was changed")


# What is very large or very small.

NO_OUTPUT = {  # of numbers up to 1 in size
    "activations.Activation.derivative",
    "activations.Activation.second_derivative",
    "activations.Softmax.derivative",
}


@pytest.mark.parametrize("name", [name for name in CALLS if name not in NO_OUTPUT])
def test_no_size_of_numbers_gives_nan_or_a_warning_of_numpy(name):
    """Arrays of any size give numbers (or infinity, beyond floating point), or are refused with a reason."""
    run, arguments = CALLS[name]
    for argument, value in arguments.items():
        for size in (1e306, 1e160, 1e-160, 1e-306, 0.0) if isinstance(value, np.ndarray) else ():
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", ConvergenceWarning)  # which says itself what is wrong
                with np.errstate(over="ignore"):
                    scaled = size * value
                try:
                    found = arrays(run(**{**arguments, argument: scaled}))
                except (ValueError, FloatingPointError) as error:
                    assert well_formed(str(error)), f"{argument} times {size:g}: {error}"
                    continue
            assert not any(np.isnan(part).any() for part in found if part.dtype.kind == "f"), (
                f"{argument} times {size:g}"
            )
