r"""What all estimators of this library share: parameters that can be read and set, classes, predictions, a score.

They keep scikit-learn's conventions, so that its tools work with them: the constructor only stores its parameters,
`fit` returns the estimator, and what it learned has names that end in an underscore.
"""

import copy
import inspect

import numpy as np

from mathnets import inputs


class Estimator:
    r"""The parameters of an estimator, which are those of its constructor: to be shown, read and set.

    Examples:
        >>> class Shift(Estimator):
        ...     def __init__(self, by=1.0):
        ...         self.by = by
        >>> Shift().set_params(by=2.0)
        Shift(by=2.0)

    Source:
        buitinck2013
    """

    def __repr__(self):
        listed = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({listed})"

    def get_params(self, deep=True):
        """Return the parameters of the constructor as a dict; `deep` changes nothing."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **params):
        """Set parameters of the constructor and return self."""
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                kind = type(self).__name__
                raise ValueError(f"{kind} needs parameters among {', '.join(known)}, got {name!r}; choose one")
            setattr(self, name, value)
        return self


class Classifier(Estimator):
    r"""An estimator that predicts classes, whatever two or more labels they have: whole numbers, or strings.

    Attributes:
        classes_: the labels, in rising order, shape (K,).
        n_features_in_: D, the width of the examples.

    Examples:
        >>> class Majority(Classifier):
        ...     def fit(self, X, y):
        ...         X, self.classes_, codes = self._examples(X, y)
        ...         self.code_ = np.bincount(codes).argmax()
        ...         return self
        ...
        ...     def predict(self, X):
        ...         return np.full(len(X), self.classes_[self.code_])
        >>> Majority().fit([[1], [2], [3]], ["cat", "dog", "dog"]).score([[4], [5]], ["dog", "cat"])
        0.5

    Source:
        buitinck2013
    """

    def _examples(self, X, y, *, most=None):
        """Return the examples as an array, the classes in rising order, and each label's place among them."""
        X = inputs.points(X)
        if y is None:
            raise ValueError(
                "y needs a label for each row of X, got None (requires y to be passed, but the target y is None); "
                "give the labels"
            )
        classes, codes = np.unique(inputs.labels(y, len(X)), return_inverse=True)
        if len(classes) < 2:
            raise ValueError("y needs labels of at least 2 classes, got 1 class; give examples of another")
        if most is not None and len(classes) > most:
            raise ValueError(
                f"y needs labels of {most} classes, got {len(classes)} classes (Only binary classification is "
                "supported. The type of the target is multiclass); leave the others out"
            )
        return X, classes, codes

    def _unseen(self, X):
        """Return examples to predict as an array, shape (N, D), if there was a fit and D is the same."""
        inputs.fitted(self, "classes_")
        X = inputs.points(X)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X needs {self.n_features_in_} features, got {X.shape[1]} (X has {X.shape[1]} features, but "
                f"{type(self).__name__} is expecting {self.n_features_in_} features as input); use the columns of fit"
            )
        return X

    def score(self, X, y):
        """Return the share of examples `X`, shape (N, D), whose class is predicted as in `y`, shape (N,)."""
        found = self.predict(X)
        y = inputs.labels(y, len(found))
        if y.dtype.kind != found.dtype.kind:
            got = "strings" if y.dtype.kind == "U" else "numbers"
            raise ValueError(f"y needs labels of the kind that fit was given, got {got}; use those in classes_")
        return float(np.mean(found == y))


class BinaryClassifier(Classifier):
    r"""A classifier of two classes by the sign of a function: $\hat y$ is the second class where $f(x) > 0$.

    Attributes:
        classes_: the two labels, in rising order; the second is the positive one.
        n_features_in_: D.

    Examples:
        >>> class FirstCoordinate(BinaryClassifier):
        ...     def fit(self, X, y):
        ...         X, self.classes_, signs = self._examples(X, y)
        ...         return self
        ...
        ...     def decision_function(self, X):
        ...         return np.asarray(X)[:, 0]
        >>> FirstCoordinate().fit([[-1, 0], [2, 0]], ["no", "yes"]).predict([[3, 1], [-2, 1]])
        array(['yes', 'no'], dtype='<U3')

    Source:
        buitinck2013
    """

    def _examples(self, X, y):
        """Return the examples as an array, the two classes, and -1 for labels of the first, 1 for the second."""
        X, classes, codes = super()._examples(X, y, most=2)
        return X, classes, 2.0 * codes - 1.0

    def predict(self, X):
        """Return the class of each of the examples `X`, shape (N, D): shape (N,)."""
        positive = self.decision_function(X) > 0
        return self.classes_[positive.astype(int)]


def leave_one_out(estimator, X, y):
    r"""Return the class of each example as predicted by an estimator that learned from all the others.

    $$\hat y_i = f_{-i}(x_i), \qquad f_{-i} \text{ fitted to } \{(x_j, y_j) : j \ne i\}$$

    Args:
        estimator: a classifier of this library; it is copied, and stays as it is.
        X: examples, shape (N, D), N at least 3.
        y: their labels, shape (N,), at least two of each class.

    Returns:
        The predicted labels, shape (N,); the share that differs from `y` is the leave-one-out error.

    Raises:
        TypeError: if `estimator` cannot learn and predict.
        ValueError: if shapes disagree, or without some example only one class is left.

    Examples:
        >>> from mathnets.neighbors import NearestNeighbors
        >>> leave_one_out(NearestNeighbors(k=1), [[0.0], [1.0], [5.0], [6.0]], [0, 0, 1, 1])
        array([0, 0, 1, 1])

    Source:
        lachenbruch1968
    """
    inputs.able(estimator, "estimator", ("fit", "predict"), "NearestNeighbors()")
    X = inputs.points(X, least=3)
    y = inputs.labels(y, len(X))
    if np.unique(y, return_counts=True)[1].min() < 2:
        raise ValueError("y needs at least 2 examples of each class, got 1 of one; add examples")
    others = ~np.eye(len(X), dtype=bool)
    return np.array([copy.deepcopy(estimator).fit(X[keep], y[keep]).predict(X[~keep])[0] for keep in others])
