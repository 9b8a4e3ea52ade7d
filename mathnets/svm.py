r"""The support vector machine: the widest margin, hard or soft, in the space of a kernel.

Its dual problem asks for one number an example. Weak duality makes every answer a proof: the primal value of the
hyperplane minus the dual value of the numbers is never negative, and bounds how far both are from the best.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mathnets import inputs, kernels
from mathnets.estimators import BinaryClassifier
from mathnets.inputs import ConvergenceWarning
from mathnets.margins import hard_margin

_GAP = 1e-8  # relative duality gap at which an answer counts as found


class DualSolution(NamedTuple):
    r"""The numbers of the dual problem, the offset that goes with them, and how good they are.

    Attributes:
        alpha: $\alpha_i$, from 0 to C, shape (N,); above 0 for the support vectors alone.
        b: offset.
        primal: $\frac12\lVert w\rVert^2 + C\sum_i\max(0, 1 - y_i f(x_i))$; for a hard margin, of the hyperplane
            rescaled until every example has $y_i f(x_i) \ge 1$.
        dual: $\sum_i\alpha_i - \frac12\lVert w\rVert^2$; the best value of both problems lies between the two.
        gap: `(primal - dual) / primal`, 0 or more up to rounding.
        steps: how often a pair of numbers was changed (0 for a hard margin, found by Wolfe's algorithm).
    """

    alpha: np.ndarray
    b: float
    primal: float
    dual: float
    gap: float
    steps: int


class DualPath(NamedTuple):
    """Values of both problems along a run of sequential minimal optimisation, at the steps that were kept.

    Attributes:
        steps: how many pairs of numbers were changed until then, shape (T,).
        primal: of the hyperplane that the numbers make, with the offset that fits it best, shape (T,).
        dual: of the numbers, shape (T,); the best value of both problems lies between the two, at every step.
    """

    steps: np.ndarray
    primal: np.ndarray
    dual: np.ndarray


def solve_dual(K, y, C=1.0, *, max_steps=100_000):
    r"""Return the solution of the dual problem of the support vector machine, with a certificate.

    $$\max_\alpha \sum_i \alpha_i - \tfrac12 \sum_{ij} \alpha_i \alpha_j y_i y_j K_{ij}
    \quad\text{with } 0 \le \alpha_i \le C,\ \sum_i \alpha_i y_i = 0$$

    Sequential minimal optimisation changes two numbers at a time, those that promise most to second order; every now
    and then all numbers strictly between 0 and C are set at once, by Newton's step, which ends the search.
    $C = \infty$ is the hard margin: the nearest points of two hulls, see `mathnets.margins.hard_margin`.

    Args:
        K: Gram matrix of the examples, positive semidefinite, shape (N, N).
        y: labels in {-1, 1}, both of them, shape (N,).
        C: price of a violated margin, above 0, in units of one over `K`; `np.inf` forbids it.
        max_steps: most changes of a pair, at least 1.

    Returns:
        A `DualSolution`.

    Raises:
        NotSeparableError: if `C` is infinite and no hyperplane separates the classes.
        ValueError: if `K` is not symmetric, shapes disagree, a label is not -1 or 1, one class has no example, or a
            parameter is out of range.

    Examples:
        >>> X = np.array([[1.0], [2.0], [-1.0]])
        >>> solution = solve_dual(X @ X.T, [1, 1, -1], C=10)
        >>> solution.alpha.round(9), round(solution.primal, 9), round(solution.dual, 9)
        (array([0.5, 0. , 0.5]), 0.5, 0.5)

    Source:
        cortes1995, fan2005
    """
    K, y = _problem(K, y)
    max_steps = inputs.integer(max_steps, "max_steps")
    if isinstance(C, float | np.floating) and np.isposinf(C):
        solution = _hard(kernels.gram_features(K), K, y)
    else:
        solution = _soft(K, y, inputs.real(C, "C", above=0), max_steps)
    if not abs(solution.gap) <= _GAP:
        warnings.warn(
            f"the dual needs a relative gap of at most {_GAP:g} to be solved, got {solution.gap:.1e} after "
            f"{solution.steps} step(s); raise max_steps, rescale the examples, or lower C",
            ConvergenceWarning,
            stacklevel=2,
        )
    return solution


def dual_path(K, y, C=1.0, *, steps):
    r"""Return the values of both problems while sequential minimal optimisation changes pair after pair, from 0.

    $$\sum_i\alpha_i - \tfrac12\lVert w\rVert^2 \;\le\; \text{best value} \;\le\;
    \tfrac12\lVert w\rVert^2 + C\sum_i\max(0, 1 - y_i f(x_i)), \qquad w = \sum_i\alpha_iy_i\varphi(x_i)$$

    It is `solve_dual` without Newton's steps, so that what single steps achieve can be seen. Where no pair promises
    anything beyond rounding it stands still.

    Args:
        K: Gram matrix of the examples, positive semidefinite, shape (N, N).
        y: labels in {-1, 1}, both of them, shape (N,).
        C: price of a violated margin, above 0, in units of one over `K`; finite.
        steps: rising step numbers at which to keep the values, ints from 0, shape (T,), or one int for all up to it.

    Returns:
        A `DualPath`.

    Raises:
        ValueError: if `K` is not symmetric, shapes disagree, a label is not -1 or 1, one class has no example, a
            parameter is out of range, or `steps` do not rise.

    Examples:
        >>> path = dual_path([[1.0, -1.0], [-1.0, 1.0]], [1, -1], C=10, steps=[0, 1])
        >>> path.primal.round(9), path.dual.round(9)
        (array([20. ,  0.5]), array([0. , 0.5]))

    Source:
        cortes1995, fan2005
    """
    K, y = _problem(K, y)
    C = inputs.real(C, "C", above=0)
    kept = inputs.steps(steps)
    low, high = np.minimum(0.0, C * y), np.maximum(0.0, C * y)
    beta, errors = np.zeros(len(K)), y.copy()
    found = []
    for more in np.diff(kept, prepend=0):
        _pairwise(K, beta, errors, low, high, 1e-14, int(more))
        found.append(_certified(beta, y - K @ beta, y, C, low, high, 0))
    return DualPath(kept, np.array([s.primal for s in found]), np.array([s.dual for s in found]))


def _problem(K, y):
    """Return the Gram matrix and the labels, checked."""
    K = inputs.squarable(inputs.symmetric(K, "K"), "K")
    if (least := np.diagonal(K).min()) < 0:
        raise ValueError(f"K needs a diagonal of at least 0, got {least:.3g}; use a positive semidefinite kernel")
    y = inputs.signs(y, len(K))
    if len(np.unique(y)) < 2:
        raise ValueError("y needs labels of 2 classes, got 1 class; give examples of both")
    return K, y


def _hard(Z, K, y):
    """Return the hard-margin solution for examples Z with Gram matrix K, from the widest separating hyperplane."""
    plane = hard_margin(Z, y, intercept=True)
    alpha = plane.weights / (2 * plane.gamma**2)
    values = K @ (alpha * y)
    outputs = y * (values + plane.b / plane.gamma)
    square = (alpha * y) @ values
    worst = outputs.min()
    primal = square / worst**2 / 2 if worst > 0 else np.inf  # within the rounding of K it does not separate
    dual = alpha.sum() - square / 2
    return DualSolution(alpha, float(plane.b / plane.gamma), float(primal), float(dual), float(1 - dual / primal), 0)


def _soft(K, y, C, max_steps):
    """Return the soft-margin solution: rounds of pairwise steps, each to a finer tolerance, and of Newton's steps.

    The unknowns are $\\beta_i = y_i\\alpha_i$, between `low` and `high`, with sum 0; the `errors` are
    $y_i - \\sum_j K_{ij}\\beta_j$, all equal to the offset where $\\beta_i$ lies strictly between.
    """
    low, high = np.minimum(0.0, C * y), np.maximum(0.0, C * y)
    beta, errors = np.zeros(len(K)), y.copy()
    steps, tolerance, gap = 0, 0.1, np.inf
    while True:
        done = _pairwise(K, beta, errors, low, high, tolerance, min(max_steps - steps, len(K)))
        steps += done
        better = _newton(K, y, beta, low, high)
        if better is not None:
            beta = better
        errors = y - K @ beta  # afresh, without the rounding of all the steps
        solution = _certified(beta, errors, y, C, low, high, steps)
        stuck = solution.gap <= _GAP and solution.gap > gap / 2  # nothing left to gain but rounding
        if solution.gap <= _GAP / 1e4 or stuck or steps >= max_steps or tolerance < 1e-14:
            return solution
        gap = solution.gap
        if done < len(K):
            tolerance /= 10


def _pairwise(K, beta, errors, low, high, tolerance, max_steps):
    """Change beta and errors, in place, pair by pair until no pair promises over `tolerance`; return the steps."""
    diagonal = np.diagonal(K)
    flat = 1e-12 * (diagonal.max() or 1.0)
    up, down = np.where(beta < high, errors, -np.inf), np.where(beta > low, errors, np.inf)
    for step in range(max_steps):
        i = int(up.argmax())
        ahead = up[i] - down
        if ahead.max() <= tolerance:
            return step
        curvature = np.maximum(diagonal[i] + diagonal - 2 * K[i], flat)
        np.maximum(ahead, 0.0, out=ahead)
        j = int((ahead * (ahead / curvature)).argmax())  # twice the gain to second order
        room_i, room_j = high[i] - beta[i], beta[j] - low[j]
        move = min(ahead[j] / curvature[j], room_i, room_j)
        beta[i] = high[i] if move == room_i else beta[i] + move  # exactly on the bound
        beta[j] = low[j] if move == room_j else beta[j] - move
        errors -= move * (K[i] - K[j])
        np.copyto(up, errors)
        np.copyto(down, errors)
        up[beta >= high] = -np.inf
        down[beta <= low] = np.inf
    return max_steps


def _newton(K, y, beta, low, high):
    """Return beta after Newton's steps in the numbers strictly between their bounds, None if nothing was gained.

    A step that would leave the bounds is cut short there, and that number stays put from then on. Where the kernel has
    no curvature (more free numbers than dimensions), the step goes on to a bound.
    """

    def value(beta):
        return y @ beta - beta @ (K @ beta) / 2

    start, before = beta, value(beta)
    while True:  # a number less is free each time
        free = np.flatnonzero((low < beta) & (beta < high))
        if len(free) < 2 or len(free) > 2000:
            break
        system = np.ones((len(free) + 1, len(free) + 1))
        system[:-1, :-1], system[-1, -1] = K[np.ix_(free, free)], 0.0
        target = np.append((y - K @ beta)[free], 0.0)
        solution = np.linalg.lstsq(system, target)[0]
        uphill = (target - system @ solution)[:-1]  # a direction without curvature: go as far as one can
        flat = np.linalg.norm(uphill) > 1e-8 * np.linalg.norm(target)
        change = uphill if flat else solution[:-1]
        change -= change.mean()  # the sum stays 0, whatever the rounding
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(change > 0, (high - beta)[free] / change, (low - beta)[free] / change)
        room[change == 0] = np.inf
        first = int(room.argmin())
        share = room[first] if flat else min(1.0, room[first])
        beta = beta.copy()
        beta[free] = np.clip(beta[free] + share * change, low[free], high[free])
        if share < room[first]:
            break
        beta[free[first]] = high[free[first]] if change[first] > 0 else low[free[first]]
    return beta if value(beta) > before and beta is not start else None


def _certified(beta, errors, y, C, low, high, steps):
    """Return the solution for beta with the offset that fits it best, and both values."""
    up, down = errors[beta < high].max(), errors[beta > low].min()
    b = (up + down) / 2
    square = beta @ (y - errors)
    primal = square / 2 + C * np.maximum(0.0, y * (errors - b)).sum()
    dual = beta @ y - square / 2
    gap = (primal - dual) / primal if primal > 0 else 0.0
    return DualSolution(np.abs(beta), float(b), float(primal), float(dual), float(gap), steps)


class SVM(BinaryClassifier):
    r"""The support vector machine as an estimator: the second class where $\sum_i \alpha_i y_i\, k(x_i, x) + b > 0$.

    Args:
        C: price of a violated margin, above 0; `np.inf` for the hard margin, which forbids it.
        kernel: "linear", "polynomial", "rbf", or a function of X and Y that returns shape (N, M).
        degree: of the polynomial kernel.
        gamma: of the polynomial and Gaussian kernels; `kernels.default_gamma` of the examples if None.
        coef0: of the polynomial kernel.
        max_steps: most changes of a pair of numbers, at least 1.

    Attributes (after `fit`):
        classes_: the two labels, in rising order, shape (2,).
        support_: rows of the support vectors, shape (S,).
        support_vectors_: those examples, shape (S, D).
        dual_coef_: their $\alpha_i y_i$, shape (1, S).
        intercept_: offset, shape (1,).
        coef_: weights, shape (1, D); with the linear kernel alone.
        margin_: $1 / \lVert w\rVert$, the distance from the hyperplane to where the function is 1.
        duality_gap_: how far, relatively, the objective can be from the best.
        leave_one_out_bound_: S / N, which the leave-one-out error does not exceed: without an example that is no
            support vector the solution is the same, and right there.
        n_features_in_: D.
        n_iter_: steps taken.
        gamma_: the `gamma` that was used.

    Raises:
        NotSeparableError: if `C` is infinite and no hyperplane separates the classes.
        ValueError: if shapes disagree, there are not two classes, or a parameter is out of range.

    Examples:
        >>> model = SVM(C=np.inf, kernel="linear").fit([[0.0, 1.0], [0.0, 3.0], [1.0, -1.0]], ["up", "up", "down"])
        >>> model.support_, model.predict([[5.0, 5.0]]), round(model.leave_one_out_bound_, 3)
        (array([0, 2]), array(['up'], dtype='<U4'), 0.667)

    Source:
        boser1992, cortes1995
    """

    def __init__(self, C=1.0, *, kernel="rbf", degree=3, gamma=None, coef0=1.0, max_steps=100_000):
        self.C = C
        self.kernel = kernel
        self.degree = degree
        self.gamma = gamma
        self.coef0 = coef0
        self.max_steps = max_steps

    def fit(self, X, y):
        """Learn from examples `X`, shape (N, D), and their labels `y`, shape (N,), of two kinds; return self."""
        X, classes, signs = self._examples(X, y)
        gamma = kernels.default_gamma(X) if self.gamma is None else inputs.real(self.gamma, "gamma", above=0)
        K = kernels.gram(self.kernel, X, degree=self.degree, gamma=gamma, coef0=self.coef0)
        solution = solve_dual(K, signs, self.C, max_steps=self.max_steps)
        self.classes_, self.n_features_in_, self.gamma_ = classes, X.shape[1], gamma
        self.support_ = np.flatnonzero(solution.alpha)
        self.support_vectors_ = X[self.support_].copy()
        self.dual_coef_ = (solution.alpha * signs)[None, self.support_]
        self.intercept_ = np.array([solution.b])
        square = self.dual_coef_[0] @ K[np.ix_(self.support_, self.support_)] @ self.dual_coef_[0]
        self.margin_ = float(1 / np.sqrt(square)) if square > 0 else np.inf
        self.duality_gap_, self.n_iter_ = solution.gap, solution.steps
        self.leave_one_out_bound_ = len(self.support_) / len(X)
        self.__dict__.pop("coef_", None)
        if self.kernel == "linear":
            self.coef_ = self.dual_coef_ @ self.support_vectors_
        return self

    def decision_function(self, X):
        """Return the function whose sign decides, for examples `X`, shape (N, D): shape (N,)."""
        X = self._unseen(X)
        K = kernels.gram(self.kernel, X, self.support_vectors_, degree=self.degree, gamma=self.gamma_, coef0=self.coef0)
        return K @ self.dual_coef_[0] + self.intercept_[0]
