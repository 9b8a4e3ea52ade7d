r"""Curvature: Hessian-vector products of a network's loss, and eigenvalues of what is known by its products alone.

A network of P parameters has a Hessian of $P^2$ numbers, but its product with a vector costs about as much as two
gradients (Pearlmutter). So the Hessian is an `Operator`, something that multiplies vectors, and its eigenvalues are
found by multiplying: by power iteration, or by Lanczos' method, which makes the most of the same products.

Everything here is computed in float64, whatever the network's dtype.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.geometry import norm
from mathnets.gradients import optimal_step
from mathnets.network import MLP


class Operator:
    r"""A symmetric linear map $v \mapsto Av$, given by what it does to a vector; or G of them side by side.

    Args:
        apply: function of an array of the `shape` that returns $Av$ in the same shape.
        shape: of the vectors: P for one operator, or (G, P) for G, each with a vector of its own.

    Attributes:
        shape: of the vectors, (P,) or (G, P).

    Raises:
        ValueError: if `shape` is none of these.

    Examples:
        >>> double = Operator(lambda v: 2 * v, 3)
        >>> double([1, 2, 3])
        array([2., 4., 6.])
        >>> double.matrix()[0]
        array([2., 0., 0.])

    Source:
        pearlmutter1994
    """

    def __init__(self, apply, shape):
        shape = (shape,) if np.ndim(shape) == 0 else tuple(shape)
        if len(shape) not in (1, 2):
            raise ValueError(f"shape needs P or (G, P), got {shape}; give one or two numbers")
        self.shape = tuple(inputs.integer(size, "shape") for size in shape)
        self._apply = inputs.function(apply, "apply")

    def __call__(self, v):
        """Return the product with `v`, in its shape."""
        v = inputs.array(v, "v")
        if v.shape != self.shape:
            raise ValueError(f"v needs shape {self.shape}, got {v.shape}; give a number for each parameter")
        product = np.asarray(self._apply(v), dtype=np.float64)
        if product.shape != self.shape:
            raise ValueError(f"apply needs to return shape {self.shape}, got {product.shape}; correct the function")
        if not np.isfinite(product).all():
            raise FloatingPointError("A v needs to be finite, got NaN or infinity; look where the loss is finite")
        return product

    def matrix(self):
        """Return all of it, shape (P, P) or (G, P, P), by P products; symmetrised, as rounding is not symmetric."""
        columns = np.empty((*self.shape, self.shape[-1]))
        unit = np.zeros(self.shape)
        for k in range(self.shape[-1]):
            unit[..., k] = 1
            columns[..., k] = self(unit)
            unit[..., k] = 0
        return (columns + columns.mT) / 2


def hessian(network, X, Y):
    r"""Return the Hessian of a network's mean loss at its parameters, as an exact product with vectors.

    Pearlmutter's operator $R$ is the derivative along the line $\theta + rv$, at r = 0; it obeys the rules of any
    derivative. With $V^l$ and $c^l$ for what $v$ adds to $W^l$ and $b^l$, and $\delta^l = \partial C/\partial z^l$,

    $$R z^l = V^l a^{l-1} + c^l + W^l R a^{l-1}, \qquad R a^l = f'(z^l) \odot R z^l,$$

    and backward, with $e^l = (W^{l+1})^T \delta^{l+1}$, or $e^L = \nabla_a C$ at the end,

    $$R\delta^l = R e^l \odot f'(z^l) + e^l \odot f''(z^l) \odot R z^l, \quad
    R e^l = (V^{l+1})^T \delta^{l+1} + (W^{l+1})^T R\delta^{l+1}.$$

    The product is $R$ of the gradient: $R\delta^l (a^{l-1})^T + \delta^l (R a^{l-1})^T$ for the weights, the sum of
    $R\delta^l$ over the examples for the biases. Kinks of rectifiers count as straight.

    Args:
        network: an `MLP`, or G at once; the Hessian stays that of its present parameters.
        X: examples, shape (N, D), or (G, N, D).
        Y: targets as the network's loss takes them.

    Returns:
        An `Operator` on vectors of the shape of `network.parameters`.

    Raises:
        TypeError: if `network` is no `MLP`.
        ValueError: if shapes disagree, or the activation does not know its second derivative.
        FloatingPointError: if an output of the network is not finite, or, by the operator, a product.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([1, 1], rng=0)  # half the mean square of w x + b - y
        >>> hessian(network, [[1.0], [3.0]], [[0.0], [0.0]]).matrix()  # means of x^2, x and 1
        array([[5., 2.],
               [2., 1.]])

    Source:
        pearlmutter1994
    """
    if not isinstance(network, MLP):
        raise TypeError(f"network needs to be an MLP, got {type(network).__name__}; see difference_hessian for others")
    x, t = (np.asarray(rows, dtype=np.float64) for rows in network.examples(X, Y))
    theta = network.parameters.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        passes = _Passes(network, theta, x.mT[..., :-1, :], t.mT)
    return Operator(passes.product, theta.shape)


class _Passes:
    """What the forward and the backward pass leave behind, and its derivative along a vector."""

    def __init__(self, network, theta, x, t):
        self.split, self.loss, self.t = network.split, network.loss_function, t
        self.W, b = network.split(theta)
        functions = [network.activation] * (len(self.W) - 1) + [network.output]
        self.a = [x]
        for W, c, f in zip(self.W, b, functions, strict=True):
            z = W @ self.a[-1] + c[..., None]
            f.run(z)
            self.a.append(z)
        if not np.isfinite(self.a[-1]).all():
            raise FloatingPointError("hessian needs finite outputs, got NaN or infinity; look where the loss is finite")
        self.slopes = [f.derivative(a) for f, a in zip(functions, self.a[1:], strict=True)]
        self.bends = [f.second_derivative(a) for f, a in zip(functions, self.a[1:], strict=True)]
        e = np.empty_like(self.a[-1])
        self.loss.slope(self.a[-1], t, e)
        self.e, self.deltas = [], []  # from the last layer to the first, and then turned round
        for W, slope in zip(self.W[::-1], self.slopes[::-1], strict=True):
            self.e.append(e)
            self.deltas.append(e * slope)
            e = W.mT @ self.deltas[-1]
        self.e.reverse()
        self.deltas.reverse()

    def product(self, v):
        """Return the Hessian's product with v."""
        V, c = self.split(v)
        found = np.empty_like(v)
        gW, gb = self.split(found)
        Ra, Rz = [np.zeros_like(self.a[0])], []
        with np.errstate(over="ignore", invalid="ignore"):
            for layer, W in enumerate(self.W):
                Rz.append(V[layer] @ self.a[layer] + c[layer][..., None] + W @ Ra[layer])
                Ra.append(self.slopes[layer] * Rz[layer])
            Re = self.loss.bend(self.a[-1], self.t, Ra[-1])
            for layer in range(len(self.W) - 1, -1, -1):
                Rdelta = Re * self.slopes[layer] + self.e[layer] * self.bends[layer] * Rz[layer]
                gW[layer][...] = Rdelta @ self.a[layer].mT + self.deltas[layer] @ Ra[layer].mT
                gb[layer][...] = Rdelta.sum(axis=-1)
                Re = V[layer].mT @ self.deltas[layer] + self.W[layer].mT @ Rdelta
        return found


