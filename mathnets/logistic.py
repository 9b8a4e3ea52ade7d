r"""Logistic regression: probabilities from a hyperplane, fitted by Newton's method; and where its gradient leads.

The loss is convex, so that Newton's method with a line search finds its minimum, if there is one. On separable
classes without a penalty there is none: the weights grow for ever, and their direction tends to the widest margin.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.estimators import Classifier
from mathnets.inputs import ConvergenceWarning

_DIRECT = 2000  # unknowns up to which Newton's equations are solved as a matrix


class LogisticPath(NamedTuple):
    """Weights along a run of an optimizer, at the steps that were kept.

    Attributes:
        steps: how many steps were made until then, rising from 0, shape (T,).
        weights: shape (T, D).
        offsets: shape (T,); zeros without intercept.
        losses: penalised mean loss, shape (T,).
    """

    steps: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray
    losses: np.ndarray


def logistic_loss(w, b, X, y, *, penalty=0.0):
    r"""Return the penalised mean logistic loss of weights, with $m_i = y_i\,(w\cdot x_i + b)$.

    $$L = \frac1N \sum_i \log\left(1 + e^{-m_i}\right) + \frac\lambda2 \lVert w\rVert^2$$

    Args:
        w: weights, shape (D,).
        b: offset, a number, free of the penalty.
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        penalty: $\lambda$, at least 0.

    Returns:
        The loss, a float of at least 0.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or `penalty` is negative.

    Examples:
        >>> print(f"{logistic_loss([0.0], 0.0, [[3.0]], [1]):.6f}")  # log 2
        0.693147
        >>> print(logistic_loss([1.0], 0.0, [[-1e4]], [1]))
        10000.0

    Source:
        cox1958
    """
    Z, v, y, penalty = _problem(w, b, X, y, penalty)
    return _loss(v, Z * y[:, None], penalty)


def logistic_gradient(w, b, X, y, *, penalty=0.0):
    r"""Return the gradient of the penalised mean logistic loss, with $m_i = y_i\,(w\cdot x_i + b)$.

    $$\nabla_w L = -\frac1N \sum_i \sigma(-m_i)\, y_i x_i + \lambda w, \qquad
    \frac{\partial L}{\partial b} = -\frac1N \sum_i \sigma(-m_i)\, y_i$$

    Args:
        w: weights, shape (D,).
        b: offset, a number.
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        penalty: $\lambda$, at least 0.

    Returns:
        dw: shape (D,).
        db: a float.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or `penalty` is negative.

    Examples:
        >>> logistic_gradient([0.0, 0.0], 0.0, [[2.0, 4.0]], [1])
        (array([-1., -2.]), -0.5)

    Source:
        cox1958
    """
    Z, v, y, penalty = _problem(w, b, X, y, penalty)
    gradient = _gradient(v, Z * y[:, None], penalty)
    return gradient[:-1], float(gradient[-1])


def logistic_hessian(w, b, X, y, *, penalty=0.0):
    r"""Return the Hessian of the penalised mean logistic loss in (w, b), which is positive semidefinite.

    $$H = \frac1N \sum_i \sigma(m_i)\,\sigma(-m_i)\,
    \begin{pmatrix} x_i \\ 1 \end{pmatrix}\begin{pmatrix} x_i \\ 1 \end{pmatrix}^T
    + \lambda \begin{pmatrix} I & 0 \\ 0 & 0 \end{pmatrix}$$

    Args:
        w: weights, shape (D,).
        b: offset, a number.
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        penalty: $\lambda$, at least 0.

    Returns:
        Shape (D + 1, D + 1), the offset last.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or `penalty` is negative.

    Examples:
        >>> logistic_hessian([0.0], 0.0, [[2.0]], [1])
        array([[1.  , 0.5 ],
               [0.5 , 0.25]])

    Source:
        cox1958
    """
    Z, v, y, penalty = _problem(w, b, X, y, penalty)
    return _hessian(v, Z * y[:, None], penalty)


def _problem(w, b, X, y, penalty):
    """Return the lifted examples, the weights with the offset last, labels and penalties, all checked."""
    X = inputs.points(X)
    y = inputs.signs(y, len(X))
    v = np.append(inputs.squarable(inputs.vector(w, "w", length=X.shape[1]), "w"), inputs.real(b, "b"))
    return _lifted(X, True), v, y, _penalties(penalty, len(v), True)


def _lifted(X, fit_intercept):
    if max(X.max(), -X.min()) > 1e100:
        raise ValueError("X needs numbers up to 1e100 in size, got larger ones, whose squares overflow; rescale X")
    return np.column_stack([X, np.ones(len(X))]) if fit_intercept else X


def _penalties(penalty, width, fit_intercept):
    """Return the penalty of each weight: that of the offset is 0."""
    penalties = np.full(width, inputs.real(penalty, "penalty", least=0))
    penalties[width - bool(fit_intercept) :] = 0.0
    return penalties


# The private functions work on S, rows y_i (x_i, 1), and on a penalty for each weight.


def _softplus(z):
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def _sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def _loss(v, S, penalty):
    return float(_softplus(-(S @ v)).mean() + penalty @ v**2 / 2)


def _gradient(v, S, penalty):
    return -(_sigmoid(-(S @ v)) @ S) / len(S) + penalty * v


def _hessian(v, S, penalty):
    margins = S @ v
    weights = _sigmoid(margins) * _sigmoid(-margins) / len(S)
    H = (S * weights[:, None]).T @ S
    H[np.diag_indices(len(v))] += penalty
    return H


def newton_path(X, y, *, penalty=0.0, fit_intercept=True, max_steps=100):
    r"""Return every step of Newton's method (iteratively reweighted least squares) from weights 0.

    $$v \leftarrow v - t\,H^{-1}\nabla L, \qquad t = 1, \tfrac12, \tfrac14, \dots \text{ until the loss falls enough}$$

    It ends when the step promises nothing beyond rounding. On separable classes without a penalty
    only underflow ends it, after some 750 steps.

    Args:
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        penalty: $\lambda$, at least 0.
        fit_intercept: whether there is an offset.
        max_steps: most steps, at least 1.

    Returns:
        A `LogisticPath`; `len(path.steps) <= max_steps` if it ended by itself.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or a parameter is out of range.

    Examples:
        >>> path = newton_path([[1.0], [1.0], [1.0]], [1, 1, -1], fit_intercept=False)
        >>> path.weights[-1].round(9), round(float(np.log(2)), 9)  # the odds are 2 to 1
        (array([0.69314718]), 0.693147181)

    Source:
        cox1958
    """
    X = inputs.points(X)
    y = inputs.signs(y, len(X))
    S = _lifted(X, fit_intercept) * y[:, None]
    penalties = _penalties(penalty, S.shape[1], fit_intercept)
    steps = [np.zeros(S.shape[1])]
    for v in _newton(
        lambda v: _loss(v, S, penalties),
        lambda v: _gradient(v, S, penalties),
        lambda v: _hessian(v, S, penalties),
        steps[0],
        inputs.integer(max_steps, "max_steps"),
    ):
        steps.append(v)
    return _path(np.arange(len(steps)), np.array(steps), S, penalties, X.shape[1])


def _newton(loss, gradient, hessian, v, max_steps):
    """Yield the weights after each step of Newton's method; `hessian(v)` is a matrix or a product with it."""
    before = loss(v)
    for _ in range(max_steps):
        g = gradient(v)
        H = hessian(v)
        direction = _conjugate_gradients(H, -g) if callable(H) else _solved(H, -g)
        promise = -(g @ direction)
        if not promise > 1e-15 * before:
            return
        t = 1.0
        while (after := loss(v + t * direction)) > before - 1e-4 * t * promise:
            t /= 2
            if t < 1e-10:  # no fall but rounding
                return
        v = v + t * direction
        before = after
        yield v


