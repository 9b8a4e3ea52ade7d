r"""The perceptron in a space that is never entered: it needs dot products alone, so a kernel will do.

The weights are a sum of mistaken examples, $w = \sum_i c_i y_i \varphi(x_i)$ with $c_i$ the number of mistakes on
example $i$. So $w\cdot\varphi(x) = \sum_i c_i y_i\, k(x_i, x)$, and nothing else is ever asked of $w$.
"""

import warnings

import numpy as np

from mathnets import inputs, kernels
from mathnets.estimators import BinaryClassifier
from mathnets.inputs import ConvergenceWarning


def kernel_perceptron(K, y, *, max_epochs=100):
    r"""Return how often each example was mistaken by the perceptron in the space of a kernel, epoch by epoch.

    $$\text{if } y_i \sum_j c_j y_j K_{ij} \le 0: \qquad c_i \leftarrow c_i + 1$$

    These are the very mistakes of `mathnets.perceptron.perceptron_path` on the explicit features, without an offset:
    for one, add 1 to `K`.

    Args:
        K: Gram matrix of the examples, shape (N, N).
        y: labels in {-1, 1}, shape (N,).
        max_epochs: most passes through the examples, at least 1; it stops after one without a mistake.

    Returns:
        mistakes: shape (epochs, N), 1 where the example was mistaken in that pass, else 0; summed over epochs, $c$.

    Raises:
        ValueError: if `K` is not symmetric, shapes disagree, a label is not -1 or 1, or `max_epochs` is no positive
            int.

    Examples:
        >>> K = kernels.polynomial([[0, 0], [0, 1], [1, 0], [1, 1]], degree=2)
        >>> mistakes = kernel_perceptron(K, [-1, 1, 1, -1])  # XOR
        >>> mistakes.sum(axis=0), int(mistakes[-1].sum())
        (array([7, 5, 5, 4]), 0)

    Source:
        aizerman1964, freund1999
    """
    K = inputs.symmetric(K, "K")
    y = inputs.signs(y, len(K))
    max_epochs = inputs.integer(max_epochs, "max_epochs")
    values = np.zeros(len(K))  # w . phi(x_i) of all examples
    mistakes = []
    for _ in range(max_epochs):
        mistakes.append(np.zeros(len(K), dtype=np.int64))
        for i in range(len(K)):
            if y[i] * values[i] <= 0:
                values += y[i] * K[i]
                mistakes[-1][i] = 1
        if not mistakes[-1].any():
            break
    return np.array(mistakes)


class KernelPerceptron(BinaryClassifier):
    r"""The kernel perceptron as an estimator: the second class where $\sum_i c_i y_i\, k(x_i, x) + b > 0$.

    Args:
        kernel: "linear", "polynomial", "rbf", or a function of X and Y that returns shape (N, M).
        degree: of the polynomial kernel.
        gamma: of the polynomial and Gaussian kernels; `kernels.default_gamma` of the examples if None.
        coef0: of the polynomial kernel.
        fit_intercept: whether there is an offset, which is the kernel plus 1.
        max_epochs: most passes through the examples, at least 1; it stops at the first without a mistake.

    Attributes:
        classes_: the two labels, in rising order, shape (2,).
        support_: rows of the examples that were ever mistaken, shape (S,).
        support_vectors_: those examples, shape (S, D).
        dual_coef_: their $c_i y_i$, shape (1, S).
        intercept_: offset, shape (1,).
        mistakes_: number of mistakes in each pass, shape (n_iter_,).
        n_iter_: number of passes made.
        n_features_in_: D.
        converged_: whether the examples are separated.
        gamma_: the `gamma` that was used.

    Raises:
        ValueError: if shapes disagree, there are not two classes, or a parameter is out of range.

    Examples:
        >>> model = KernelPerceptron(kernel="polynomial", degree=2)
        >>> model.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]).predict([[0, 1], [1, 1]])  # XOR
        array([1, 0])

    Source:
        aizerman1964, freund1999
    """

    def __init__(self, *, kernel="rbf", degree=3, gamma=None, coef0=1.0, fit_intercept=True, max_epochs=1000):
        self.kernel = kernel
        self.degree = degree
        self.gamma = gamma
        self.coef0 = coef0
        self.fit_intercept = fit_intercept
        self.max_epochs = max_epochs

    def fit(self, X, y):
        """Learn from examples `X`, shape (N, D), and their labels `y`, shape (N,), of two kinds; return self."""
        X, classes, signs = self._examples(X, y)
        gamma = kernels.default_gamma(X) if self.gamma is None else inputs.real(self.gamma, "gamma", above=0)
        K = kernels.gram(self.kernel, X, degree=self.degree, gamma=gamma, coef0=self.coef0)
        mistakes = kernel_perceptron(K + bool(self.fit_intercept), signs, max_epochs=self.max_epochs)
        coefficients = signs * mistakes.sum(axis=0)
        self.classes_, self.n_features_in_, self.gamma_ = classes, X.shape[1], gamma
        self.support_ = np.flatnonzero(coefficients)
        self.support_vectors_ = X[self.support_].copy()
        self.dual_coef_ = coefficients[None, self.support_]
        self.intercept_ = np.array([coefficients.sum() if self.fit_intercept else 0.0])
        self.mistakes_, self.n_iter_ = mistakes.sum(axis=1), len(mistakes)
        values = K[:, self.support_] @ self.dual_coef_[0] + self.intercept_[0]
        self.converged_ = bool(not mistakes[-1].any() or (signs * values > 0).all())
        if not self.converged_:
            warnings.warn(
                f"KernelPerceptron needs classes that its kernel separates to converge, got {self.mistakes_[-1]} "
                f"mistake(s) in epoch {self.n_iter_}, the last; raise max_epochs or take a narrower kernel",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def decision_function(self, X):
        """Return the function whose sign decides, for examples `X`, shape (N, D): shape (N,)."""
        X = self._unseen(X)
        K = kernels.gram(self.kernel, X, self.support_vectors_, degree=self.degree, gamma=self.gamma_, coef0=self.coef0)
        return K @ self.dual_coef_[0] + self.intercept_[0]
