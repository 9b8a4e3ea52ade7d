r"""The farther a key reaches along the query, the more of its value is taken; the answer lies between the values.

The last word of a sentence, "it", asks; the matrices were written by hand so that nouns answer "I am a thing" and
living ones also "I live". First, the query and the keys of all words as arrows in the plane. Then the dot products,
and their softmax. Last, the values, where a dot is the larger, the larger its share, and the answer, their mean in
these shares.

Reference: vaswani2017
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, note, panels, plane
from mathnets.attention import attention

SHAPE = "tall"
WORDS = ("cat", "saw", "a", "mat", "it")
FEATURES = np.array(  # thing, lives, deed, asks
    [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]], dtype=float
)
W_Q = np.array([[0, 0, 0, 2.2], [0, 0, 0, 1.8]])  # "it" looks for a thing that lives
W_K = np.array([[1.6, 0, -1.0, -0.2], [0.1, 1.5, 0.4, -1.0]])
W_V = np.array([[0.2, 1.6, -1.4, 0.2], [1.3, -0.6, 0.3, -1.2]])


def compute():
    """Queries, keys, values, scores, shares and the answers, each with one row a word."""
    Q, K, V = (FEATURES @ W.T for W in (W_Q, W_K, W_V))
    answers, A = attention(Q, K, V)
    return {"Q": Q, "K": K, "V": V, "scores": Q @ K.T / 2**0.5, "A": A, "answers": answers, "cat_share": A[-1, 0]}


def claims(result):
    A, K, q = result["A"], result["K"], result["Q"][-1]
    reach = K @ q / np.linalg.norm(q)
    yield Claim(
        "The word whose key reaches farthest along the query gets the largest share, and so on down to the least.",
        bool(np.array_equal(np.argsort(reach), np.argsort(A[-1])) and reach[0] == reach.max() and np.ptp(A[-1]) > 0.1),
        measured=A[-1, 0],
    )
    error = np.abs(A[-1] @ result["V"] - result["answers"][-1]).max()
    yield Claim(
        "The answer is the mean of the values with shares that are positive and sum to one.",
        bool(error < 1e-12 and np.all(A > 0) and np.allclose(A.sum(axis=1), 1)),
        measured=error,
    )
    yield Claim(
        "A word that asks nothing attends to all alike.", bool(np.allclose(A[2], 1 / len(WORDS))), measured=A[2].max()
    )


def alt(result):
    shares = ", ".join(f"{w} {a:.0%}" for w, a in zip(WORDS, result["A"][-1], strict=True))
    x, y = result["answers"][-1]
    return (
        "A query arrow, four key arrows and a dot for the key of a, which is zero; the key of cat points along the "
        "query. Shares: "
        f"{shares}. The answer, at ({x:.2f}, {y:.2f}), lies between the values, nearest to that of cat."
    )


def draw(fig, result):
    left, middle, right = panels(fig, 3)
    plane(left, 2.6)
    for word, k, shift in zip(
        WORDS, result["K"], ((-0.3, 0.22), (-0.1, 0.22), (0.32, -0.32), (0.45, 0.02), (-0.3, -0.2)), strict=True
    ):
        if np.any(k):
            arrow(left, (0, 0), k, color=COLORS.blue)
        else:
            left.plot(0, 0, "o", color=COLORS.blue, ms=5)
        note(left, k[0] + shift[0], k[1] + shift[1], word, COLORS.blue, ha="center", va="center")
    q = result["Q"][-1]
    arrow(left, (0, 0), q, color=COLORS.orange, width=2.2)
    note(left, q[0] + 0.12, q[1], "it asks", COLORS.orange, va="center")
    left.set(xlim=(-1.9, 3.9), ylim=(-1.6, 2.3))
    left.set_title("query and keys", loc="center")
    rows = np.arange(len(WORDS))
    middle.barh(rows, result["A"][-1], color=COLORS.blue, height=0.62)
    for i, (a, s) in enumerate(zip(result["A"][-1], result["scores"][-1], strict=True)):
        text = f"{a:.0%}   (score {s:.1f})".replace("-", "\N{MINUS SIGN}")
        middle.text(a + 0.02, i, text, va="center", color=COLORS.ink, size="small")
    middle.set_yticks(rows, WORDS)
    middle.set(xlim=(0, 1.35), xticks=[], ylim=(len(WORDS) - 0.4, -0.6))
    middle.spines["bottom"].set_visible(False)
    middle.set_title("shares", loc="center")
    plane(right, 2.6)
    for word, v, a in zip(WORDS, result["V"], result["A"][-1], strict=True):
        right.scatter(*v, s=40 + 900 * a, color=COLORS.blue, alpha=0.55, lw=0)
        x, y, side = (0.22, 0.28, "left") if word != "a" else (-0.15, -0.28, "right")  # away from the answer
        note(right, v[0] + x, v[1] + y, word, COLORS.blue, ha=side, va="center")
    answer = result["answers"][-1]
    right.plot(*answer, "D", color=COLORS.orange, ms=9, mec=COLORS.paper)
    note(right, answer[0] - 0.2, answer[1] - 0.34, "answer", COLORS.orange, ha="right", va="center")
    right.set(xlim=(-1.9, 2.6), ylim=(-1.7, 1.9))
    right.set_title("values and the answer", loc="center")