def _solved(H, right):
    """Return the solution, of many the shortest; a matrix that may be singular is seen by what it leaves over."""
    try:
        found = np.linalg.solve(H, right)
        left = np.linalg.norm(H @ found - right)
    except np.linalg.LinAlgError:
        left = np.inf
    if not left <= 1e-8 * np.linalg.norm(right) or not found @ right > 0:
        found = np.linalg.lstsq(H, right)[0]
    return found


def _conjugate_gradients(product, right):
    """Return v with product(v) = right, up to a residual that shrinks with the right side: superlinear convergence."""
    v, residual, direction = np.zeros_like(right), right.copy(), right.copy()
    square = residual @ residual
    goal = min(0.1, np.sqrt(square) ** 0.5) ** 2 * square
    for _ in range(2 * len(right)):
        image = product(direction)
        curvature = direction @ image
        if not curvature > 0:
            break
        t = square / curvature
        v += t * direction
        residual -= t * image
        square, last = residual @ residual, square
        if square <= goal:
            break
        direction = residual + square / last * direction
    return v if v.any() else right


def _path(steps, weights, S, penalties, width):
    offsets = weights[:, width] if weights.shape[1] > width else np.zeros(len(weights))
    losses = np.array([_loss(v, S, penalties) for v in weights])
    return LogisticPath(steps, weights[:, :width], offsets, losses)


