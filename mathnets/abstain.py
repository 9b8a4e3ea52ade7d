r"""Knowing when not to answer: Chow's rule, the risk at each coverage, and how well a score tells two groups apart.

A confidence is any number that is larger where an answer is more to be trusted; only Chow's rule needs it to be
a probability, and a true one.
"""

from typing import NamedTuple

import numpy as np

from mathnets import inputs


class RiskCoverage(NamedTuple):
    """The error rate among the answers that are given, for every share of questions that is answered.

    Attributes:
        threshold: answers are given where the confidence is at least this, falling, shape (T,).
        coverage: share of the questions answered, rising to 1, shape (T,).
        risk: share of the answers that are wrong, shape (T,).
    """

    threshold: np.ndarray
    coverage: np.ndarray
    risk: np.ndarray


def max_softmax(scores):
    r"""Return the largest softmax probability of each row of scores: the baseline of all confidences.

    $$\max_c p_c = \frac1{\sum_k e^{s_k - \max_c s_c}}$$

    Args:
        scores: one a class, of any size, shape (N, K), K at least 2.

    Returns:
        Shape (N,), from 1 / K to 1.

    Raises:
        ValueError: if `scores` is no finite (N, K) array, or there is one class only.

    Examples:
        >>> max_softmax([[0.0, 0.0], [1000.0, 0.0]])
        array([0.5, 1. ])

    Source:
        hendrycks2017
    """
    scores = _rows(scores, "scores")
    scores = scores / 2  # so that no difference overflows
    return 1 / np.exp(2 * np.maximum(scores - scores.max(axis=1, keepdims=True), -1e3)).sum(axis=1)


def chow_rule(probabilities, cost):
    r"""Return the best answers if an error costs 1 and no answer costs less: Chow's rule.

    $$\text{answer } \arg\max_c p_c \quad\text{if}\quad \max_c p_c \ge 1 - d, \qquad\text{else abstain}$$

    No rule has a smaller expected cost if the probabilities are the true ones.

    Args:
        probabilities: of each class, rows summing to 1, shape (N, K).
        cost: $d$, of no answer, from 0 (answer only what is certain) to 1 (answer everything).

    Returns:
        answers: the class 0 to K - 1 with the largest probability, the first of equal ones, shape (N,), int64.
        answered: whether the rule answers, shape (N,), bool.

    Raises:
        ValueError: if a row is no distribution, or `cost` is out of its range.

    Examples:
        >>> chow_rule([[0.9, 0.1], [0.4, 0.6]], cost=0.25)
        (array([0, 1]), array([ True, False]))

    Source:
        chow1970
    """
    p, cost = _distributions(probabilities), inputs.real(cost, "cost", least=0, most=1)
    return p.argmax(axis=1), p.max(axis=1) + cost >= 1


def chow_risk(probabilities, cost):
    r"""Return the expected cost of Chow's rule, if the probabilities are the true ones.

    $$\frac1N \sum_i \min\left(1 - \max_c p_{ic},\; d\right)$$

    Args:
        probabilities: of each class, rows summing to 1, shape (N, K).
        cost: $d$, of no answer, from 0 to 1.

    Returns:
        The cost of a question on average, a float from 0 to `cost`.

    Raises:
        ValueError: if a row is no distribution, or `cost` is out of its range.

    Examples:
        >>> round(chow_risk([[0.9, 0.1], [0.4, 0.6]], cost=0.25), 3)
        0.175

    Source:
        chow1970
    """
    p, cost = _distributions(probabilities), inputs.real(cost, "cost", least=0, most=1)
    return float(np.clip(1 - p.max(axis=1), 0, cost).mean())


def risk_coverage(confidence, correct):
    r"""Return the risk-coverage curve: answer where the confidence reaches a threshold, for every threshold.

    $$\text{coverage}(t) = \frac{|\{i : c_i \ge t\}|}N, \qquad
    \text{risk}(t) = \frac{|\{i : c_i \ge t,\ i \text{ wrong}\}|}{|\{i : c_i \ge t\}|}$$

    Questions of equal confidence are answered together or not at all, so that their order does not matter.

    Args:
        confidence: of each answer, shape (N,).
        correct: whether it is right, true or false (or 1 and 0), shape (N,).

    Returns:
        A `RiskCoverage`, T being the number of different confidences.

    Raises:
        ValueError: if the lengths differ, or `correct` holds other values.

    Examples:
        >>> curve = risk_coverage([0.9, 0.5, 0.7, 0.7], [True, False, True, False])
        >>> curve.coverage, curve.risk.round(3)
        (array([0.25, 0.75, 1.  ]), array([0.   , 0.333, 0.5  ]))

    Source:
        elyaniv2010
    """
    confidence = inputs.vector(confidence, "confidence")
    correct = inputs.vector(correct, "correct", length=len(confidence))
    if not np.isin(correct, (0.0, 1.0)).all():
        raise ValueError("correct needs true or false for each answer, got other values; compare answers and truth")
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))  # of each group of equal confidences
    wrong = np.cumsum(1 - correct[order])[last]
    return RiskCoverage(ranked[last], (last + 1) / len(confidence), wrong / (last + 1))


def auroc(positive, negative):
    r"""Return how well a score tells two groups apart: the area under the ROC curve.

    $$P(s^+ > s^-) + \tfrac12 P(s^+ = s^-), \qquad s^+ \text{ of one group},\ s^- \text{ of the other}$$

    Args:
        positive: scores of the group that should have larger ones, shape (N,).
        negative: scores of the other group, shape (M,).

    Returns:
        A float from 0 to 1: 1/2 tells nothing, 1 tells all, 0 tells all the wrong way round.

    Raises:
        ValueError: if a group is empty or a score is not finite.

    Examples:
        >>> auroc([3.0, 2.0], [1.0, 2.0])
        0.875

    Source:
        hanley1982
    """
    positive, negative = inputs.vector(positive, "positive"), np.sort(inputs.vector(negative, "negative"))
    below = np.searchsorted(negative, positive, side="left")
    up_to = np.searchsorted(negative, positive, side="right")
    return float((below.sum() + up_to.sum()) / (2 * len(positive) * len(negative)))


def _rows(values, name):
    values = inputs.points(values, name)
    if values.shape[1] < 2:
        raise ValueError(f"{name} needs a column for each of 2 or more classes, got 1 column; add the others")
    return values


def _distributions(probabilities):
    p = _rows(probabilities, "probabilities")
    if p.min() < 0 or np.abs(p.sum(axis=1) - 1).max() > 1e-6:
        raise ValueError("probabilities needs rows of numbers of at least 0 that sum to 1, got others; normalise them")
    return p
