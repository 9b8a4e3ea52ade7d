r"""With as many examples as pixels, 400, least squares all but guesses; with far fewer or ten times as many it reads.

Fours and nines by the shortest of all best least-squares weights on 400 pixels. Above: the share of 1,991 unseen digits
told wrong. Up to 395 examples the weights fit all of them exactly, and from some hundred on more of them make things
worse. A penalty on the length of the weights (green) removes the peak. Below: the length of the weights. Bands span ten
draws.

Reference: belkin2019, hastie2022, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels
from mathnets.data import digits
from mathnets.least_squares import double_descent, ridge

SEEDS = range(10)
SHAPE = "tall"
SIZES = [20, 50, 100, 200, 300, 350, 380, 395, 400, 405, 420, 450, 500, 600, 800, 1200, 2000, 4000]
PENALTY, PENALISED = 30.0, [20, 50, 100, 200, 400, 600, 1200]


def compute():
    """Errors and lengths of the weights for ten draws, without a penalty and with one."""
    X, label = digits.fours_and_nines()
    T, test_label = digits.fours_and_nines("test")
    y, t = (np.where(digit == 4, 1.0, -1.0) for digit in (label, test_label))
    errors, norms, calm, calm_norms = [], [], [], []
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(len(X))[: SIZES[-1]]
        A, b = X[order], y[order]
        found = double_descent(A, b, T, t, SIZES, draws=1, rng=seed)
        errors.append(found.errors[0])
        norms.append(found.norms[0])
        weights = [ridge(A[:n], b[:n], PENALTY) for n in PENALISED]
        calm.append([np.mean(t * (T @ w) <= 0) for w in weights])
        calm_norms.append([np.linalg.norm(w) for w in weights])
    errors, calm = np.array(errors), np.array(calm)
    return {
        "sizes": np.array(SIZES),
        "errors": errors,
        "norms": np.array(norms),
        "penalised": np.array(PENALISED),
        "calm": calm,
        "calm_norms": np.array(calm_norms),
        "few": errors[:, SIZES.index(50)],
        "peak": errors[:, SIZES.index(400)],
        "many": errors[:, -1],
        "peak_calm": calm[:, PENALISED.index(400)],
    }


def claims(result):
    where = result["sizes"][np.median(result["errors"], axis=0).argmax()]
    yield Claim(
        "The error is greatest where there are as many examples as pixels, 400.",
        bool(where == 400),
        measured=where,
        expected=400,
        tolerance=10,
        source="belkin2019, figure 2: the peak stands where there are as many weights as examples; recalled",
        verdict="yes",
    )
    few, peak, many = result["few"], result["peak"], result["many"]
    yield Claim(
        "In every draw 400 examples leave over 35% wrong, over three times what 50 leave, and over eight times what "
        "4,000 do.",
        bool(np.all(peak > 0.35) and np.all(peak > 3 * few) and np.all(peak > 8 * many) and np.all(many > 0)),
        measured=peak,
    )
    grown = np.median(result["norms"][:, 8]) / np.median(result["norms"][:, 0])
    yield Claim(
        "At the peak the weights are over a thousand times as long as from 20 examples.",
        bool(grown > 1000),
        measured=grown,
    )
    calm = np.median(result["calm"], axis=0)
    yield Claim(
        "With a penalty there is no peak: the middle error at 400 is below that at 100, and below 6%.",
        bool(calm[4] < calm[2] and 0 < calm[4] < 0.06 and calm[6] < calm[2]),
        measured=result["peak_calm"],
    )


def alt(result):
    few, peak, many = (np.median(result[k]) for k in ("few", "peak", "many"))
    return (
        f"Above, the error is {few:.0%} at 50 examples, climbs to {peak:.0%} at 400 and falls to {many:.1%} at "
        f"4,000, while a second line, with a penalty, has no peak and falls to "
        f"{np.median(result['calm'][:, -1]):.1%} at 1,200. "
        "Below, the length of the weights shoots up at 400 by several powers of ten."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    sizes = result["sizes"]
    for ax in (top, below):
        ax.axvline(400, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
        ax.set_xlim(20, 4000)
        log_axis(ax, "x", [20, 50, 100, 400, 1000, 4000])
    band(top, sizes, result["errors"], color=COLORS.orange)
    band(top, result["penalised"], result["calm"], color=COLORS.green)
    top.set(ylabel="wrong among unseen digits", ylim=(0, 0.55))
    top.set_yticks([0, 0.1, 0.2, 0.3, 0.4, 0.5], ["0%", "10%", "20%", "30%", "40%", "50%"])
    note(top, 430, 0.51, "as many examples\nas pixels", va="center")
    note(top, 230, 0.3, "no penalty", COLORS.orange, ha="right", va="center")
    note(top, 60, 0.018, "with a penalty", COLORS.green, ha="center", va="center")
    band(below, sizes, result["norms"], color=COLORS.orange)
    band(below, result["penalised"], result["calm_norms"], color=COLORS.green)
    below.set(xlabel="examples learned from", ylabel="length of the weights")
    log_axis(below, "y", [0.1, 1, 10, 100, 1000, 10000, 100000])
    if is_slide(fig):
        top.set_xlabel("examples learned from")
