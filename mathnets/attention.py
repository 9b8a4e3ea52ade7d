r"""Attention: each place of a sequence asks all places a question, and takes from each as much as its answer fits.

A query $q_i$ is compared with the keys $k_j$; the softmax of the comparisons says which share of each value $v_j$
place i gets. The operations here are the parts of `mathnets.transformer`, one at a time and as their formulas, each
with its gradient where a network trains through it. Rows are places: a sequence has shape (T, D), and whatever axes
stand in front of these two, such as examples or heads, are run through side by side.
"""

import numpy as np

from mathnets import inputs


def attention(Q, K, V, *, mask=None):
    r"""Return what each query takes from the values, and the shares in which it does: scaled dot-product attention.

    $$A = \mathrm{softmax}\left(\frac{Q K^T}{\sqrt d}\right), \qquad O = A V$$

    The softmax is that of each row. If the entries of q and k are independent with mean 0 and variance 1, then
    $q \cdot k$ has variance $d$; the root brings it back to 1, so that the softmax does not start out saturated.

    Args:
        Q: queries, shape (..., S, d).
        K: keys, shape (..., T, d).
        V: values, shape (..., T, e).
        mask: which keys a query may see, 1 or True, shape (S, T) or (..., S, T); None for all of them.

    Returns:
        outputs: $O$, shape (..., S, e).
        weights: $A$, shape (..., S, T), whose rows sum to 1; where the mask is 0 they are 0.

    Raises:
        ValueError: if shapes disagree, or a query may see no key.

    Examples:
        >>> outputs, weights = attention([[8.0]], [[1.0], [-1.0]], [[10.0], [20.0]])
        >>> outputs.round(3), weights.round(3)
        (array([[10.]]), array([[1., 0.]]))
        >>> attention(np.ones((2, 4)), np.ones((2, 4)), [[1.0], [3.0]], mask=causal_mask(2))[0]
        array([[1.],
               [2.]])

    Source:
        vaswani2017
    """
    Q, K, V = _queries_keys_values(Q, K, V)
    A = _weights(Q, K, mask)
    return A @ V, A


def attention_gradients(G, Q, K, V, *, mask=None):
    r"""Return the gradients of a number with respect to queries, keys and values, from that with respect to outputs.

    With $G = \partial L / \partial O$ and scores $S = Q K^T / \sqrt d$,

    $$\frac{\partial L}{\partial V} = A^T G, \qquad
    \frac{\partial L}{\partial S_{ij}} = A_{ij} \left( (G V^T)_{ij} - G_i \cdot O_i \right),$$

    $$\frac{\partial L}{\partial Q} = \frac{1}{\sqrt d} \frac{\partial L}{\partial S} K, \qquad
    \frac{\partial L}{\partial K} = \frac{1}{\sqrt d} \left(\frac{\partial L}{\partial S}\right)^T Q.$$

    Args:
        G: $\partial L / \partial O$, shape (..., S, e).
        Q: queries, shape (..., S, d).
        K: keys, shape (..., T, d).
        V: values, shape (..., T, e).
        mask: as in `attention`.

    Returns:
        dQ: shape of Q.
        dK: shape of K.
        dV: shape of V.

    Raises:
        ValueError: if shapes disagree, or a query may see no key.

    Examples:
        >>> attention_gradients([[1.0]], [[0.0]], [[1.0], [-1.0]], [[10.0], [20.0]])
        (array([[-5.]]), array([[0.],
               [0.]]), array([[0.5],
               [0.5]]))

    Source:
        vaswani2017
    """
    Q, K, V = _queries_keys_values(Q, K, V)
    A = _weights(Q, K, mask)
    outputs = A @ V
    G = _numbers(G, "G", outputs.shape)
    dS = A * (G @ V.mT - np.sum(G * outputs, axis=-1, keepdims=True)) / Q.shape[-1] ** 0.5
    return dS @ K, dS.mT @ Q, A.mT @ G