def gradient_path(X, y, *, rate, steps, penalty=0.0, fit_intercept=False, normalized=False):
    r"""Return gradient descent on the logistic loss from weights 0, at chosen step numbers.

    $$v \leftarrow v - \eta\,\nabla L(v), \qquad \text{normalized: } v \leftarrow v - \eta\,\frac{\nabla L(v)}{L(v)}$$

    On separable classes, without a penalty, $v/\lVert v\rVert$ tends to the direction of the widest margin: plainly
    as slowly as $1/\log t$, so slowly that a run of any usual length says little, and may even lead away from it for a
    while; normalized by the loss about as fast as $1/t$.

    Args:
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        rate: $\eta$, above 0.
        steps: rising step numbers at which to keep the weights, ints from 0, shape (T,), or one int for all up to it.
        penalty: $\lambda$, at least 0; 0 if `normalized`.
        fit_intercept: whether there is an offset, which then is a weight like the others.
        normalized: whether the gradient is divided by the loss. It is done without ever forming the two, so that
            neither underflows.

    Returns:
        A `LogisticPath`.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, a parameter is out of range, or `steps` do not rise.
        FloatingPointError: if weights leave the range of floating-point numbers; names step and loss.

    Examples:
        >>> path = gradient_path([[1.0], [-2.0]], [1, -1], rate=0.5, steps=[0, 1])
        >>> path.weights.ravel(), path.losses.round(3)
        (array([0.   , 0.375]), array([0.693, 0.455]))

    Source:
        soudry2018, nacson2019
    """
    X = inputs.points(X)
    y = inputs.signs(y, len(X))
    rate = inputs.real(rate, "rate", above=0)
    kept = inputs.steps(steps)
    S = _lifted(X, fit_intercept) * y[:, None]
    penalties = _penalties(penalty, S.shape[1], fit_intercept)
    if normalized and penalty:
        raise ValueError(f"penalty needs to be 0 where steps are normalized by the loss, got {penalty}; leave it out")
    v = np.zeros(S.shape[1])
    weights = np.empty((len(kept), len(v)))
    done = 0
    for row, until in enumerate(kept):
        for step in range(done, until):
            with np.errstate(over="ignore", invalid="ignore"):
                v = v + rate * _share_of_loss(S @ v) @ S if normalized else v - rate * _gradient(v, S, penalties)
            if not np.abs(v).max() < 1e100:
                loss = _loss(weights[row - 1], S, penalties) if row else np.log(2.0)
                raise FloatingPointError(
                    f"gradient descent needs a rate at which it does not explode, got weights beyond 1e100 at step "
                    f"{step + 1}, last kept loss {loss:.3g}; take a smaller rate"
                )
        weights[row], done = v, until
    return _path(kept, weights, S, penalties, X.shape[1])


def _share_of_loss(margins):
    """Return sigma(-m_i) over the sum of all log(1 + exp(-m_j)); where all m are large, both are exp(-m)."""
    least = margins.min()
    if least > 36:  # exp(-36) is below the rounding of 1
        shares = np.exp(least - margins)
        return shares / shares.sum()
    return _sigmoid(-margins) / _softplus(-margins).sum()


