r"""In vectors learned from nothing but texts, captain lies on the side of "he" and nurse on that of "she".

The cosine of thirty trades with the difference of the vectors of "she" and "he". Nothing about a trade's name makes it
belong to either; grey band: the middle 95% of all 10,000 words. Right, or below: the rank correlations of this order of
trades with the orders by four other pairs of words that might have been used as well.

Reference: bolukbasi2016, nissim2020, pennington2014
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, panels
from mathnets.data import glove
from mathnets.geometry import norm
from mathnets.words import places

SHAPE = "tall"
TRADES = """coach captain skipper manager commander architect governor minister historian engineer priest professor
    lawyer scientist warrior poet painter soldier surgeon journalist writer teacher musician doctor photographer artist
    singer dancer nurse designer"""
PAIRS = ["he she", "man woman", "his her", "boy girl", "father mother"]
SAID_SHE, SAID_HE = ["nurse"], ["skipper", "captain", "architect", "warrior"]  # of the paper's list, those in ours


def ranks(values):
    return np.argsort(np.argsort(values))


def compute():
    """Cosines of trades and of all words with she - he; rank correlations between the orders by five pairs."""
    words, V = glove.load()
    U = V / norm(V)[:, None]
    axes = np.array([U[b] - U[a] for a, b in (places(words, pair.split()) for pair in PAIRS)])
    axes /= norm(axes)[:, None]
    trades = TRADES.split()
    along = U[places(words, trades)] @ axes.T
    order = np.argsort(along[:, 0])
    correlation = np.corrcoef([ranks(column) for column in along.T])
    everything = U @ axes[0]
    said = [along[[trades.index(w) for w in listed], 0] for listed in (SAID_SHE, SAID_HE)]
    ends = np.array(trades)[order[:4]], np.array(trades)[order[-4:]]
    return {
        "trades": np.array(trades)[order],
        "along": along[order, 0],
        "usual": np.quantile(everything, [0.025, 0.975]),
        "correlation": correlation[0, 1:],
        "nurse": float(said[0][0]),
        "captain": float(along[trades.index("captain"), 0]),
        "said_at_ends": float(np.mean([w in ends[0] for w in SAID_HE] + [w in ends[1] for w in SAID_SHE])),
        "spread": float(np.ptp(along[:, 0])),
    }


def claims(result):
    ends = result["said_at_ends"]
    yield Claim(
        "Of five trades that the paper lists as extremes, nurse, captain and skipper are among the last four of their "
        "side here.",
        bool(abs(ends - 0.6) < 1e-9 and result["nurse"] > 0.3 > -0.2 > result["captain"]),
        measured=ends,
        expected=1.0,
        tolerance=0.0,
        source="bolukbasi2016, figure 1: extreme she and he occupations; read as quoted in public notes, in part "
        "recalled",
        verdict="partly",
        why="architect is sixth from its end, and warrior stands in the middle: other vectors, and thirty trades of "
        "our "
        "choice",
    )
    spread = result["spread"]
    yield Claim("From one end to the other the cosines differ by over 0.6.", bool(0.6 < spread < 0.9), measured=spread)
    low, high = result["usual"]
    beyond = int(np.sum((result["along"] < low) | (result["along"] > high)))
    yield Claim(
        "Some trades, at both ends, lie outside of where 95% of all words are.",
        bool(result["along"][0] < low and result["along"][-1] > high and 3 <= beyond <= 15),
        measured=beyond,
    )
    correlation = result["correlation"]
    yield Claim(
        "Other pairs of words give similar orders, not the same: rank correlations of 0.7 to 0.99.",
        bool(0.7 < correlation.min() < 0.9 and 0.9 < correlation.max() < 0.99),
        measured=correlation,
    )


def alt(result):
    trades = result["trades"].tolist()
    return (
        f"{len(trades)} trades along an axis from he to she: {', '.join(trades[:4])} at one end, "
        f"{', '.join(trades[-4:])} at the other, from {result['along'][0]:.2f} to {result['along'][-1]:.2f}. Orders by "
        f"other pairs correlate with this one with {result['correlation'].min():.2f} to "
        f"{result['correlation'].max():.2f}."
    )


def draw(fig, result):
    main, side = panels(fig, 2, height_ratios=(4, 1)) if not is_slide(fig) else panels(fig, 2, width_ratios=(2.4, 1))
    along, trades = result["along"], result["trades"]
    main.axvspan(*result["usual"], color=COLORS.wash, lw=0)
    main.axvline(0, color=COLORS.faint, lw=1)
    y = np.arange(len(along))
    main.hlines(y, 0, along, color=COLORS.faint, lw=1)
    main.scatter(along, y, c=np.where(along > 0, COLORS.purple, COLORS.green), s=18, zorder=3)
    for k, (x, trade) in enumerate(zip(along, trades, strict=True)):
        place = {"ha": "left"} if x > 0 else {"ha": "right"}
        if not is_slide(fig) or min(k, len(along) - 1 - k) < 6:
            main.text(x + np.sign(x) * 0.012, k, trade, va="center", fontsize=9.6 if not is_slide(fig) else 11, **place)
    main.set(xlim=(-0.55, 0.55), ylim=(-1, len(along)), yticks=[], xlabel="cosine with she \N{MINUS SIGN} he")
    main.spines["left"].set_visible(False)
    names = [" / ".join(pair.split()) for pair in PAIRS[1:]]
    side.barh(range(4), result["correlation"], color=COLORS.blue, height=0.6)
    side.set(
        yticks=range(4), yticklabels=names, xlim=(0, 1), ylim=(3.5, -0.5), xlabel="rank correlation with this order"
    )
    side.tick_params(axis="y", length=0)