def multi_head_attention(X, query, key, value, output, *, mask=None):
    r"""Return what several heads, each with attention of its own, write together, and the attention of each.

    $$O = \sum_h \mathrm{attention}(X Q_h^T, X K_h^T, X V_h^T)\, W_h^T$$

    This is the same as laying the heads' outputs side by side and multiplying with one matrix $[W_1, W_2, \dots]$.

    Args:
        X: a sequence or several, shape (..., T, D).
        query: $Q_h$, shape (H, d, D).
        key: $K_h$, shape (H, d, D).
        value: $V_h$, shape (H, e, D).
        output: $W_h$, shape (H, D', e).
        mask: which places a place may see, 1 or True, shape (T, T); None for all of them.

    Returns:
        outputs: shape (..., T, D').
        weights: the attention of each head, shape (..., H, T, T), whose rows sum to 1.

    Raises:
        ValueError: if shapes disagree, or a place may see none.

    Examples:
        >>> X, one = np.eye(3), np.ones((2, 1, 3))
        >>> outputs, weights = multi_head_attention(X, one, one, one, np.ones((2, 3, 1)))
        >>> outputs.shape, weights.shape
        ((3, 3), (2, 3, 3))

    Source:
        vaswani2017, elhage2021
    """
    X = _sequences(X, "X")
    query = _heads(query, "query", inner=X.shape[-1])
    key = _heads(key, "key", shape=query.shape)
    value = _heads(value, "value", heads=len(query), inner=X.shape[-1])
    output = _heads(output, "output", heads=len(query), inner=value.shape[-2])
    X = X[..., None, :, :]  # (..., 1, T, D), beside the heads
    outputs, weights = attention(X @ query.mT, X @ key.mT, X @ value.mT, mask=mask)
    return np.sum(outputs @ output.mT, axis=-3), weights


def causal_mask(T):
    r"""Return the mask with which a place sees itself and what comes before: 1 where $j \le i$.

    Args:
        T: number of places.

    Returns:
        The mask, booleans of shape (T, T).

    Raises:
        ValueError: if T is no positive int.

    Examples:
        >>> causal_mask(3).astype(int)
        array([[1, 0, 0],
               [1, 1, 0],
               [1, 1, 1]])

    Source:
        vaswani2017
    """
    T = inputs.integer(T, "T")
    return np.tri(T, dtype=bool)


