r"""In one sentence some heads look one word back, some at nothing, and one looks most from it to animal.

Attention of four of the 270 heads: a row is the token that looks, a column the one that is looked at, and the
stronger the colour, the larger the share. Layers and heads are counted from 0. A head that finds nothing shows a full
first column: the shares must sum to 1, and the first token is where they rest.

Reference: vaswani2017, xiao2024
"""

import numpy as np

from figures_src._kit import COLORS, Claim, Switch, colormap, is_slide, panels

TOLERANCE = 1e-3  # the model computes in float32
SHAPE = "square"
HEADS = {  # what they are here for
    (16, 0): "one word back",
    (18, 6): "at the first token",
    (13, 8): "it at animal",
    (21, 6): "it at street",
}


def compute(smollm_sentences):
    """All attention in the sentence, shape (layers, heads, T, T), its tokens, and what the four heads are shown for."""
    A = smollm_sentences["attention"]
    tokens = np.char.strip(smollm_sentences["pieces"])
    it, animal, street = (list(tokens).index(word) for word in ("it", "animal", "street"))
    return {
        "attention": A,
        "tokens": tokens,
        "back": np.diagonal(A, -1, axis1=-2, axis2=-1).mean(axis=-1),
        "first": A[:, :, 1:, 0].mean(axis=-1),
        "it_at_animal": A[:, :, it, animal],
        "it_at_street": A[:, :, it, street],
    }


def claims(result):
    sums = result["attention"].sum(axis=-1)
    yield Claim(
        "Each row of each head sums to 1, and no token looks ahead.",
        bool(np.all(np.abs(sums - 1) < 1e-4) and np.all(np.triu(result["attention"], 1) == 0)),
        measured=sums.max(),
    )
    back, first = result["back"][16, 0], result["first"][18, 6]
    yield Claim("Head 16.0 gives most of its attention to the word before.", bool(0.6 < back <= 1), measured=back)
    yield Claim(
        "Head 18.6 gives nine tenths of its attention or more to the first token.",
        bool(0.9 < first <= 1),
        measured=first,
    )
    animal, street = result["it_at_animal"], result["it_at_street"]
    yield Claim(
        "Head 13.8 looks most from it to animal, with about three quarters of its attention.",
        bool(0.7 < animal[13, 8] < 0.8 and animal.argmax() == 13 * animal.shape[1] + 8),
        measured=animal[13, 8],
    )
    yield Claim(
        "Head 21.6 looks from it to street with more than half.", bool(0.5 < street[21, 6] < 1), measured=street[21, 6]
    )


def alt(result):
    return (
        f"Four square maps of attention among {len(result['tokens'])} tokens. Head 16.0 has a dark line just below the "
        f"diagonal ({result['back'][16, 0]:.0%} on average), head 18.6 a dark first column "
        f"({result['first'][18, 6]:.0%}); in the row of it, head 13.8 is dark at animal "
        f"({result['it_at_animal'][13, 8]:.0%}) and head 21.6 at street ({result['it_at_street'][21, 6]:.0%})."
    )


def switch(result):
    tokens = list(result["tokens"])
    return Switch(result["attention"], ("layer", "head"), tokens, tokens, start=(13, 8), aside=1)


def draw(fig, result):
    tokens, places = result["tokens"], np.arange(len(result["tokens"]))
    size, first = (9, [0]) if is_slide(fig) else (9.5, [0, 2])
    for k, (ax, (head, title)) in enumerate(zip(panels(fig, 4, page=(2, 2)), HEADS.items(), strict=True)):
        ax.imshow(result["attention"][head], cmap=colormap("sequential"), vmin=0, vmax=1)
        ax.set_xticks(places, tokens, rotation=90, fontsize=size)
        ax.set_yticks(places, tokens if k in first else [""] * len(tokens), fontsize=size)
        ax.tick_params(length=0)
        ax.spines[:].set(visible=True, color=COLORS.faint)
        ax.set_title(f"{head[0]}.{head[1]}: {title}", loc="center", fontsize=11.5)
