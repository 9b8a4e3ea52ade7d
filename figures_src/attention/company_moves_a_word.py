r"""The same word, put into two companies, is moved by attention to two places.

Vectors of GloVe, one a word, whatever the sentence. A word asks with its own vector, all words of the sentence answer
with theirs, and it becomes their mean, in the shares of a softmax. Drawn is how much nearer it is to two words of the
one sense than to two of the other (difference of mean cosines; none of the four is in the sentences): grey alone,
blue and orange in the two sentences at the sides. Nothing was learned for this but the vectors.

Reference: pennington2014, vaswani2017
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, is_slide
from mathnets.attention import attention
from mathnets.data import glove
from mathnets.words import places

SHAPE = "tall"
SHARPNESS = 2.5  # by which cosines are multiplied before the softmax
CASES = (  # word, company of the one sense, of the other, words near the one, near the other
    (
        "bank",
        "they fish from the north bank of the river",
        "the bank cut its interest rates",
        "shore lake",
        "loan credit",
    ),
    (
        "plant",
        "the plant has green leaves and flowers",
        "workers left the plant after the strike",
        "tree seed",
        "factory industrial",
    ),
    ("cell", "a virus enters the cell and its protein", "the prisoner sat in his cell", "blood tissue", "jail inmates"),
    (
        "match",
        "he won the match against the team",
        "he lit a match and the fire burned",
        "goal cup",
        "smoke flames",
    ),
    ("mouse", "the cat and the mouse", "click the mouse and type", "animal dog", "software computer"),
    (
        "rock",
        "the rock fell from the mountain into the sand",
        "the band played rock and sang songs",
        "stone cliff",
        "music album",
    ),
    ("star", "a star and its planet in the galaxy", "the star of the film and the actor", "sun orbit", "movie actress"),
)


def compute():
    """Leaning of each word to the first of two senses, alone and in both companies; its shares in the first ones."""
    words, V = glove.load()
    V = V - V.mean(axis=0)
    V /= np.linalg.norm(V, axis=1, keepdims=True)
    scale = SHARPNESS * V.shape[1] ** 0.5  # undoes the root in `attention`
    alone, companies, shares = [], [], []
    for word, *sentences, near, other in CASES:
        sense = V[places(words, near.split())].mean(axis=0) - V[places(words, other.split())].mean(axis=0)
        alone.append(V[places(words, [word])[0]] @ sense)
        row = []
        for sentence in sentences:
            X = V[places(words, sentence.split())]
            moved, A = attention(scale * X, X, X)
            at = sentence.split().index(word)
            row.append(moved[at] @ sense / np.linalg.norm(moved[at]))
            shares.append(A[at, at])
        companies.append(row)
    alone, companies = np.array(alone), np.array(companies)
    return {
        "words": np.array([case[0] for case in CASES]),
        "alone": alone,
        "companies": companies,
        "apart": companies[:, 0] - companies[:, 1],
        "own_share": np.array(shares),
        "bank_alone": alone[0],
        "bank_river": companies[0, 0],
        "bank_money": companies[0, 1],
        "turned": int(np.sum(companies[:, 0] * companies[:, 1] < 0)),
    }


def claims(result):
    apart = result["apart"]
    yield Claim(
        "Each of seven words leans more to the first sense in the first company than in the second.",
        bool(np.all(apart > 0.05) and np.all(apart < 1)),
        measured=apart,
    )
    alone, companies = result["alone"], result["companies"]
    yield Claim(
        "Each is moved by the first company towards the first sense, by the second towards the other.",
        bool(np.all(companies[:, 0] > alone) and np.all(companies[:, 1] < alone)),
        measured=np.minimum(companies[:, 0] - alone, alone - companies[:, 1]),
    )
    yield Claim(
        "Most are moved, not turned: at most two lie on different sides in the two companies.",
        bool(
            np.sum(companies[:, 0] * companies[:, 1] < 0) <= 2
            and companies[0, 0] < -0.02
            and companies[1:, 0].max() > 0
        ),
        measured=result["turned"],
    )


def alt(result):
    (a, b), alone = result["companies"][0], result["bank_alone"]
    return (
        "Seven words, each with an arrow to the left and one to the right. Bank leans to loan and credit by "
        f"{-alone:.2f} alone, by {-a:.2f} beside a river and by {-b:.2f} beside interest rates. The two companies move "
        f"the words apart by {result['apart'].min():.2f} to {result['apart'].max():.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    slide = is_slide(fig)
    for i, (word, first, second, near, other) in enumerate(CASES):
        alone, (a, b) = result["alone"][i], result["companies"][i]
        ax.axhline(i, color=COLORS.faint, lw=0.8, zorder=0)
        arrow(ax, (alone, i), (a, i), color=COLORS.blue)
        arrow(ax, (alone, i), (b, i), color=COLORS.orange)
        ax.plot(alone, i, "o", color=COLORS.muted, ms=6, zorder=3)
        ax.text(alone, i - 0.14, word, ha="center", va="bottom", weight="semibold")
        small = {"size": "small", "va": "top"}
        ax.text(-1.03, i + 0.1, second if not slide else other.replace(" ", ", "), color=COLORS.orange, **small)
        ax.text(
            1.03,
            i + (0.4 if not slide else 0.1),
            first if not slide else near.replace(" ", ", "),
            color=COLORS.blue,
            ha="right",
            **small,
        )
        if not slide:
            ax.text(-1.03, i - 0.1, other.replace(" ", ", "), color=COLORS.muted, size="small", va="bottom")
            ax.text(1.03, i - 0.1, near.replace(" ", ", "), color=COLORS.muted, size="small", va="bottom", ha="right")
    ax.set(xlim=(-1.05, 1.05), ylim=(len(CASES) - 0.15, -0.55), yticks=[], xticks=[-0.5, 0, 0.5])
    ax.set_xlabel("nearer to the words at the left or at the right")
    ax.spines["left"].set_visible(False)