def difference_hessian(gradient, x, *, step=None):
    r"""Return the Hessian of any function whose gradient is known, by central differences of the gradient.

    $$Hv \approx \frac{\nabla f(x + h u) - \nabla f(x - h u)}{2h}\,\|v\|, \qquad u = v / \|v\|$$

    About two thirds of the 16 digits are right.

    Args:
        gradient: function of an array of the shape of `x` that returns the gradient in the same shape.
        x: where, shape (P,), or (G, P) for G points at once.
        step: $h > 0$; `optimal_step("central")` on the scale of $x$ if None.

    Returns:
        An `Operator` on vectors of the shape of `x`.

    Raises:
        ValueError: if `x` has another shape or the step is not positive.
        TypeError: if `gradient` is no function.
        FloatingPointError: by the operator, if a gradient is not finite.

    Examples:
        >>> H = difference_hessian(lambda x: x**3, [1.0, 2.0])
        >>> H([1.0, 1.0]).round(6)
        array([ 3., 12.])

    Source:
        pearlmutter1994, dennis1996
    """
    gradient = inputs.function(gradient, "gradient")
    x = inputs.array(x, "x").copy()
    if x.ndim not in (1, 2) or x.size == 0:
        raise ValueError(f"x needs shape (P,) or (G, P), got {x.shape}; give one or more points")
    if step is None:
        step = optimal_step("central", norm(x.ravel()) / np.sqrt(x.size))
    h = inputs.real(step, "step", above=0)

    def apply(v):
        length, u = norm(v)[..., None], _unit(v)
        ahead, behind = x + h * u, x - h * u
        if length.any() and np.array_equal(ahead, behind):
            raise ValueError(f"step needs to change x, got {h:g}, which is lost in rounding; enlarge it")
        return (np.asarray(gradient(ahead)) - np.asarray(gradient(behind))) * (length / (2 * h))

    return Operator(apply, x.shape)


