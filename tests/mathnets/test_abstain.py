"""Abstaining: Chow's rule is the best, curves and areas are those of the definitions."""

import itertools

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from mathnets.abstain import auroc, chow_risk, chow_rule, max_softmax, risk_coverage

SCORES = st.lists(st.integers(-3, 3), min_size=1, max_size=20)


@pytest.mark.parametrize("seed", range(10))
def test_max_softmax_is_the_largest_probability(seed):
    """It agrees with SciPy's softmax, and does not change when all scores of a row are shifted."""
    scores = 5 * np.random.default_rng(seed).normal(size=(30, 4))
    expected = scipy.special.softmax(scores, axis=1).max(axis=1)
    np.testing.assert_allclose(max_softmax(scores), expected, rtol=1e-13)
    np.testing.assert_allclose(max_softmax(scores + 1e4), expected, rtol=1e-10)


def test_max_softmax_of_extreme_scores():
    """Neither overflow nor a warning at any finite scores; 1 / K where all are equal."""
    found = max_softmax([[1e308, -1e308, 0.0], [-1e308, -1e308, -1e308], [1e-320, 0.0, 0.0]])
    np.testing.assert_allclose(found, [1, 1 / 3, 1 / 3], rtol=1e-15)


@pytest.mark.parametrize("cost", [0.0, 0.1, 0.3, 0.5, 1.0])
def test_no_rule_beats_chow(cost):
    """Over all 3^5 ways to answer or abstain on five questions with true probabilities, none costs less."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        p = rng.dirichlet([1, 1], size=5)
        risks = [
            np.mean([cost if a == 2 else 1 - q[a] for a, q in zip(answers, p, strict=True)])
            for answers in itertools.product(range(3), repeat=5)
        ]
        assert chow_risk(p, cost) == pytest.approx(min(risks), abs=1e-15)
        answers, answered = chow_rule(p, cost)
        own = np.where(answered, 1 - p[np.arange(5), answers], cost)
        assert own.mean() == pytest.approx(chow_risk(p, cost), abs=1e-15)


def test_chow_needs_true_probabilities():
    """Its hypothesis violated: with overconfident probabilities another threshold costs less than Chow's."""
    rng = np.random.default_rng(0)
    true = rng.uniform(0.5, 1.0, size=4000)
    wrong = rng.uniform(size=4000) > true
    claimed = true**0.1
    cost = 0.25
    _, answered = chow_rule(np.column_stack([claimed, 1 - claimed]), cost)
    chow = np.where(answered, wrong, cost).mean()
    assert np.where(true >= 1 - cost, wrong, cost).mean() < chow - 0.02


def test_ends_of_the_cost():
    """At cost 1 (for two classes from 1/2) everything is answered, at 0 only what is certain; equality answers."""
    p = [[1.0, 0.0], [0.5, 0.5], [0.25, 0.75]]
    assert chow_rule(p, 0)[1].tolist() == [True, False, False]
    assert chow_rule(p, 0.5)[1].tolist() == [True, True, True]
    assert chow_rule(p, 0.25)[1].tolist() == [True, False, True]
    assert chow_rule(p, 1)[0].tolist() == [0, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
@settings(max_examples=80, deadline=None)
def test_risk_and_coverage_are_counts(pairs):
    """At each confidence that occurs, coverage and risk are the shares by definition, whatever the order."""
    confidence, correct = map(np.array, zip(*pairs, strict=True))
    curve = risk_coverage(confidence, correct)
    assert curve.threshold.tolist() == sorted(set(confidence.tolist()), reverse=True)
    for t, coverage, risk in zip(*curve, strict=True):
        answered = confidence >= t
        assert coverage == answered.mean()
        assert risk == pytest.approx(1 - correct[answered].mean(), abs=1e-15)
    assert curve.coverage[-1] == 1
    other = risk_coverage(confidence[::-1], correct[::-1])
    for a, b in zip(curve, other, strict=True):
        np.testing.assert_array_equal(a, b)


@given(SCORES, SCORES)
@settings(max_examples=80, deadline=None)
def test_auroc_is_the_share_of_pairs(positive, negative):
    """It counts pairs in the right order, ties as half; agrees with scikit-learn and Mann and Whitney."""
    a, b = np.array(positive), np.array(negative)
    pairs = (a[:, None] > b).mean() + (a[:, None] == b).mean() / 2
    assert auroc(a, b) == pytest.approx(pairs, abs=1e-15)
    assert auroc(a, b) + auroc(b, a) == pytest.approx(1)
    labels = np.repeat([1, 0], [len(a), len(b)])
    assert auroc(a, b) == pytest.approx(roc_auc_score(labels, np.concatenate([a, b])))
    assert auroc(a, b) * len(a) * len(b) == pytest.approx(scipy.stats.mannwhitneyu(a, b).statistic)


def test_auroc_of_two_gaussians():
    """For normal scores one deviation apart it is Phi(1 / sqrt 2) = 0.760, over ten seeds."""
    expected = scipy.stats.norm.cdf(1 / np.sqrt(2))
    found = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        found.append(auroc(1 + rng.normal(size=2000), rng.normal(size=2000)))
    assert abs(np.mean(found) - expected) < 4 * np.std(found, ddof=1) / np.sqrt(10) < 0.02


def test_inputs_are_not_changed_and_their_form_does_not_matter():
    """Lists, integers and read-only arrays give the same, and stay as they are."""
    scores = np.array([[3, 1], [0, 2]], dtype=np.int8)
    scores.flags.writeable = False
    np.testing.assert_array_equal(max_softmax(scores), max_softmax(scores.tolist()))
    confidence = np.array([0.1, 0.9])
    risk_coverage(confidence, np.array([1, 0]))
    auroc(confidence, confidence[::-1])
    assert confidence.tolist() == [0.1, 0.9]


def test_bad_arguments_are_refused():
    """Rows that are no distributions, costs out of range, lengths that differ and empty groups are named."""
    for rule in (chow_rule, chow_risk):
        for p in ([[0.5, 0.6]], [[-0.1, 1.1]], [[0.5, 0.4]]):
            with pytest.raises(ValueError, match="probabilities needs rows of numbers of at least 0 that sum to 1"):
                rule(p, 0.1)
        for cost in (-0.1, 1.1, np.nan, None):
            with pytest.raises(ValueError, match="cost needs a finite number at least 0 and at most 1"):
                rule([[0.5, 0.5]], cost)
        with pytest.raises(ValueError, match="2 or more classes, got 1 column"):
            rule([[1.0]], 0.1)
    with pytest.raises(ValueError, match="scores needs a column"):
        max_softmax([[1.0]])
    with pytest.raises(ValueError, match="Reshape your data"):
        max_softmax([1.0, 2.0])
    with pytest.raises(ValueError, match="correct needs 2 entries, got 1"):
        risk_coverage([0.1, 0.2], [True])
    with pytest.raises(ValueError, match="correct needs true or false"):
        risk_coverage([0.1, 0.2], [0, 2])
    with pytest.raises(ValueError, match="negative needs at least 1 entry"):
        auroc([1.0], [])
    with pytest.raises(ValueError, match="positive needs finite numbers, got NaN"):
        auroc([np.nan], [1.0])


def test_chow_answers_where_it_costs_the_same():
    """At a tie of both costs the rule answers, for all hundredths."""
    for p in range(51, 100):
        assert chow_rule([[p / 100, 1 - p / 100]], cost=1 - p / 100)[1].all() or 1 - p / 100 + p / 100 < 1
    assert chow_rule([[0.7, 0.3]], cost=0.3)[1].all()
