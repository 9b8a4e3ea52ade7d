r"""Where an error costs ten silences, the best threshold is 90% if the odds are true; among horses the best is silence.

An error costs 1, no answer costs 0.1: the cost of a question on average, against the confidence that the model
demands of itself before it answers. Top: two classes whose odds are known, where Chow's rule says 90%, and is right.
Bottom: ten networks on unseen cats and dogs, and with a horse for each of them (bands span the ten; dots mark the
medians' lowest points, dashes the cost of never answering).

Reference: chow1970
"""

from math import erf

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note, panels

COST = 0.1  # of no answer
ODDS = np.linspace(0, 14, 141)  # log odds demanded, from a confidence of one half up
TICKS = np.log([1, 9, 99, 999, 9999, 99999, 999999])
LABELS = ["50", "90", "99", "99.9", "99.99", "", "99.9999"]  # in percent


def known(odds):
    """Shares of wrong answers and of silence for classes at -1 and 1 with spread 1, where the log odds are 2x."""
    below = np.vectorize(lambda z: (1 + erf(z / np.sqrt(2))) / 2)
    error = below(-odds / 2 - 1)
    return error, below(odds / 2 - 1) - error


def costs(scores, right):
    """Cost at each threshold, one row a network."""
    answered = np.abs(scores)[:, None] >= ODDS[:, None]
    wrong = answered & ~right[:, None]
    return wrong.mean(axis=2) + COST * (1 - answered.mean(axis=2))


def compute(animal_networks):
    """Error, silence and cost at each threshold, for the known odds and for ten networks at home and among horses."""
    home, truth = animal_networks["home_score"], animal_networks["truth"]
    right = (home > 0) == (truth == 1)
    horses = animal_networks["horses_score"][:, : len(truth)]
    error, silence = known(ODDS)
    among = costs(np.hstack([home, horses]), np.hstack([right, np.zeros_like(right)]))
    return {
        "odds": ODDS,
        "error": error,
        "silence": silence,
        "known": error + COST * silence,
        "home": costs(home, right),
        "among": among,
        "times": among.min(axis=1) / COST,
    }


def claims(result):
    confidence = 1 / (1 + np.exp(-result["odds"]))
    best = confidence[np.argmin(result["known"])]
    yield Claim(
        "With known odds the cheapest threshold is one minus the cost of silence.",
        bool(abs(best - (1 - COST)) < 0.01),
        measured=best,
        expected=0.9,
        tolerance=0.01,
        source="chow1970, the rule: answer where the largest posterior is at least 1 - t (recalled)",
        verdict="yes",
    )
    inner = slice(10, 60)
    slope = (np.gradient(result["error"]) / np.gradient(result["silence"]) / (confidence - 1))[inner]
    yield Claim(
        "There, a little more silence saves just the error rate of the answers that it withholds.",
        bool(np.all(np.abs(slope - 1) < 0.02)),
        measured=slope,
        expected=1.0,
        tolerance=0.01,
        source="chow1970, the slope dE/dR = -t of the tradeoff of error and reject rate (recalled)",
        verdict="yes",
    )
    threshold = confidence[result["home"].argmin(axis=1)]
    yield Claim(
        "At home every network should demand more than 95% of itself, since it is surer than it is right.",
        bool(np.all(threshold > 0.95) and np.all(threshold < 1 - 1e-5)),
        measured=threshold,
    )
    yield Claim(
        "Among horses every threshold up to 99.9999% costs more than twice as much as silence.",
        bool(np.all(result["times"] > 2) and np.all(result["among"] < 1) and confidence[-1] > 0.999999),
        measured=result["times"],
    )


def alt(result):
    confidence = 1 / (1 + np.exp(-result["odds"]))
    home = np.median(result["home"], axis=0)
    return (
        f"Above, one curve with its lowest point, {result['known'].min():.3f}, at a confidence of "
        f"{confidence[np.argmin(result['known'])]:.2f}. Below, cats and dogs alone: from {home[0]:.3f} down to "
        f"{home.min():.3f} and up again; with horses: from {np.median(result['among'], axis=0)[0]:.2f} only to "
        f"{np.median(result['among'], axis=0).min():.2f}, far above a dashed line at {COST}, the cost of silence."
    )


def draw(fig, result):
    exact, low = panels(fig, 2, sharex=True)
    x = result["odds"]
    exact.plot(x, result["known"], color=COLORS.gold)
    exact.plot(x[np.argmin(result["known"])], result["known"].min(), "o", color=COLORS.gold, ms=7)
    exact.set(ylim=(0, 0.2), yticks=[0, 0.1, 0.2], title="known odds", ylabel="cost of a question")
    for name, color in (("home", COLORS.green), ("among", COLORS.red)):
        band(low, x, result[name], color=color)
        median = np.median(result[name], axis=0)
        low.plot(x[np.argmin(median)], median.min(), "o", color=color, ms=7, clip_on=False)
    for ax in (exact, low):
        ax.axhline(COST, color=COLORS.muted, ls=(0, (4, 2)), lw=1.2)
        ax.set_xticks(TICKS, LABELS)
        ax.set_xlim(0, 14)
    note(exact, 13.8, COST + 0.008, "silence throughout", COLORS.muted, ha="right", va="bottom", fontsize="small")
    note(low, 5.5, 0.44, "with horses", COLORS.red)
    note(low, 1.2, 0.115, "cats and dogs", COLORS.green, va="bottom")
    low.set(ylim=(0, 0.56), title="networks", ylabel="cost of a question")
    for ax in (exact, low) if is_slide(fig) else (low,):
        ax.set_xlabel("confidence demanded, in %")