# Eigenvalues


class Eigenpairs(NamedTuple):
    """Eigenvalues with their eigenvectors.

    Attributes:
        values: shape (k,), or (G, k).
        vectors: rows of length 1, shape (k, P), or (G, k, P); their signs are arbitrary.
        products: number of products with the operator that it took.
    """

    values: np.ndarray
    vectors: np.ndarray
    products: int


class Krylov(NamedTuple):
    r"""What Lanczos' method found in K steps: $A \approx Q^T T Q$ on the span of the rows of $Q$.

    Attributes:
        diagonal: of $T$, shape (K,), or (G, K).
        off_diagonal: of $T$ beside the diagonal, shape (K,), or (G, K); the last entry leads out of the span.
        basis: the orthonormal rows of $Q$, shape (K, P), or (G, K, P).
    """

    diagonal: np.ndarray
    off_diagonal: np.ndarray
    basis: np.ndarray

    @property
    def tridiagonal(self):
        """The matrix $T$, shape (K, K), or (G, K, K)."""
        beside = self.off_diagonal[..., :-1, None] * np.eye(self.diagonal.shape[-1])[:-1]  # (K - 1, K) on the diagonal
        T = self.diagonal[..., None] * np.eye(self.diagonal.shape[-1])
        T[..., 1:, :] += beside
        T[..., :, 1:] += beside.mT
        return T


def power_iteration(A, *, rng, tol=1e-6, most=10_000):
    r"""Return the eigenvalue of greatest size, with its eigenvector, by multiplying again and again.

    $$v \leftarrow \frac{Av}{\|Av\|}, \qquad \lambda = v^T A v$$

    It ends when $\|Av - \lambda v\| \le \mathrm{tol}\,|\lambda|$. Each step shrinks the error of $v$ by
    $|\lambda_2 / \lambda_1|$ only: `eigenpairs` takes fewer products. If $\lambda_2 = -\lambda_1$ it does not end.

    Args:
        A: an `Operator`, or a symmetric matrix, shape (P, P).
        rng: a Generator or seed for the first vector.
        tol: the relative residual at which it ends, above 0.
        most: products after which it gives up with a warning.

    Returns:
        `Eigenpairs` with k = 1.

    Raises:
        ValueError: if `A` is not symmetric or a number is out of its range.
        TypeError: if `rng` is neither.
        FloatingPointError: if a product is not finite.

    Examples:
        >>> power_iteration([[2, 1], [1, 2]], rng=0).values.round(9)
        array([3.])

    Source:
        golub2013
    """
    A, rng = _operator(A), inputs.generator(rng)
    tol, most = inputs.real(tol, "tol", above=0), inputs.integer(most, "most")
    v = _unit(rng.normal(size=A.shape))
    products, enough = 0, False
    while not enough and products < most:
        w, products = A(v), products + 1
        value = np.vecdot(v, w)
        residual = norm(w - value[..., None] * v)
        enough = (residual <= tol * np.abs(value)).all()
        used, v = v, np.where(norm(w)[..., None] > 0, _unit(w), v)
    if not enough:
        _warn("power_iteration", most, residual.max())
    return Eigenpairs(value[..., None], used[..., None, :], products)


