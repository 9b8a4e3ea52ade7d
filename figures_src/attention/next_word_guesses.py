r"""The model is sure of the symbol for gold, and elects the wrong first president.

Eight openings and the four most probable next tokens after each, with their probabilities; the right answer is blue,
where there is one. SmolLM2 is small, with 135 million parameters, and here its weights are rounded to some five
bits. It gives every token of its vocabulary a probability; "right" is nothing it knows of.

Reference: allal2025
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, panels

TOLERANCE = 1e-3  # the model computes in float32
SHAPE = "tall"
OPENINGS = [  # and the right next word, if there is one
    ("The capital\nof France is", "Paris"),
    ("The chemical symbol\nfor gold is", "Au"),
    ("The opposite of hot is", "cold"),
    ("Once upon a time there\nwas a little", ""),
    ("The capital\nof Australia is", "Canberra"),
    ("Two plus two equals", "four"),
    ("The first president of\nthe United States was", "George"),
    ("Roses are red,\nviolets are", "blue"),
]


def compute(smollm_sentences):
    """The four best next tokens of each opening, their probabilities, and that of the right answer (0: there is "
    "none)."""
    words = np.char.strip(smollm_sentences["best_words"][: len(OPENINGS)])
    answers = np.array([answer for _, answer in OPENINGS])
    return {
        "words": words,
        "shares": smollm_sentences["best_shares"][: len(OPENINGS)],
        "right": smollm_sentences["right_shares"][: len(OPENINGS)],
        "hit": ((words[:, 0] == answers) & (answers != "")).astype(int),
        "size": smollm_sentences["size"],
        "table_share": smollm_sentences["table"] / smollm_sentences["size"],
    }


def claims(result):
    size, shares, right = result["size"], result["shares"], result["right"]
    yield Claim(
        "The model has 135 million parameters.",
        bool(1.34e8 < size < 1.36e8),
        measured=size,
        expected=135e6,
        tolerance=0.5e6,
        source="allal2025, the model's name and card, read in the card on Hugging Face",
        verdict="yes",
    )
    yield Claim(
        "Paris, Au and cold have more than 60% each, Au more than 90%.",
        bool(np.all(right[:3] > 0.6) and right[1] > 0.9 and np.all(right <= 1)),
        right[:3],
    )
    yield Claim(
        "In four of the seven openings that have a right answer, another word is more probable.",
        bool(np.array_equal(result["hit"], [1, 1, 1, 0, 0, 0, 0, 0])),
        measured=7 - result["hit"].sum(),
    )
    yield Claim(
        "Sydney is ahead of Canberra by less than five points, and no wrong first guess is more probable.",
        bool(0 < shares[4, 0] - right[4] < 0.05 and right[4] > 0.2 and shares[4:, 0].argmax() == 0),
        measured=shares[4, 0] - right[4],
    )


def alt(result):
    told = [f"{w[0]} {s[0]:.0%}" for w, s in zip(result["words"], result["shares"], strict=True)]
    return (
        "Eight small bar charts of the four most probable next words. The first words are, after France, gold, hot, a "
        f"fairy tale, Australia, two plus two, the first president and violets: {', '.join(told)}; the last four "
        "are wrong."
    )


def draw(fig, result):
    slide = is_slide(fig)
    axes = panels(fig, len(OPENINGS), page=(4, 2), slide=(2, 4))
    for ax, (opening, answer), words, shares in zip(axes, OPENINGS, result["words"], result["shares"], strict=True):
        for row, (word, share) in enumerate(zip(words, shares, strict=True)):
            color = COLORS.blue if word == answer else COLORS.orange if answer else COLORS.muted
            ax.barh(row, share, color=color, height=0.66)
            ax.text(share + 0.03, row, f"{word or '(a space)'}  {share:.0%}", va="center", color=COLORS.ink)
        ax.set_title(f"{opening}\u00a0…", fontsize=12 if slide else 10.5)
        ax.set(xlim=(0, 1.75 if slide else 1.5), ylim=(3.5, -0.5), xticks=[], yticks=[])
        ax.spines["bottom"].set_visible(False)