def frequencies(d, *, base=10000.0):
    r"""Return the angles by which pairs of features turn from one place to the next, $\omega_i = b^{-2i/d}$.

    Args:
        d: number of features, even.
        base: $b$, from 1 to 1e100: the slowest pair turns nearly b times as slowly as the first.

    Returns:
        The frequencies in radians a place, shape (d / 2,).

    Raises:
        ValueError: if d is not even, or a number is out of its range.

    Examples:
        >>> frequencies(4)
        array([1.  , 0.01])

    Source:
        vaswani2017
    """
    d, base = inputs.integer(d, "d"), inputs.real(base, "base", least=1, most=1e100)
    if d % 2:
        raise ValueError(f"d needs to be even, since features turn in pairs, got {d}; add a feature")
    return base ** (-2 * np.arange(d // 2) / d)


def sinusoidal_positions(T, d, *, base=10000.0):
    r"""Return the sinusoidal encoding of T places: pairs of features that turn like hands of clocks.

    $$P_{p,\,2i} = \sin(p\,\omega_i), \qquad P_{p,\,2i+1} = \cos(p\,\omega_i), \qquad \omega_i = b^{-2i/d}$$

    To move on by k places turns each pair by the same angle wherever one starts: $P_{p+k} = R_k P_p$, a rotation.

    Args:
        T: number of places.
        d: number of features, even.
        base: $b$, as in `frequencies`.

    Returns:
        The encodings, shape (T, d).

    Raises:
        ValueError: if d is not even, or a number is out of its range.

    Examples:
        >>> sinusoidal_positions(2, 4).round(2)
        array([[0.  , 1.  , 0.  , 1.  ],
               [0.84, 0.54, 0.01, 1.  ]])

    Source:
        vaswani2017
    """
    T, omega = inputs.integer(T, "T"), frequencies(d, base=base)
    angles = np.arange(T)[:, None] * omega
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, -1)


def rotary(X, *, positions=None, base=10000.0):
    r"""Return queries or keys with each pair of features turned by an angle that grows with the place.

    $$\begin{pmatrix} x_{2i} \\ x_{2i+1} \end{pmatrix} \to
    \begin{pmatrix} \cos p\,\omega_i & -\sin p\,\omega_i \\ \sin p\,\omega_i & \cos p\,\omega_i \end{pmatrix}
    \begin{pmatrix} x_{2i} \\ x_{2i+1} \end{pmatrix}$$

    Then $q \cdot k$ depends on the distance of the two places alone. Lengths stay, and the gradient with respect to X
    is the gradient G turned back: `rotary(G, positions=-positions)`.

    Args:
        X: shape (..., T, d), d even.
        positions: $p$ of each place, shape (T,); None for 0, 1, 2, ...
        base: $b$, as in `frequencies`.

    Returns:
        The turned rows, shape (..., T, d).

    Raises:
        ValueError: if d is not even, shapes disagree, or a number is out of its range.

    Examples:
        >>> rotary([[1.0, 0.0], [1.0, 0.0]]).round(2)
        array([[1.  , 0.  ],
               [0.54, 0.84]])

    Source:
        su2024
    """
    X = _sequences(X, "X")
    T, d = X.shape[-2:]
    positions = np.arange(T) if positions is None else inputs.vector(positions, "positions", length=T)
    angles = positions[:, None] * frequencies(d, base=base)
    cos, sin = np.cos(angles).astype(X.dtype), np.sin(angles).astype(X.dtype)
    turned = np.empty_like(X)
    even, odd = X[..., 0::2], X[..., 1::2]
    turned[..., 0::2] = even * cos - odd * sin
    turned[..., 1::2] = even * sin + odd * cos
    return turned


def layer_norm(X, *, gain=None, shift=None, eps=1e-5):
    r"""Return rows brought to mean 0 and variance 1, then stretched and shifted feature by feature.

    $$\hat x = \frac{x - \bar x}{\sqrt{\mathrm{var}(x) + \varepsilon}}, \qquad y = g \odot \hat x + b$$

    Args:
        X: shape (..., D).
        gain: $g$, shape (D,); None for ones.
        shift: $b$, shape (D,); None for zeros.
        eps: $\varepsilon$, at least the smallest normal number of the precision.

    Returns:
        The normed rows, shape (..., D).

    Raises:
        ValueError: if shapes disagree or a number is out of its range.

    Examples:
        >>> layer_norm([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]).round(2)
        array([[-1.22,  0.  ,  1.22],
               [-1.22,  0.  ,  1.22]])

    Source:
        ba2016
    """
    X, gain, eps = _norm_arguments(X, gain, eps)
    normed = _normed(X, eps)[0] * gain
    return normed if shift is None else normed + _features(shift, "shift", X)


def layer_norm_gradients(G, X, *, gain=None, eps=1e-5):
    r"""Return the gradients of a number with respect to rows, gain and shift, from that with respect to `layer_norm`.

    With $G = \partial L / \partial y$, $h = g \odot G$, means over features, and sums over all rows,

    $$\frac{\partial L}{\partial x} = \frac{h - \overline{h} - \hat x\, \overline{h \hat x}}
    {\sqrt{\mathrm{var}(x) + \varepsilon}}, \qquad
    \frac{\partial L}{\partial g} = \sum G \odot \hat x, \qquad \frac{\partial L}{\partial b} = \sum G.$$

    Args:
        G: $\partial L / \partial y$, shape (..., D).
        X: shape (..., D).
        gain: as in `layer_norm`.
        eps: as in `layer_norm`.

    Returns:
        dX: shape (..., D).
        dgain: shape (D,).
        dshift: shape (D,).

    Raises:
        ValueError: if shapes disagree or a number is out of its range.

    Examples:
        >>> dX, dgain, dshift = layer_norm_gradients([[1.0, 0.0]], [[3.0, 1.0]])
        >>> dX.round(4), dgain.round(4), dshift
        (array([[ 0., -0.]]), array([1., 0.]), array([1., 0.]))

    Source:
        ba2016
    """
    X, gain, eps = _norm_arguments(X, gain, eps)
    G = _numbers(G, "G", X.shape)
    normed, deviation = _normed(X, eps)
    H = G * gain
    dX = H - H.mean(axis=-1, keepdims=True) - normed * (H * normed).mean(axis=-1, keepdims=True)
    rows = tuple(range(X.ndim - 1))
    return dX / deviation, (G * normed).sum(axis=rows), G.sum(axis=rows)


# Parts.


def _weights(Q, K, mask):
    """Return the softmax of the scaled scores, over the keys that the mask allows."""
    scores = Q @ K.mT / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(_mask(mask, scores.shape), scores, -np.inf)
    A = np.exp(scores - scores.max(axis=-1, keepdims=True))
    A /= A.sum(axis=-1, keepdims=True)
    return A


def _normed(X, eps):
    """Return rows with mean 0 and variance 1, and the deviation by which they were divided."""
    centred = X - X.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + eps)
    return centred / deviation, deviation