def lanczos(A, steps, *, rng):
    r"""Return an orthonormal basis of the space of $q, Aq, A^2 q, \dots$ in which $A$ is tridiagonal.

    $$\beta_k q_{k+1} = A q_k - \alpha_k q_k - \beta_{k-1} q_{k-1}$$

    In exact arithmetic the new vector is orthogonal to all before; with rounding that is soon lost, so it is made so
    again, twice, in each step (full reorthogonalisation). Where the space ends, $\beta_k = 0$, the method goes on with
    a random vector outside it.

    Args:
        A: an `Operator`, or a symmetric matrix, shape (P, P).
        steps: K, from 1 to P.
        rng: a Generator or seed for the first vector, normal, so that its direction is uniform.

    Returns:
        A `Krylov`: the eigenvalues of its `tridiagonal` approach those of A, the outermost first.

    Raises:
        ValueError: if `A` is not symmetric or `steps` is out of its range.
        TypeError: if `rng` is neither.
        FloatingPointError: if a product is not finite.

    Examples:
        >>> found = lanczos(np.diag([1, 2, 5]), 3, rng=0)
        >>> np.linalg.eigvalsh(found.tridiagonal).round(9)
        array([1., 2., 5.])

    Source:
        lanczos1950, golub2013
    """
    A, rng = _operator(A), inputs.generator(rng)
    steps = inputs.integer(steps, "steps", most=A.shape[-1])
    process = _Lanczos(A, steps, rng)
    for _ in range(steps):
        process.step()
    return process.found()


class _Lanczos:
    """Lanczos' method, a step at a time."""

    def __init__(self, A, most, rng):
        self.A, self.rng, self.k = A, rng, 0
        Q = np.empty((min(most + 1, A.shape[-1]), *A.shape))  # of which only the steps that are taken become memory
        self.Q = np.moveaxis(Q, 0, -2)
        self.alpha = np.empty((*A.shape[:-1], most))
        self.beta = np.empty((*A.shape[:-1], most))
        self.Q[..., 0, :] = _unit(rng.normal(size=A.shape))

    def step(self):
        k, P = self.k, self.A.shape[-1]
        w = self.A(self.Q[..., k, :])
        scale = norm(w)
        self.alpha[..., k] = np.vecdot(self.Q[..., k, :], w)
        w = self._outside(w, k + 1)
        beta = norm(w)
        scale = np.maximum(scale, np.abs(self.alpha[..., : k + 1]).max(axis=-1))
        ended = beta <= 1e-13 * scale
        self.beta[..., k] = np.where(ended, 0, beta)
        self.k = k + 1
        if self.k < self.Q.shape[-2]:
            if ended.any():
                fresh = self._outside(_unit(self.rng.normal(size=self.A.shape)), k + 1)
                w = np.where(ended[..., None], fresh, w)
            self.Q[..., k + 1, :] = _unit(w)
        elif self.k == P:
            self.beta[..., k] = 0  # nothing is left outside

    def _outside(self, w, k):
        """Return w without its parts along the first k vectors."""
        Q = self.Q[..., :k, :]
        for _ in range(2):
            w = w - (Q.mT @ (Q @ w[..., None]))[..., 0]
        return w

    def found(self):
        return Krylov(self.alpha[..., : self.k], self.beta[..., : self.k], self.Q[..., : self.k, :])


def eigenpairs(A, k=1, *, which="largest", rng, tol=1e-8, most=500):
    r"""Return the k largest or smallest eigenvalues of a symmetric operator, by Lanczos' method.

    With $T = S \Theta S^T$, the numbers $\theta_i$ and vectors $Q^T s_i$ have the residual $|\beta_K s_{Ki}|$, which
    an eigenvalue of A is at most away from $\theta_i$. It ends when that is at most tol times the largest
    $|\theta|$. "Largest" and "smallest" go by sign: the most positive and the most negative. Of an eigenvalue that
    occurs several times, one copy counts (several only once the others are used up).

    Args:
        A: an `Operator`, or a symmetric matrix, shape (P, P).
        k: how many, from 1 to P.
        which: "largest", first the largest; or "smallest", first the smallest.
        rng: a Generator or seed for the first vector.
        tol: residual at which it ends, relative to the largest size of an eigenvalue, above 0.
        most: products after which it gives up with a warning.

    Returns:
        `Eigenpairs`.

    Raises:
        ValueError: if `A` is not symmetric or a number is out of its range.
        TypeError: if `rng` is neither.
        FloatingPointError: if a product is not finite.

    Examples:
        >>> found = eigenpairs(np.diag([3, -4, 1, 0]), 2, rng=0)
        >>> found.values.round(9), np.abs(found.vectors[0]).round(9)
        (array([3., 1.]), array([1., 0., 0., 0.]))

    Source:
        lanczos1950, golub2013
    """
    A, rng = _operator(A), inputs.generator(rng)
    k = inputs.integer(k, "k", most=A.shape[-1])
    which = inputs.choice(which, "which", ("largest", "smallest"))
    tol, most = inputs.real(tol, "tol", above=0), min(inputs.integer(most, "most", least=k), A.shape[-1])
    process = _Lanczos(A, most, rng)
    while process.k < most:
        process.step()
        if process.k < most and (process.k < k or process.k % 5):
            continue
        krylov = process.found()
        theta, S = np.linalg.eigh(krylov.tridiagonal)
        chosen = slice(None, -k - 1, -1) if which == "largest" else slice(k)
        theta_k, S_k = theta[..., chosen], S[..., :, chosen]
        residual = np.abs(krylov.off_diagonal[..., -1:] * S_k[..., -1, :])
        enough = residual <= tol * np.abs(theta).max(axis=-1, keepdims=True)
        if enough.all():
            break
    if not enough.all():
        _warn("eigenpairs", most, residual.max())
    return Eigenpairs(theta_k, S_k.mT @ krylov.basis, process.k)


