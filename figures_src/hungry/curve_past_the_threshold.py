r"""A curve forced through every point is wildest when it only just can be, and calms down when it could in many ways.

Fifteen noisy points (dots) at random places of a smooth curve (blue) are fitted with more and more cosines, slow ones
first, by the shortest weights. With fifteen cosines exactly one curve meets all points. With a thousand there are
endlessly many, and the shortest weights pick a calm one. In the film, beside it, the error against the true curve;
the line is the middle of thirty draws of points, the band holds the middle half.

Reference: belkin2019, hastie2022
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note
from mathnets.least_squares import minimum_norm

TOLERANCE = 1e-4  # at the threshold the equations are nearly singular, and enlarge rounding
SEEDS = range(30)
POINTS, NOISE = 15, 0.25
SIZES = [2, 3, 4, 5, 6, 8, 10, 12, 13, 14, 15, 16, 17, 18, 20, 24, 30, 40, 60, 100, 200, 400, 700, 1000]
FRAMES = 24  # one a size
FILM = [2, 6, 10, 23]  # frames of the filmstrip
SHOWN = 0  # the draw in the film
FINE = np.linspace(0, 1, 201)


def cosines(x, count):
    """cos(pi k x) / (1 + k) for k = 0, 1, ...: slow waves are cheap, fast ones need large weights."""
    k = np.arange(count)
    return np.cos(np.pi * np.outer(x, k)) / (1 + k)


def truth(x):
    return np.sin(2 * np.pi * x) + 0.5 * x


def compute():
    """Errors of all draws, shape (draws, sizes), and the points and the curves of the draw that is shown."""
    fine, errors, seen = cosines(FINE, max(SIZES)), [], {}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = np.sort(rng.random(POINTS))
        y = truth(x) + NOISE * rng.normal(size=POINTS)
        features = cosines(x, max(SIZES))
        curves = np.array([fine[:, :m] @ minimum_norm(features[:, :m], y) for m in SIZES])
        errors.append(np.sqrt(np.mean((curves - truth(FINE)) ** 2, axis=1)))
        if seed == SHOWN:
            seen = {"x": x, "y": y, "curves": np.round(np.clip(curves, -9, 9), 4)}
    errors = np.array(errors)
    return {
        **seen,
        "sizes": np.array(SIZES),
        "errors": errors,
        "best_before": errors[:, : SIZES.index(12)].min(axis=1),
        "peak": errors[:, SIZES.index(POINTS)],
        "last": errors[:, -1],
    }


def claims(result):
    middle = np.median(result["errors"], axis=0)
    where = result["sizes"][middle.argmax()]
    yield Claim(
        "The middle error is greatest within a cosine of as many cosines as points.",
        bool(abs(where - POINTS) <= 1),
        measured=where / POINTS,
        expected=1.0,
        tolerance=0.1,
        source="belkin2019, figure 1: the interpolation threshold; recalled",
        verdict="yes",
    )
    fall = np.median(result["peak"]) / np.median(result["last"])
    yield Claim("From the peak to a thousand cosines it falls over a thousandfold.", bool(fall > 1000), measured=fall)
    ratio = np.median(result["last"]) / np.median(result["best_before"])
    yield Claim(
        "Here the second descent does not get below the first: the best few cosines err less than a thousand.",
        bool(1 < ratio < 3),
        measured=ratio,
    )


def alt(result):
    return (
        "A curve through fifteen dots: with few cosines it sweeps past them, with fifteen it meets them all and shoots "
        "far out between them, with a thousand it meets them all and stays close. The error of the middle draw falls "
        f"to {np.median(result['best_before']):.2f}, rises to {np.median(result['peak']):,.0f} at fifteen and ends at "
        f"{np.median(result['last']):.2f}."
    )


def fit(ax, result, k):
    ax.plot(FINE, truth(FINE), color=COLORS.blue, lw=3, alpha=0.45)
    ax.plot(FINE, result["curves"][k], color=COLORS.orange, clip_on=True)
    ax.plot(result["x"], result["y"], "o", color=COLORS.ink, ms=4.5)
    ax.set(xlim=(0, 1), ylim=(-2.2, 2.7), xticks=[0, 1], yticks=[-2, 0, 2])
    ax.set_title(f"{SIZES[k]:,} cosines", loc="center")


def draw(fig, result, frame):
    if frame is None:
        axes = fig.subplots(*((1, 4) if is_slide(fig) else (2, 2)), sharex=True, sharey=True).ravel()
        for ax, k in zip(axes, FILM, strict=True):
            fit(ax, result, k)
        return
    left, right = fig.subplots(1, 2, width_ratios=(1.2, 1))
    fit(left, result, frame)
    seen = slice(0, frame + 1)
    band(right, result["sizes"][seen], result["errors"][:, seen], color=COLORS.purple, quantiles=(0.25, 0.75))
    right.axvline(POINTS, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
    note(right, POINTS * 1.3, 2e4, "as many\nas points", va="center")
    right.set(xlim=(2, 1000), ylim=(0.08, 2e5), xlabel="cosines")
    log_axis(right, "x", [2, 5, 15, 100, 1000])
    log_axis(right, "y", [0.1, 1, 10, 100, 1000, 10000, 100000])
    right.set_title("error", loc="center")
