r"""Silence by confidence pays at home, and is worth nothing among horses.

A network that may decline to answer: the share of its answers that are wrong, against the share of questions that it
answers, the surest first. Unseen cats and dogs alone; then with a horse for each of them, where every answer to a
horse is wrong; and the same where the images nearest to the training set are answered first. Bands span ten networks.

Reference: elyaniv2010, chow1970
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note
from mathnets.abstain import risk_coverage

COVERAGE = np.linspace(0.02, 1, 50)


def risks(scores, right):
    """Risk at each coverage, one row a network, when the highest scores are answered first."""
    curves = [risk_coverage(score, ok) for score, ok in zip(scores, right, strict=True)]
    return np.array([np.interp(COVERAGE, curve.coverage, curve.risk) for curve in curves])


def compute(animal_networks):
    """Risk against coverage of ten networks: at home, and among horses, by confidence and by nearness."""
    run = animal_networks
    home, n = run["home_score"], len(run["truth"])
    right = (home > 0) == (run["truth"] == 1)
    mixed = np.hstack([right, np.zeros_like(right)])
    near = -np.append(run["home_distance"], run["horses_distance"][:n])
    return {
        "coverage": COVERAGE,
        "home": risks(np.abs(home), right),
        "by_confidence": risks(np.abs(np.hstack([home, run["horses_score"][:, :n]])), mixed),
        "by_distance": risks([near] * len(mixed), mixed),
    }


def claims(result):
    half, tenth = (int(np.argmin(np.abs(result["coverage"] - c))) for c in (0.5, 0.1))
    saved = result["home"][:, half] / result["home"][:, -1]
    yield Claim(
        "At home, answering the surer half alone removes at least three errors in four.",
        bool(np.all(saved < 0.25) and np.all(result["home"][:, -1] > 0.04)),
        measured=saved,
    )
    kept = result["by_confidence"][:, half] / result["by_confidence"][:, -1]
    yield Claim(
        "Among horses the surer half is as wrong as the whole, within a tenth.",
        bool(np.all(np.abs(kept - 1) < 0.1)),
        measured=kept,
    )
    yield Claim(
        "The nearest tenth contains under 6% errors in every network, the surest tenth over 35%.",
        bool(np.all(result["by_distance"][:, tenth] < 0.06) and np.all(result["by_confidence"][:, tenth] > 0.35)),
        measured=result["by_confidence"][:, tenth],
    )
    yield Claim(
        "By distance half of the questions still cost over two errors in ten.",
        bool(np.all(result["by_distance"][:, half] > 0.2) and np.all(result["by_distance"][:, half] < 0.35)),
        measured=result["by_distance"][:, half],
    )


def alt(result):
    half = int(np.argmin(np.abs(result["coverage"] - 0.5)))
    at = {name: np.median(result[name][:, half]) for name in ("home", "by_distance")}
    middle = np.median(result["by_confidence"], axis=0)
    return (
        "Errors among the answers against the share answered. Cats and dogs alone: a curve that rises from 0 to "
        f"{np.median(result['home'][:, -1]):.1%}. With horses by confidence: between {middle.min():.0%} and "
        f"{middle.max():.0%} in the middle, never falling off, in a band that is wide at the left. With horses "
        f"by distance: rising from 0 over {at['by_distance']:.0%} at one half."
    )


def draw(fig, result):
    ax = fig.subplots()
    share = 100 * result["coverage"]
    for name, color in (("home", COLORS.green), ("by_confidence", COLORS.red), ("by_distance", COLORS.blue)):
        band(ax, share, 100 * result[name], color=color)
    note(ax, 97, 10, "cats and dogs, by confidence", COLORS.green, ha="right", va="bottom")
    note(ax, 30, 68, "with horses, by confidence", COLORS.red, ha="left", va="bottom")
    note(ax, 55, 26, "with horses, by distance", COLORS.blue, ha="left", va="top")
    ax.set(
        xlabel="share of the questions that is answered", ylabel="wrong among the answers", xlim=(0, 100), ylim=(0, 100)
    )
    ax.xaxis.set_major_formatter("{x:.0f}%")
    ax.yaxis.set_major_formatter("{x:.0f}%")
