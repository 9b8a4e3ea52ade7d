r"""Superposition: more features than dimensions, in the toy model of Elhage and others.

A network is to return n features that it has squeezed through m < n dimensions:

$$h = W x, \qquad \hat x = \operatorname{ReLU}(W^\top h + b)$$

Each feature is 0 with probability S, the sparsity, and else uniform in [0, 1]. Column i of W is the direction that
stands for feature i. M models are trained side by side, the first axis of each array: `W` is (M, m, n), `b` is (M, n),
and `X` is (M, N, n).
"""

from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.optimizers import Adam
from mathnets.optimizers import cosine as cosine_schedule

RATE = 0.01  # of Adam, at the start


class ToyModels(NamedTuple):
    """M trained models.

    Attributes:
        W: directions, shape (M, m, n): column i stands for feature i.
        b: offsets, shape (M, n).
        loss: on fresh examples, shape (M,).
    """

    W: np.ndarray
    b: np.ndarray
    loss: np.ndarray


def sparse_features(n, sparsity, N, rng):
    r"""Return random features, each 0 with probability S and else uniform in [0, 1].

    Args:
        n: number of features.
        sparsity: S of each model, at least 0 and below 1, shape (M,).
        N: number of examples for each model.
        rng: a Generator or seed.

    Returns:
        Shape (M, N, n).

    Raises:
        ValueError: if a number is out of its range.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> X = sparse_features(5, [0.0, 0.9], 1000, rng=0)
        >>> print(X.shape, (X == 0).mean(axis=(1, 2)).round(1))
        (2, 1000, 5) [0.  0.9]

    Source:
        elhage2022
    """
    n, N, sparsity = inputs.integer(n, "n"), inputs.integer(N, "N"), _sparsity(sparsity)
    rng = inputs.generator(rng)
    return _features(n, sparsity, N, rng)


def reconstruct(W, b, X):
    r"""Return what the models make of features, $\operatorname{ReLU}(W^\top W x + b)$.

    Args:
        W: directions, shape (M, m, n).
        b: offsets, shape (M, n).
        X: features, shape (M, N, n).

    Returns:
        Shape (M, N, n).

    Raises:
        ValueError: if the shapes do not fit together.

    Examples:
        >>> reconstruct([[[1.0, -1.0]]], [[0.0, 0.0]], [[[0.5, 0.0], [0.0, 0.5]]])
        array([[[0.5, 0. ],
                [0. , 0.5]]])

    Source:
        elhage2022
    """
    W, b, X = _models(W, b, X)
    return np.maximum(X @ W.swapaxes(1, 2) @ W + b[:, None], 0)


def loss_and_gradients(W, b, X, importance):
    r"""Return the loss of each model, and its derivatives, by a backward pass that is written out.

    $$\mathcal L = \frac1N \sum_{x} \sum_i I_i (x_i - \hat x_i)^2, \qquad
    G = \tfrac2N I (\hat x - x) [\hat x > 0], \qquad
    \frac{\partial\mathcal L}{\partial W} = H^\top G + (G W^\top)^\top X, \qquad
    \frac{\partial\mathcal L}{\partial b} = \sum_x G$$

    W is used twice, on the way in and on the way out; hence two terms.

    Args:
        W: directions, shape (M, m, n).
        b: offsets, shape (M, n).
        X: features, shape (M, N, n).
        importance: $I_i$, at least 0, shape (n,).

    Returns:
        loss: shape (M,).
        dW: shape (M, m, n).
        db: shape (M, n).

    Raises:
        ValueError: if the shapes do not fit together, or an importance is negative.

    Examples:
        >>> loss, dW, db = loss_and_gradients([[[1.0, 0.0]]], [[0.0, 0.0]], [[[0.0, 1.0]]], [1.0, 1.0])
        >>> print(loss, dW, db)
        [1.] [[[0. 0.]]] [[0. 0.]]

    Source:
        elhage2022
    """
    W, b, X = _models(W, b, X)
    return _backward(W, b, X, _importance(importance, W.shape[2]))


def train_toy_models(n, m, sparsity, *, importance=None, steps=2000, batch=256, rng):
    r"""Return models trained by Adam on fresh examples at each step, all side by side, the rate falling as a cosine.

    For ten seeds give each sparsity ten times: models share nothing but the call.

    Args:
        n: number of features.
        m: number of dimensions.
        sparsity: S of each model, at least 0 and below 1, shape (M,).
        importance: $I_i$, at least 0, shape (n,); all 1 if None.
        steps: how many.
        batch: examples in a step.
        rng: a Generator or seed.

    Returns:
        `ToyModels`.

    Raises:
        ValueError: if a number is out of its range.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> models = train_toy_models(2, 1, [0.9], steps=500, rng=0)  # two features in one dimension: opposite
        >>> print(bool(models.W[0, 0, 0] * models.W[0, 0, 1] < -0.5))
        True

    Source:
        elhage2022
    """
    n, m, sparsity = inputs.integer(n, "n"), inputs.integer(m, "m"), _sparsity(sparsity)
    importance = np.ones(n) if importance is None else _importance(importance, n)
    steps, batch = inputs.integer(steps, "steps"), inputs.integer(batch, "batch")
    rng = inputs.generator(rng)
    M = len(sparsity)
    theta = np.zeros((M, (m + 1) * n))  # W and then b, a row a model
    theta[:, : m * n] = rng.standard_normal((M, m * n)) * np.sqrt(1 / (4 * m))
    W, b = theta[:, : m * n].reshape(M, m, n), theta[:, m * n :]  # views
    optimizer = Adam(cosine_schedule(RATE, steps)).start(theta)
    gradient = np.empty_like(theta)
    for _ in range(steps):
        _, dW, gradient[:, m * n :] = _backward(W, b, _features(n, sparsity, batch, rng), importance)
        gradient[:, : m * n] = dW.reshape(M, -1)
        optimizer.step(theta, gradient)
    loss, *_ = _backward(W, b, _features(n, sparsity, 4096, rng), importance)
    return ToyModels(W.copy(), b.copy(), loss)


