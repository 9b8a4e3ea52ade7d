r"""Kernels: dot products in a higher space, computed without going there.

A kernel is a function with $k(x, y) = \varphi(x)\cdot\varphi(y)$ for some map $\varphi$. Its values for all pairs of
examples form the Gram matrix, which is positive semidefinite; and every such matrix is the Gram matrix of some points.
"""

import itertools
import math

import numpy as np

from mathnets import geometry, inputs

NAMES = ("linear", "polynomial", "rbf")


def linear(X, Y=None):
    r"""Return the dot products of the rows of two sets, $k(x, y) = x \cdot y$.

    Args:
        X: points, shape (N, D).
        Y: points, shape (M, D); `X` itself if None, and then the result is exactly symmetric.

    Returns:
        The Gram matrix, shape (N, M).

    Raises:
        ValueError: if the widths differ, or a product overflows.

    Examples:
        >>> linear([[1, 2]], [[3, 4], [0, 1]])
        array([[11.,  2.]])

    Source:
        schoelkopf2002
    """
    X = inputs.points(X)
    Y = X if Y is None else inputs.points(Y, "Y", width=X.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite(X @ Y.T)


def polynomial(X, Y=None, *, degree=2, gamma=1.0, coef0=1.0):
    r"""Return the polynomial kernel of the rows of two sets, $k(x, y) = (\gamma\, x \cdot y + c_0)^p$.

    It is the dot product of all monomials of degree up to $p$, suitably weighted: see `polynomial_features`.

    Args:
        X: points, shape (N, D).
        Y: points, shape (M, D); `X` itself if None.
        degree: $p$, an int of at least 1.
        gamma: factor of the dot product, above 0.
        coef0: $c_0$, at least 0; with 0 only monomials of degree $p$ itself occur.

    Returns:
        The Gram matrix, shape (N, M).

    Raises:
        ValueError: if the widths differ, a parameter is out of range, or a value overflows.

    Examples:
        >>> polynomial([[1, 2]], [[3, 4]], degree=2)
        array([[144.]])

    Source:
        boser1992
    """
    degree = inputs.integer(degree, "degree")
    gamma, coef0 = inputs.real(gamma, "gamma", above=0), inputs.real(coef0, "coef0", least=0)
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite((gamma * linear(X, Y) + coef0) ** degree)


def rbf(X, Y=None, *, gamma=1.0):
    r"""Return the Gaussian kernel of the rows of two sets, $k(x, y) = e^{-\gamma \|x - y\|^2}$.

    Args:
        X: points, shape (N, D).
        Y: points, shape (M, D); `X` itself if None.
        gamma: above 0, in units of one over `X` squared; the kernel is $1/e$ at the distance $\gamma^{-1/2}$.

    Returns:
        The Gram matrix, shape (N, M), from 0 to 1, exactly 1 for equal rows.

    Raises:
        ValueError: if the widths differ or `gamma` is not positive.

    Examples:
        >>> rbf([[0.0], [2.0]], gamma=0.25).round(4)
        array([[1.    , 0.3679],
               [0.3679, 1.    ]])

    Source:
        aizerman1964
    """
    root = math.sqrt(inputs.real(gamma, "gamma", above=0))
    K = geometry.distances(X, Y)
    with np.errstate(over="ignore", under="ignore"):  # what is too far apart has the kernel 0
        K *= root
        np.square(K, out=K)
        np.negative(K, out=K)
        return np.exp(K, out=K)


def gram(kernel, X, Y=None, *, degree=2, gamma=1.0, coef0=1.0):
    r"""Return the Gram matrix of a kernel given by its name, or of any function of two points' rows.

    $$K_{ij} = k(x_i, y_j)$$

    Args:
        kernel: "linear", "polynomial", "rbf", or a function that takes X and Y and returns shape (N, M).
        X: points, shape (N, D).
        Y: points, shape (M, D); `X` itself if None.
        degree: of the polynomial kernel, at least 1; others ignore it.
        gamma: of the polynomial and of the Gaussian kernel, above 0; others ignore it.
        coef0: of the polynomial kernel, at least 0; others ignore it.

    Returns:
        The Gram matrix, shape (N, M).

    Raises:
        ValueError: if `kernel` is no such name, the widths differ, or a function returns another shape.

    Examples:
        >>> gram("linear", [[1, 2]], [[3, 4]]), gram(lambda X, Y: (X @ Y.T) ** 2, [[1, 2]], [[3, 4]])
        (array([[11.]]), array([[121.]]))

    Source:
        schoelkopf2002
    """
    if callable(kernel):
        X = inputs.points(X)
        Y = X if Y is None else inputs.points(Y, "Y", width=X.shape[1])
        K = inputs.points(kernel(X, Y), "kernel(X, Y)", width=len(Y))
        if len(K) != len(X):
            raise ValueError(f"kernel(X, Y) needs shape {(len(X), len(Y))}, got {K.shape}; return a row for each of X")
        return K
    kernel = inputs.choice(kernel, "kernel", NAMES)
    if kernel == "linear":
        return linear(X, Y)
    if kernel == "polynomial":
        return polynomial(X, Y, degree=degree, gamma=gamma, coef0=coef0)
    return rbf(X, Y, gamma=gamma)


def default_gamma(X):
    r"""Return a width for kernels that fits the data, $\gamma = 1 / (D\,\mathrm{Var}\,X)$ over all entries.

    Args:
        X: points, shape (N, D).

    Returns:
        A float above 0; 1 if all entries are equal.

    Raises:
        ValueError: if `X` is no finite (N, D) array.

    Examples:
        >>> default_gamma([[0.0, 2.0], [2.0, 0.0]])
        0.5

    Source:
        pedregosa2011
    """
    X = inputs.points(X)
    scale = np.abs(X).max() or 1.0
    variance = X.shape[1] * (X / scale).var()
    if variance == 0:
        return 1.0
    with np.errstate(over="ignore"):
        return float(np.clip(1 / variance / scale / scale, 1e-300, 1e300))


def polynomial_features(X, *, degree=2, gamma=1.0, coef0=1.0):
    r"""Return the points in the space where the polynomial kernel is the plain dot product.

    The coordinates are the monomials $x^a = x_1^{a_1} \cdots x_D^{a_D}$ of total degree $|a|$ up to $p$, weighted:

    $$\varphi_a(x) = \sqrt{\frac{p!}{a_1! \cdots a_D!\,(p - |a|)!}\;\gamma^{|a|}\, c_0^{\,p - |a|}}\; x^a,
    \qquad \varphi(x)\cdot\varphi(y) = (\gamma\, x\cdot y + c_0)^p$$

    Args:
        X: points, shape (N, D).
        degree: $p$, an int of at least 1.
        gamma: factor of the dot product, above 0.
        coef0: $c_0$, at least 0; with 0 only monomials of degree $p$ itself are returned.

    Returns:
        Shape (N, F): F is the binomial of D + p over p, or without $c_0$ of D + p - 1 over p. By rising |a|.

    Raises:
        ValueError: if a parameter is out of range, there would be over 10^7 numbers, or a value overflows.

    Examples:
        >>> polynomial_features([[2.0, 3.0]], coef0=0).round(3)  # x1^2, sqrt(2) x1 x2, x2^2
        array([[4.   , 8.485, 9.   ]])

    Source:
        boser1992
    """
    X = inputs.points(X)
    degree = inputs.integer(degree, "degree")
    gamma, coef0 = inputs.real(gamma, "gamma", above=0), inputs.real(coef0, "coef0", least=0)
    D = X.shape[1]
    count = math.comb(D + degree - (coef0 == 0), degree)
    if count * len(X) > 10**7:
        raise ValueError(f"X needs to give up to 10^7 numbers, got {len(X)} x {count:,} features; use the kernel")
    columns = []
    for total in range(degree + 1) if coef0 else (degree,):
        for chosen in itertools.combinations_with_replacement(range(D), total):
            powers = np.bincount(np.array(chosen, dtype=int), minlength=D)
            ways = math.factorial(degree) // math.prod(math.factorial(a) for a in (*powers, degree - total))
            try:
                weight = math.sqrt(ways * gamma**total * coef0 ** (degree - total))
            except OverflowError:
                raise ValueError(
                    "gamma, coef0 and degree need weights that fit into float64, got larger ones; use the kernel"
                ) from None
            with np.errstate(over="ignore", invalid="ignore"):
                columns.append(weight * np.prod(X[:, list(chosen)], axis=1))
    return _finite(np.column_stack(columns))


def gram_features(K):
    r"""Return points whose dot products are a given Gram matrix: the space behind a kernel, as far as it was seen.

    $$K = U \Lambda U^T = Z Z^T, \qquad Z = U \Lambda^{1/2}$$

    Args:
        K: symmetric, positive semidefinite, shape (N, N).

    Returns:
        Z: a row for each row of `K`, shape (N, R), R the rank of `K` (at least 1); eigenvalues below about 1e-16 N of
            the largest count as 0.

    Raises:
        ValueError: if `K` is not symmetric, or has an eigenvalue clearly below 0.

    Examples:
        >>> Z = gram_features([[4.0, 2.0], [2.0, 1.0]])
        >>> (Z @ Z.T).round(9), Z.shape
        (array([[4., 2.],
               [2., 1.]]), (2, 1))

    Source:
        schoelkopf2002
    """
    K = inputs.symmetric(K, "K")
    values, vectors = np.linalg.eigh(K)
    rounding = len(K) * np.finfo(float).eps * np.abs(values).max()
    if values[0] < -100 * rounding:
        raise ValueError(f"K needs eigenvalues of at least 0, got {values[0]:.3g}; use a positive semidefinite kernel")
    kept = values > rounding
    kept[-1] = True
    return vectors[:, kept] * np.sqrt(np.maximum(values[kept], 0.0))


def is_positive_semidefinite(K, *, tolerance=1e-10):
    r"""Return whether a symmetric matrix is the Gram matrix of some points, $v^T K v \ge 0$ for all $v$.

    Args:
        K: symmetric, shape (N, N).
        tolerance: how far below 0 an eigenvalue may lie, as a share of the largest one in size; at least 0.

    Returns:
        True or False.

    Raises:
        ValueError: if `K` is not symmetric or `tolerance` is negative.

    Examples:
        >>> is_positive_semidefinite([[2.0, 1.0], [1.0, 2.0]]), is_positive_semidefinite([[1.0, 2.0], [2.0, 1.0]])
        (True, False)

    Source:
        schoelkopf2002
    """
    tolerance = inputs.real(tolerance, "tolerance", least=0)
    values = np.linalg.eigvalsh(inputs.symmetric(K, "K"))
    return bool(values[0] >= -tolerance * np.abs(values).max())


def _finite(K):
    if not np.isfinite(K).all():
        raise ValueError("X needs numbers whose products fit into float64, got larger ones; rescale X")
    return K