def sharpness(network, X, Y, *, rng=0, tol=1e-6):
    r"""Return the sharpness of a network's loss: the largest eigenvalue of its Hessian, $\lambda_{\max}(\nabla^2 L)$.

    Near a minimum, gradient descent with rate $\eta$ is stable along the sharpest direction if and only if
    $\lambda_{\max} < 2/\eta$.

    Args:
        network: an `MLP`, or G at once.
        X: examples, shape (N, D), or (G, N, D).
        Y: targets as the network's loss takes them.
        rng: a Generator or seed for the first vector of Lanczos' method.
        tol: relative tolerance, above 0.

    Returns:
        A float, or shape (G,).

    Raises:
        ValueError: if shapes disagree or `tol` is not positive.
        TypeError: if `network` is no `MLP`, or `rng` is neither.
        FloatingPointError: if a product is not finite.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([1, 1], rng=0)
        >>> round(sharpness(network, [[1.0], [3.0]], [[0.0], [0.0]]), 6)  # 3 + sqrt(8)
        5.828427

    Source:
        cohen2021
    """
    values = eigenpairs(hessian(network, X, Y), rng=rng, tol=tol).values[..., 0]
    return float(values) if values.ndim == 0 else values


class Inertia(NamedTuple):
    """How many eigenvalues are below, at and above 0.

    Attributes:
        negative: the Morse index, number of directions downhill: 0 at a minimum, more at a saddle.
        zero: number of flat directions.
        positive: number of directions uphill.
    """

    negative: np.ndarray
    zero: np.ndarray
    positive: np.ndarray


def inertia(eigenvalues, *, tol=1e-8):
    r"""Return how many eigenvalues are negative, zero and positive; at a critical point, what kind it is.

    Args:
        eigenvalues: shape (P,), or (..., P).
        tol: those of size up to tol times the largest size count as zero, at least 0.

    Returns:
        An `Inertia` of ints, or of arrays of shape (...).

    Raises:
        ValueError: if there are no eigenvalues, or `tol` is negative.

    Examples:
        >>> inertia(np.linalg.eigvalsh([[1, 2, 0], [2, 1, 0], [0, 0, 0]]))  # -1, 0 and 3
        Inertia(negative=1, zero=1, positive=1)

    Source:
        dauphin2014
    """
    values = inputs.array(eigenvalues, "eigenvalues")
    if values.ndim == 0 or values.shape[-1] == 0:
        raise ValueError(f"eigenvalues need shape (..., P) with P of at least 1, got {values.shape}; give some")
    flat = inputs.real(tol, "tol", least=0) * np.abs(values).max(axis=-1, keepdims=True)
    counts = [np.count_nonzero(test, axis=-1) for test in (values < -flat, np.abs(values) <= flat, values > flat)]
    return Inertia(*(int(count) if np.ndim(count) == 0 else count for count in counts))


# Spectral densities


class Spectrum(NamedTuple):
    """A spectrum as points with weights.

    Attributes:
        nodes: places on the axis of eigenvalues, shape (M,), rising.
        weights: the share of the spectrum that each stands for, shape (M,); their sum is 1.
    """

    nodes: np.ndarray
    weights: np.ndarray


