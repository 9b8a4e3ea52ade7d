r"""Tired or wide, the word it looks at the same place: what decides comes later, and cannot be seen from there.

Above: attention from two tokens of "The animal didn't cross the street because it was too tired" (or "wide") to the
two nouns. A token sees only what stands before it, so nothing that follows can change where *it* looks, in any of
the 270 heads. Below: the test by Winograd's schemas. Write either noun for *it*; is the ending more probable after
the noun of which it speaks? Dots to the right of zero are right; the upper dot is for the first word of the pair.

Reference: uszkoreit2017, levesque2012, trinh2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide

TOLERANCE = 1e-3  # the model computes in float32
SHAPE = "tall"
HEADS = (13, 8), (4, 2)
PAIRS = (
    "tired / wide",
    "big / small",
    "steel / paper",
    "anchored / level",
    "weak / heavy",
    "wide / narrow",
    "fast / slow",
    "tall / high",
    "hungry / tasty",
    "empty / full",
    "bold / nervous",
    "cleaned / removed",
    "bottom / top",
    "impatient / cautious",
    "given / received",
    "top / bottom",
    "ill / concerned",
    "successful / available",
    "woman / baby",
    "older / younger",
)


def compute(smollm_sentences):
    """Attention to animal and street, shape (tired or wide, layers, heads, 2), from it and from the last word; the
    preferences of all schemas, in nats.
    """
    tokens = list(np.char.strip(smollm_sentences["pieces"]))
    nouns = [tokens.index("animal"), tokens.index("street")]
    it, end = smollm_sentences["it_looks"], smollm_sentences["end_looks"]
    schemas = smollm_sentences["schemas"]
    return {
        "it_looks": it[..., nouns],
        "end_looks": end[..., nouns],
        "it_at_animal": it[:, 13, 8, nouns[0]],
        "end_at_street": end[:, 4, 2, nouns[1]],
        "schemas": schemas,
        "right": int((schemas > 0).sum()),
        "both": int((schemas > 0).all(axis=1).sum()),
        "count": len(schemas),
    }


def claims(result):
    it, end, schemas = result["it_looks"], result["end_looks"], result["schemas"]
    strongest = np.unravel_index(it[0].argmax(), it[0].shape)
    yield Claim(
        "Head 13.8 is the strongest, and looks from it to animal with either ending.",
        bool(strongest == (13, 8, 0) and np.all(it[:, 13, 8, 0] > 0.7) and it.max() < 1),
        measured=it[:, 13, 8, 0],
    )
    right = int(it[0].reshape(-1, 2).max(axis=0).argmax() == 0) + int(it[1].reshape(-1, 2).max(axis=0).argmax() == 1)
    yield Claim(
        "With tired it looks at the animal, and with wide at the animal too.",
        bool(right == 1 and np.abs(it[0] - it[1]).max() < 1e-5 and it[..., 0].max() > 0.7 > it[..., 1].max()),
        measured=right,
        expected=2,
        tolerance=0,
        source="uszkoreit2017, the two pictures of attention from it, recalled",
        verdict="partly",
        why="That was an encoder, which sees the whole sentence. This model reads from left to right, so "
        "both sentences are the same up to it, and it looks at the animal in both.",
    )
    change = end[1, 4, 2, 1] - end[0, 4, 2, 1]
    yield Claim(
        "Head 4.2 looks from wide to street, and not from tired.",
        bool(change > 0.3 and end[1, 4, 2, 1] < 1 and end[0, 4, 2, 1] < 0.15),
        measured=change,
    )
    hits = (schemas > 0).sum()
    yield Claim("At least 25 of the 40 sentences are decided rightly.", bool(25 <= hits <= 36), measured=hits)
    both = (schemas > 0).all(axis=1).sum()
    yield Claim(
        "At most 14 of 20 pairs are decided rightly in both forms, where chance would give five.",
        bool(8 <= both <= 14),
        measured=both,
    )
    worst = schemas.min(axis=1)
    yield Claim(
        "Of no pair is it as sure as of tired and wide: over two nats in both forms.",
        bool(worst.argmax() == 0 and 2 < worst[0] < 10),
        measured=worst[0],
    )


def alt(result):
    it, end = result["it_at_animal"], result["end_at_street"]
    return (
        f"Bars: from it to animal {it[0]:.0%} with tired and {it[1]:.0%} with wide; from the last word to street "
        f"{end[0]:.0%} with tired and {end[1]:.0%} with wide. Below, pairs of dots for {result['count']} schemas "
        "around "
        f"a line at zero: {result['right']} of {2 * result['count']} lie to the right of it, most of them near it, and "
        f"{result['both']} pairs wholly."
    )


def draw(fig, result):
    slide = is_slide(fig)
    grid = (
        fig.add_gridspec(2, 2, height_ratios=(1, 3.3)) if not slide else fig.add_gridspec(2, 2, width_ratios=(1, 1.3))
    )
    tops = [fig.add_subplot(grid[k, 0] if slide else grid[0, k]) for k in (0, 1)]
    titles = "it looks (13.8)", "the last word looks (4.2)"
    for ax, head, key, title in zip(tops, HEADS, ("it_looks", "end_looks"), titles, strict=True):
        looks = result[key][:, *head]
        for end, (color, shift) in enumerate(((COLORS.blue, -0.2), (COLORS.orange, 0.2))):
            ax.barh(np.arange(2) + shift, looks[end], height=0.36, color=color)
            for noun in (0, 1):
                ax.text(looks[end, noun] + 0.02, noun + shift, f"{looks[end, noun]:.0%}", va="center", fontsize=10)
        ax.set(xlim=(0, 1), ylim=(1.5, -0.5), xticks=[], title=title)
        ax.set_yticks([0, 1], ["at animal", "at street"])
        ax.spines["bottom"].set_visible(False)
    tops[1].text(0.98, 0.02, "… wide", color=COLORS.orange, transform=tops[1].transAxes, ha="right")
    tops[1].text(0.98, 0.22, "… tired", color=COLORS.blue, transform=tops[1].transAxes, ha="right")
    ax = fig.add_subplot(grid[:, 1] if slide else grid[1, :])
    order = np.argsort(-result["schemas"].min(axis=1))
    for row, k in enumerate(order):
        a, b = result["schemas"][k]
        ax.plot([a, b], [row - 0.17, row + 0.17], color=COLORS.faint, lw=1)
        for value, place in ((a, row - 0.17), (b, row + 0.17)):
            ax.plot(value, place, "o", ms=5, color=COLORS.green if value > 0 else COLORS.red)
    ax.axvline(0, color=COLORS.muted, lw=0.9, zorder=0)
    ax.set_yticks(range(len(order)), [PAIRS[k] for k in order], fontsize=8.5 if slide else 10)
    ax.set(ylim=(len(order) - 0.4, -0.6), xlabel="nats in favour of the noun that is meant")
    ax.set_xscale("symlog", linthresh=1)
    ax.set_xticks([-1, 0, 1, 3, 10], ["−1", "0", "1", "3", "10"])
    ax.set_xlim(-2, 10)
    ax.tick_params(axis="y", length=0)
