r"""Initial weights: random, and scaled so that a signal keeps its size from layer to layer.

Each initializer is a function of a layer's number of outputs and inputs and of a random generator, and returns the
layer's weights, shape (outputs, inputs). Any function like these can be given to a network; its biases start at 0.

With weights of mean 0 and variance $v$, the output's mean square is $v$ times the number of inputs times the input's
mean square. So $v = 1/n$ (`lecun_normal`) keeps it in a linear layer; a rectifier then halves it, and $v = 2/n$
(`he_normal`) keeps it there; $v = 2/(n_{in} + n_{out})$ (`glorot_normal`) is the compromise with the way back.
"""

import numpy as np

from mathnets import inputs


def glorot_uniform(n_out, n_in, rng):
    r"""Return weights uniform in $\pm\sqrt{6 / (n_{in} + n_{out})}$, of variance $2 / (n_{in} + n_{out})$.

    Args:
        n_out: number of outputs of the layer.
        n_in: number of its inputs.
        rng: a Generator or seed.

    Returns:
        The weights, shape (n_out, n_in).

    Raises:
        ValueError: if a number is no positive int.

    Examples:
        >>> W = glorot_uniform(100, 200, rng=0)
        >>> W.shape, bool(abs(W).max() <= (6 / 300) ** 0.5)
        ((100, 200), True)

    Source:
        glorot2010
    """
    n_out, n_in, rng = _checked(n_out, n_in, rng)
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, (n_out, n_in))


def glorot_normal(n_out, n_in, rng):
    r"""Return normal weights of variance $2 / (n_{in} + n_{out})$.

    Args:
        n_out: number of outputs of the layer.
        n_in: number of its inputs.
        rng: a Generator or seed.

    Returns:
        The weights, shape (n_out, n_in).

    Raises:
        ValueError: if a number is no positive int.

    Examples:
        >>> W = glorot_normal(500, 500, rng=0)
        >>> round(float(W.var() * 500), 2)
        1.0

    Source:
        glorot2010
    """
    n_out, n_in, rng = _checked(n_out, n_in, rng)
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))


def he_normal(n_out, n_in, rng):
    r"""Return normal weights of variance $2 / n_{in}$, which keep the mean square through rectified layers.

    Args:
        n_out: number of outputs of the layer.
        n_in: number of its inputs.
        rng: a Generator or seed.

    Returns:
        The weights, shape (n_out, n_in).

    Raises:
        ValueError: if a number is no positive int.

    Examples:
        >>> W = he_normal(500, 500, rng=0)
        >>> round(float(W.var() * 500), 1)
        2.0

    Source:
        he2015
    """
    n_out, n_in, rng = _checked(n_out, n_in, rng)
    return rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))


def lecun_normal(n_out, n_in, rng):
    r"""Return normal weights of variance $1 / n_{in}$, which keep the mean square through linear layers.

    Args:
        n_out: number of outputs of the layer.
        n_in: number of its inputs.
        rng: a Generator or seed.

    Returns:
        The weights, shape (n_out, n_in).

    Raises:
        ValueError: if a number is no positive int.

    Examples:
        >>> W = lecun_normal(500, 500, rng=0)
        >>> round(float(W.var() * 500), 2)
        1.0

    Source:
        lecun1998b
    """
    n_out, n_in, rng = _checked(n_out, n_in, rng)
    return rng.normal(0, np.sqrt(1 / n_in), (n_out, n_in))


def orthogonal(n_out, n_in, rng):
    r"""Return a random matrix with orthonormal rows or columns, whichever are fewer: $W W^T = I$ or $W^T W = I$.

    It is uniform among all such matrices: the QR decomposition of a normal matrix, with the signs of R's diagonal.

    Args:
        n_out: number of outputs of the layer.
        n_in: number of its inputs.
        rng: a Generator or seed.

    Returns:
        The weights, shape (n_out, n_in).

    Raises:
        ValueError: if a number is no positive int.

    Examples:
        >>> W = orthogonal(2, 5, rng=0)
        >>> (W @ W.T).round(12) + 0
        array([[1., 0.],
               [0., 1.]])

    Source:
        saxe2014, mezzadri2007
    """
    n_out, n_in, rng = _checked(n_out, n_in, rng)
    Q, R = np.linalg.qr(rng.normal(size=(max(n_out, n_in), min(n_out, n_in))))
    Q *= np.sign(np.diag(R))
    return Q if n_out >= n_in else np.ascontiguousarray(Q.T)


def _checked(n_out, n_in, rng):
    return inputs.integer(n_out, "n_out"), inputs.integer(n_in, "n_in"), inputs.generator(rng)