# Checks.


def _mask(mask, shape):
    """Return a mask as booleans, for scores of the given shape, after a check that each row allows something."""
    mask = inputs.array(mask, "mask")
    if mask.shape not in (shape, shape[-2:]):
        raise ValueError(
            f"mask needs a row for each query and a column for each key, shape {shape[-2:]}, got {mask.shape}; "
            "see causal_mask"
        )
    if not np.isin(mask, (0, 1)).all():
        raise ValueError("mask needs to be 1 where a key may be seen and 0 elsewhere, got other numbers; compare first")
    mask = mask.astype(bool)
    empty = np.argwhere(~mask.any(axis=-1))
    if len(empty):
        raise ValueError(
            f"mask needs to allow each query at least one key, got a row without any, row {int(empty[0, -1])}; "
            "let a place see at least itself"
        )
    return mask


def _sequences(X, name):
    """Return numbers of shape (..., T, D), with at least one of each."""
    X = inputs.array(X, name, dtype=None)
    if X.ndim < 2 or X.size == 0:
        raise ValueError(f"{name} needs shape (..., T, D), a row a place, got {X.shape}; reshape {name}")
    return inputs.squarable(X, name, dtype=X.dtype)


def _queries_keys_values(Q, K, V):
    Q, K, V = (_sequences(rows, name) for rows, name in ((Q, "Q"), (K, "K"), (V, "V")))
    if Q.shape[-1] != K.shape[-1] or Q.shape[:-2] != K.shape[:-2]:
        raise ValueError(f"Q and K need rows of one length, got {Q.shape} and {K.shape}; make the shapes fit")
    if K.shape[:-1] != V.shape[:-1]:
        raise ValueError(f"K and V need a value for each key, got {K.shape} and {V.shape}; make the shapes fit")
    return Q, K, V


def _heads(W, name, *, heads=None, inner=None, shape=None):
    """Return the matrices of heads, shape (H, outputs, inputs), with what is given of that shape."""
    W = inputs.array(W, name, dtype=None)
    fits = W.ndim == 3 and W.size and len(W) == (heads or len(W)) and W.shape[2] == (inner or W.shape[2])
    if not fits or W.shape != (shape or W.shape):
        wanted = shape or (heads or "H", "outputs", inner or "inputs")
        raise ValueError(f"{name} needs shape {wanted}, a matrix a head, got {W.shape}; reshape {name}")
    return inputs.squarable(W, name, dtype=W.dtype)


def _numbers(G, name, shape):
    """Return a gradient, which has a given shape."""
    G = inputs.array(G, name, dtype=None)
    if G.shape != shape:
        raise ValueError(f"{name} needs the shape of the outputs, {shape}, got {G.shape}; make them agree")
    return inputs.squarable(G, name, dtype=G.dtype)


def _features(values, name, X):
    return inputs.squarable(inputs.vector(values, name, length=X.shape[-1], dtype=X.dtype), name, dtype=X.dtype)


def _norm_arguments(X, gain, eps):
    X = inputs.array(X, dtype=None)
    if X.ndim == 0 or X.size == 0:
        raise ValueError(f"X needs shape (..., D), got {X.shape}; give rows")
    gain = np.ones(X.shape[-1], X.dtype) if gain is None else _features(gain, "gain", X)
    return inputs.squarable(X, dtype=X.dtype), gain, inputs.real(eps, "eps", least=float(np.finfo(X.dtype).tiny))