class LogisticRegression(Classifier):
    r"""Logistic regression as an estimator: for two classes one set of weights, for more the softmax of K.

    $$P(c \mid x) = \frac{e^{w_c\cdot x + b_c}}{\sum_k e^{w_k\cdot x + b_k}}, \qquad
    L = -\frac1N\sum_i \log P(y_i \mid x_i) + \frac\lambda2 \sum_c \lVert w_c\rVert^2$$

    Two classes: $P = \sigma(w\cdot x + b)$ for the second. Newton's method; its equations are solved
    by conjugate gradients where there are more than two classes or over 2,000 weights.

    Args:
        penalty: $\lambda$, at least 0; that of scikit-learn's `C` is 1 / (C N).
        fit_intercept: whether there are offsets.
        max_steps: most steps of Newton's method, at least 1.

    Attributes (after `fit`):
        classes_: the labels, in rising order, shape (K,).
        coef_: weights, shape (1, D) for two classes, else (K, D).
        intercept_: offsets, shape (1,) or (K,).
        loss_: the penalised mean loss reached.
        n_iter_: steps made.
        n_features_in_: D.
        converged_: whether the minimum was reached before `max_steps`.

    Raises:
        ValueError: if shapes disagree, there is one class only, or a parameter is out of range.

    Examples:
        >>> model = LogisticRegression(penalty=0.1).fit([[0.0], [1.0], [2.0], [3.0]], ["a", "a", "b", "b"])
        >>> model.predict([[0.5]]), model.predict_proba([[1.5]]).round(9)
        (array(['a'], dtype='<U1'), array([[0.5, 0.5]]))

    Source:
        cox1958
    """

    def __init__(self, *, penalty=1e-3, fit_intercept=True, max_steps=100):
        self.penalty = penalty
        self.fit_intercept = fit_intercept
        self.max_steps = max_steps

    def fit(self, X, y):
        """Learn from examples `X`, shape (N, D), and their labels `y`, shape (N,); return self."""
        X, classes, codes = self._examples(X, y)
        max_steps = inputs.integer(self.max_steps, "max_steps")
        Z = _lifted(X, self.fit_intercept)
        penalties = _penalties(self.penalty, Z.shape[1], self.fit_intercept)
        unit = np.abs(Z).max(axis=0)
        unit[unit < 1e-100] = 1.0
        Z, penalties = Z / unit, penalties / unit**2  # so that no column's unit matters
        if len(classes) == 2:
            loss, gradient, hessian = _two_classes(Z * (2.0 * codes - 1.0)[:, None], penalties)
            path = [np.zeros(Z.shape[1])]
        else:
            loss, gradient, hessian = _many_classes(Z, codes, len(classes), penalties)
            path = [np.zeros(len(classes) * Z.shape[1])]
        path += _newton(loss, gradient, hessian, path[0], max_steps)
        weights, steps = path[-1].reshape(-1, Z.shape[1]) / unit, len(path) - 1
        self.classes_, self.n_features_in_ = classes, X.shape[1]
        self.coef_ = weights[:, : X.shape[1]].copy()
        self.intercept_ = weights[:, -1].copy() if self.fit_intercept else np.zeros(len(weights))
        self.loss_, self.n_iter_ = loss(path[-1]), steps
        separated = self.penalty == 0 and self.loss_ * len(X) < np.log(2.0)  # every label has over 1/2: no minimum
        self.converged_ = steps < max_steps and not separated
        if not self.converged_:
            warnings.warn(
                f"LogisticRegression needs a loss that has a minimum to converge, got one that still falls after "
                f"{steps} step(s), {self.loss_:.3g}; on separable classes set penalty above 0, or raise max_steps",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def decision_function(self, X):
        """Return $w\\cdot x + b$ of examples `X`, shape (N, D): shape (N,) for two classes, else (N, K)."""
        scores = self._unseen(X) @ self.coef_.T + self.intercept_
        return scores[:, 0] if len(self.classes_) == 2 else scores

    def predict_proba(self, X):
        """Return the probability of each class for examples `X`, shape (N, D): shape (N, K), rows summing to 1."""
        scores = self.decision_function(X)
        if scores.ndim == 1:
            return np.column_stack([_sigmoid(-scores), _sigmoid(scores)])
        return _softmax(scores)

    def predict(self, X):
        """Return the most probable class of each of the examples `X`, shape (N, D): shape (N,)."""
        scores = self.decision_function(X)
        codes = (scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)
        return self.classes_[codes]


def _two_classes(S, penalties):
    """Return loss, gradient and Hessian of two classes as functions of the weights; of many weights, its product."""

    def product(v):
        margins = S @ v
        weights = _sigmoid(margins) * _sigmoid(-margins) / len(S)
        return lambda u: (weights * (S @ u)) @ S + penalties * u

    hessian = product if S.shape[1] > _DIRECT else lambda v: _hessian(v, S, penalties)
    return lambda v: _loss(v, S, penalties), lambda v: _gradient(v, S, penalties), hessian


def _many_classes(Z, codes, count, penalties):
    """Return loss, gradient and products with the Hessian of K classes, as functions of all weights in one vector."""
    every = np.arange(len(Z))

    def loss(v):
        W = v.reshape(count, -1)
        scores = Z @ W.T
        highest = scores.max(axis=1)
        logs = np.log(np.exp(scores - highest[:, None]).sum(axis=1))
        return float((logs + highest - scores[every, codes]).mean() + (W**2 @ penalties).sum() / 2)

    def gradient(v):
        W = v.reshape(count, -1)
        errors = _softmax(Z @ W.T)
        errors[every, codes] -= 1.0
        return (errors.T @ Z / len(Z) + penalties * W).ravel()

    def hessian(v):
        P = _softmax(Z @ v.reshape(count, -1).T)

        def product(u):
            U = u.reshape(count, -1)
            changes = Z @ U.T
            changes -= np.vecdot(P, changes)[:, None]
            changes *= P
            return (changes.T @ Z / len(Z) + penalties * U).ravel()

        return product

    return loss, gradient, hessian


def _softmax(scores):
    P = np.exp(scores - scores.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    return P
