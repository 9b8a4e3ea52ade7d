r"""Each of seven words with two meanings has one vector, and it sits with one of them.

Above, words of money and words of water by their cosines with the middle of either group. "Bank" lies with the money,
in a sentence about a river too, since it has no other vector. Below, seven words of two meanings: the mean cosine with
three words of either. The dashed line is the mean cosine of any two words.

Reference: arora2018, pennington2014
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels
from mathnets.data import glove
from mathnets.geometry import norm
from mathnets.words import nearest_words, places

SHAPE = "tall"
MONEY = "money loan credit cash deposit fund lending mortgage debt savings"
WATER = "river shore water lake stream valley creek sea coast canal"
AMBIGUOUS = [  # a word, three words of one of its meanings, three of another
    "bank; money loan credit; river shore valley",
    "china; beijing japan taiwan; glass plates furniture",
    "match; tournament final round; fire light burn",
    "mine; coal miners ore; my me your",
    "court; judge trial appeal; tennis tournament match",
    "bass; guitar drums vocals; fish salmon sea",
    "turkey; ankara syria egypt; chicken meat bird",
]


def compute():
    """Cosines with the middles of money and water; cosines of ambiguous words with both of their meanings."""
    words, V = glove.load()
    money, water = MONEY.split(), WATER.split()
    U = V / norm(V)[:, None]
    middles = np.array([U[places(words, group)].mean(axis=0) for group in (money, water)])
    middles /= norm(middles)[:, None]
    near = [words[i] for i in nearest_words(V, V[places(words, ["bank"])], k=101)[0][0]]
    both = []
    for line in AMBIGUOUS:
        word, one, other = (part.split() for part in line.split(";"))
        both.append([(U[places(words, group)] @ U[places(words, word)[0]]).mean() for group in (one, other)])
    return {
        "money": U[places(words, money)] @ middles.T,
        "water": U[places(words, water)] @ middles.T,
        "bank": U[places(words, ["bank"])[0]] @ middles.T,
        "both": np.array(both),
        "usual": float(U.mean(axis=0) @ U.mean(axis=0)),
        "money_near": int(np.isin(money, near).sum()),
        "water_near": int(np.isin(water, near).sum()),
        "river": float(U[places(words, ["bank"])[0]] @ U[places(words, ["river"])[0]]),
        "next_to": np.array(near[1:6]),
    }


def claims(result):
    bank = result["bank"]
    yield Claim(
        "Bank is nearer to the middle of the money words than one of them is, and farther from water than any word of "
        "water.",
        bool(bank[0] > result["money"][:, 0].min() and bank[1] < result["water"][:, 1].min()),
        measured=bank[0] - bank[1],
    )
    yield Claim(
        "Of the hundred words nearest to bank at least six are of the ten words of money, and none of water.",
        bool(result["money_near"] >= 6 and result["water_near"] == 0 and result["money_near"] <= 10),
        measured=result["money_near"],
    )
    gap = result["both"][:, 0] - result["both"][:, 1]
    yield Claim(
        "All seven words are nearer to one of their meanings, by a cosine of 0.2 and more.",
        bool(np.all(gap > 0.2) and np.all(gap < 0.8)),
        measured=gap,
    )
    rest = result["both"][:, 1] - result["usual"]
    yield Claim(
        "The other meaning is not lost: with its words they have larger cosines than two words have on average.",
        bool(np.all(rest > 0) and np.all(rest < 0.4)),
        measured=rest,
    )


def alt(result):
    both = result["both"]
    return (
        f"Dots for words of money and of water in two clouds; bank lies in that of money, at {result['bank'][0]:.2f} "
        f"and {result['bank'][1]:.2f}. Below, seven words with cosines from {both[:, 0].min():.2f} to "
        f"{both[:, 0].max():.2f} for one meaning and {both[:, 1].min():.2f} to {both[:, 1].max():.2f} for the other."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    for key, listed, color, mark in (("money", MONEY, COLORS.green, "s"), ("water", WATER, COLORS.blue, "o")):
        above.plot(*result[key].T, mark, color=color, ms=6)
        for word, (x, y) in zip(listed.split(), result[key], strict=True):
            if word in ("savings", "river", "shore", "sea", "water"):
                above.text(x + 0.012, y, word, color=color, va="center", fontsize=10.5)
    above.plot(*result["bank"], "D", color=COLORS.red, ms=10)
    note(
        above,
        result["bank"][0],
        result["bank"][1] + 0.04,
        "bank",
        COLORS.red,
        ha="center",
        va="bottom",
        weight="semibold",
    )
    above.set(xlabel="cosine with the middle of money", ylabel="cosine with the middle of water")
    above.set(xlim=(0.15, 1.03), ylim=(0.15, 1))
    y = np.arange(len(AMBIGUOUS))
    one, other = result["both"].T
    below.axvline(result["usual"], color=COLORS.muted, ls=(0, (4, 2)), lw=1.3)
    below.hlines(y, other, one, color=COLORS.faint, lw=4)
    below.plot(one, y, "s", color=COLORS.green, ms=7)
    below.plot(other, y, "o", color=COLORS.blue, ms=7)
    for k, line in enumerate(AMBIGUOUS):
        _, a, b = (part.split() for part in line.split(";"))
        below.text(one[k] + 0.02, k, a[0], color=COLORS.green, va="center", fontsize=10.5)
        note(below, other[k] - 0.025, k, b[0], COLORS.blue, va="center", ha="right", fontsize=10.5)
    below.set(yticks=y, yticklabels=[line.split(";")[0] for line in AMBIGUOUS], ylim=(len(y) - 0.4, -0.6))
    below.set(xlim=(0.1, 1.1), xlabel="mean cosine with the words of a meaning")
    below.tick_params(axis="y", length=0)
    below.spines["left"].set_visible(False)
