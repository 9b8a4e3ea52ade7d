r"""Over two fifths of attention rests on the first token on average, but little in two layers where its vector shrinks.

Ten passages of Shakespeare, which begin with different words. Above: the share of attention that later tokens give
to the first one, averaged over the nine heads of each layer; the band spans the passages. Below: the largest
coordinate of the first token's vector, in multiples of the median size of a coordinate, as each layer finds it.
Where the second collapses for two layers, so does the first.

Reference: xiao2024, sun2024
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels

TOLERANCE = 1e-3  # the model computes in float32
SEEDS = range(10)
SHAPE = "square"
LITTLE = 0.15


def compute(smollm_texts):
    """Shares, shape (passages, layers), and largest coordinates before each layer, in medians."""
    share = smollm_texts["first_share"].mean(axis=2)
    return {
        "share": share,
        "overall": share.mean(axis=1),
        "even": smollm_texts["even_share"],
        "large": smollm_texts["large"][:, :-1],
        "largest": smollm_texts["large"].max(axis=1),
    }


def claims(result):
    share, large = result["share"], result["large"]
    yield Claim(
        "Over all layers the first token gets more than a third of the attention in every passage, and over 40% on "
        "average.",
        bool(np.all(share.mean(axis=1) > 0.33) and share.mean() > 0.4 and share.max() <= 1),
        measured=share.mean(axis=1),
    )
    few = np.flatnonzero(share.mean(axis=0)[2:] < LITTLE) + 2
    yield Claim(
        "Beyond the bottom two all layers but 2, 10 and 11 give the first token over 15%.",
        bool(np.array_equal(few, [2, 10, 11]) and share.mean(axis=0)[12:].min() > 0.25),
        measured=len(few),
        expected=0,
        tolerance=0,
        source="xiao2024, Figure 2 and Section 3.1 (Llama-2-7B: beyond the bottom two, all layers and heads), read",
        verdict="partly",
        why="In layer 2 the first token's vector is still growing, and in layers 10 and 11 it has lost its large "
        "coordinate.",
    )
    yield Claim(
        "From layer 3 on, the layers in which the first token's largest coordinate is under 100 medians are those that "
        "give it under 15%.",
        bool(
            np.array_equal(np.median(large, axis=0)[3:] < 100, share.mean(axis=0)[3:] < LITTLE)
            and np.any(share.mean(axis=0)[3:] < LITTLE)
        ),
        measured=np.median(large, axis=0)[10:12],
    )
    yield Claim(
        "In every passage that coordinate grows to more than 1,000 medians.",
        bool(np.all(large.max(axis=1) > 1000)),
        measured=large.max(axis=1),
    )


def alt(result):
    share = np.median(result["share"], axis=0)
    return (
        f"Above, a curve over the 30 layers: {share[0]:.0%} in layer 0, near {share[3:10].mean():.0%} from layer 3 "
        "to 9, "
        f"{share[11]:.0%} in layer 11, then up to {share.max():.0%}; an even share would be {result['even']:.0%}. "
        "Below, "
        f"on a logarithmic axis, the largest coordinate rises to {np.median(result['large'][:, 3]):,.0f} medians, "
        "falls "
        f"to {np.median(result['large'][:, 11]):,.0f} before layer 11 and jumps to "
        f"{np.median(result['large'][:, 12]):,.0f}."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2, sharex=False)
    layers = np.arange(result["share"].shape[1])
    band(top, layers, result["share"], color=COLORS.blue)
    top.axhline(result["even"], color=COLORS.muted, ls=(0, (4, 2)), lw=1.2)
    note(top, 29, result["even"] + 0.02, "an even share", COLORS.muted, ha="right", va="bottom")
    top.set(ylim=(0, 1), xlim=(0, 29), title="attention to the first token", xlabel="layer")
    top.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    band(bottom, layers, result["large"], color=COLORS.orange)
    bottom.set(xlim=(0, 29), title="its largest coordinate, in medians", xlabel="layer")
    log_axis(bottom, "y", [10, 100, 1000, 10_000])
    for ax in (top, bottom):
        ax.axvspan(9.5, 11.5, color=COLORS.wash, zorder=0, lw=0)