def lanczos_quadrature(A, *, steps=80, draws=10, rng):
    r"""Return an estimate of the whole spectrum of one operator, without its eigenvalues.

    For a random $q$ of length 1, $q^T f(A)\,q$ has the mean $\frac1P \sum_i f(\lambda_i)$; Gauss's quadrature
    gives it from K steps of Lanczos' method, exactly for polynomials f up to degree $2K - 1$:

    $$q^T f(A)\,q \approx \sum_{i=1}^{K} s_{1i}^2 \, f(\theta_i)$$

    The method is called stochastic Lanczos quadrature.

    Args:
        A: an `Operator` of shape (P,), or a symmetric matrix, shape (P, P).
        steps: K, at least 1; no more than P are made.
        draws: number of random vectors that are averaged, at least 1.
        rng: a Generator or seed for them.

    Returns:
        A `Spectrum` of `draws` times min(`steps`, P) nodes.

    Raises:
        ValueError: if `A` is not symmetric or not a single one, or a number is out of its range.
        TypeError: if `rng` is neither.
        FloatingPointError: if a product is not finite.

    Examples:
        >>> found = lanczos_quadrature(np.diag([1.0, 1.0, 1.0, 5.0]), steps=2, draws=2000, rng=0)
        >>> round(float(found.weights[found.nodes > 4].sum()), 1)  # a quarter, up to chance
        0.3
        >>> found = lanczos_quadrature(2 * np.eye(4), steps=1, draws=1, rng=0)
        >>> found.nodes.round(9), found.weights
        (array([2.]), array([1.]))

    Source:
        ghorbani2019, golub2010
    """
    A, rng = _operator(A), inputs.generator(rng)
    if len(A.shape) != 1:
        raise ValueError(f"A needs to be a single operator, got {A.shape[0]} at once; give one after the other")
    steps, draws = min(inputs.integer(steps, "steps"), A.shape[-1]), inputs.integer(draws, "draws")
    nodes, weights = np.empty((2, draws, steps))
    for draw in range(draws):
        nodes[draw], S = np.linalg.eigh(lanczos(A, steps, rng=rng).tridiagonal)
        weights[draw] = S[0] ** 2 / draws
    order = np.argsort(nodes, axis=None, kind="stable")
    return Spectrum(nodes.ravel()[order], weights.ravel()[order] / weights.sum())


def spectral_density(spectrum, x, width):
    r"""Return a spectrum as a smooth curve: each node a Gaussian bump, $\sum_i w_i\, \varphi_s(x - \lambda_i)$.

    Args:
        spectrum: a `Spectrum`; or eigenvalues, shape (M,), all of equal weight.
        x: where, shape (B,).
        width: $s > 0$, the bumps' standard deviation, in the unit of the eigenvalues.

    Returns:
        Densities, shape (B,); their integral is 1.

    Raises:
        ValueError: if shapes disagree or the width is not positive.

    Examples:
        >>> spectral_density([-1.0, 1.0], [0.0, 1.0], width=0.5).round(3)
        array([0.108, 0.399])

    Source:
        ghorbani2019
    """
    if not isinstance(spectrum, Spectrum):
        nodes = inputs.vector(spectrum, "spectrum")
        spectrum = Spectrum(nodes, np.full(len(nodes), 1 / len(nodes)))
    x, s = inputs.vector(x, "x"), inputs.real(width, "width", above=0)
    with np.errstate(over="ignore"):  # so far from a node that its bump is 0
        bumps = np.exp(-(((x[:, None] - spectrum.nodes) / s) ** 2) / 2)  # (B, M)
        return bumps @ spectrum.weights / (s * np.sqrt(2 * np.pi))


def _operator(A):
    """Return an `Operator`, from one or from a symmetric matrix."""
    if isinstance(A, Operator):
        return A
    if callable(A):
        raise TypeError(f"A needs to be an Operator or a symmetric matrix, got {A!r}; wrap it: Operator(A, shape)")
    matrix = inputs.squarable(inputs.symmetric(A, "A"), "A")
    return Operator(lambda v: matrix @ v, len(matrix))


def _unit(v):
    """Return vectors of length 1; those of length 0 stay."""
    length = norm(v)[..., None]
    return np.divide(v, length, out=np.zeros_like(v), where=length > 0)


def _warn(name, most, residual):
    warnings.warn(
        f"{name} needs more products to converge, stopped after {most} with a residual of {residual:.2g}; raise most",
        inputs.ConvergenceWarning,
        stacklevel=3,
    )