def feature_dimensionality(W):
    r"""Return the share of a dimension that each feature has, $D_i = \|W_i\|^2 / \sum_j (\hat W_i \cdot W_j)^2$.

    1 is a dimension of its own; 1/2 is one shared with an opposite; 2/5 is a corner of a pentagon; 0 is not kept.

    Args:
        W: directions, shape (M, m, n).

    Returns:
        Shape (M, n), from 0 to 1.

    Raises:
        ValueError: if `W` has another shape.

    Examples:
        >>> feature_dimensionality([[[1.0, -1.0, 0.0], [0.0, 0.0, 2.0]]])
        array([[0.5, 0.5, 1. ]])

    Source:
        elhage2022
    """
    W = _directions(W)
    with np.errstate(under="ignore"):
        W = W / max(np.abs(W).max(), np.finfo(float).tiny)
        length = np.sqrt((W * W).sum(axis=1, keepdims=True))
        U = np.divide(W, length, out=np.zeros_like(W), where=length > 0)
        total, square = ((U.mT @ W) ** 2).sum(axis=2), length[:, 0] ** 2
        return np.divide(square, total, out=np.zeros_like(square), where=total > 0)


def are_polygons(W, *, degrees=10.0, evenness=0.25):
    r"""Tell which models lay all n features out as the corners of a regular polygon in the plane.

    Args:
        W: directions in two dimensions, shape (M, 2, n), n at least 3.
        degrees: by how much the angle between neighbours may differ from 360/n, above 0.
        evenness: by which share the lengths may differ from their mean, above 0.

    Returns:
        Shape (M,), booleans.

    Raises:
        ValueError: if `W` has another shape, or a number is out of its range.

    Examples:
        >>> turn = 2 * np.pi / 5 * np.array([0, 2, 4, 1, 3])
        >>> print(are_polygons([[np.cos(turn), np.sin(turn)], [np.cos(turn), np.cos(turn)]]))
        [ True False]

    Source:
        elhage2022
    """
    W = _directions(W)
    if W.shape[1] != 2 or W.shape[2] < 3:
        raise ValueError(f"W needs 3 features or more in 2 dimensions, got shape {W.shape}; a polygon is plane")
    degrees, evenness = inputs.real(degrees, "degrees", above=0), inputs.real(evenness, "evenness", above=0)
    with np.errstate(under="ignore"):
        W = W / max(np.abs(W).max(), np.finfo(float).tiny)
    lengths = np.hypot(W[:, 0], W[:, 1])
    mean = lengths.mean(axis=1, keepdims=True)
    even = (np.abs(lengths - mean) <= evenness * mean).all(axis=1) & (mean[:, 0] > 0)
    angles = np.sort(np.degrees(np.arctan2(W[:, 1], W[:, 0])), axis=1)
    gaps = np.diff(angles, axis=1, append=angles[:, :1] + 360)
    return even & (np.abs(gaps - 360 / W.shape[2]) <= degrees).all(axis=1)


def _features(n, sparsity, N, rng):
    shape = (len(sparsity), N, n)
    values, kept = rng.random(shape), rng.random(shape)
    return values * (kept >= sparsity[:, None, None])


def _backward(W, b, X, importance):
    H = X @ W.swapaxes(1, 2)  # (M, N, m)
    Y = np.maximum(H @ W + b[:, None], 0)  # (M, N, n)
    G = Y - X
    loss = np.einsum("i,mki,mki->m", importance, G, G) / X.shape[1]
    G *= 2 / X.shape[1] * importance
    G *= Y > 0
    dW = H.swapaxes(1, 2) @ G + (G @ W.swapaxes(1, 2)).swapaxes(1, 2) @ X
    return loss, dW, G.sum(axis=1)


def _models(W, b, X):
    """Return the arrays, whose shapes fit together."""
    W = _directions(W)
    M, _, n = W.shape
    b, X = inputs.points(b, "b", width=n), _limited(inputs.array(X, "X"), "X")
    if X.ndim != 3 or X.shape[0] != M or X.shape[2] != n or X.shape[1] < 1:
        raise ValueError(f"X needs shape ({M}, N, {n}), examples of each model, got {X.shape}; reshape it")
    if len(b) != M:
        raise ValueError(f"b needs {M} rows, one a model, got {len(b)}; make the numbers agree")
    return W, _limited(b, "b"), X


def _directions(W):
    W = _limited(inputs.array(W, "W"), "W")
    if W.ndim != 3 or 0 in W.shape:
        raise ValueError(f"W needs shape (M, m, n), models in front, got {W.shape}; for one model give W[None]")
    return W


def _limited(values, name):
    """Return the values, if products of several stay finite."""
    if values.size and np.abs(values).max() > 1e30:
        raise ValueError(f"{name} needs numbers up to 1e30 in size, got larger ones; rescale {name}")
    return values


def _importance(importance, n):
    importance = _limited(inputs.vector(importance, "importance", length=n), "importance")
    if (importance < 0).any():
        raise ValueError(f"importance needs numbers of at least 0, got {importance.min():g}; weigh, do not punish")
    return importance


def _sparsity(sparsity):
    sparsity = inputs.vector(sparsity, "sparsity")
    if (sparsity < 0).any() or (sparsity >= 1).any():
        raise ValueError(
            f"sparsity needs shares of at least 0 and below 1, got {sparsity}; it is how often a feature is 0"
        )
    return sparsity
