r"""A wrong theory fits the twelve oppositions as well as the true one: each leaves less than a minute of arc (rms).

What each hypothesis, fitted by least squares, leaves of the twelve directions, in minutes of arc (a sixtieth of a
degree). The band is Tycho's accuracy as it is usually given, two minutes. The scale is linear inside the band and
logarithmic outside. Kepler made the circle with an equant pass through four of the oppositions and called it his
vicarious hypothesis; he knew that it was false.

Reference: kepler1609, dreyer1906
"""

import numpy as np

from figures_src._kit import COLORS, Claim, panels
from mathnets.orbits import precession

TOLERANCE = 1e-4  # what fits leave, each of which stops within a hundred-millionth of the best
SHAPE = "square"
EPOCH = 2300840.5  # 6 March 1587 of the Julian calendar: the opposition to whose date Kepler's aphelion belongs
NAMES = ("circle", "eccentric", "equant", "ellipse")
TITLES = ("circle about the Sun", "circle about another point", "circle with an equant", "ellipse")
TYCHO = 2.0
READ = "read in a Russian edition of Dreyer's history"


def compute(opposition_fits):
    """Residuals (hypotheses, oppositions), their rms and worst, and the numbers that Kepler gave too."""
    residuals = np.array([opposition_fits[f"{name}_residuals"] for name in NAMES])
    equant, ellipse = opposition_fits["equant_numbers"], opposition_fits["ellipse_numbers"]
    return {
        "residuals": residuals,
        "rms": np.sqrt(np.mean(residuals**2, axis=1)),
        "worst": np.abs(residuals).max(axis=1),
        "numbers": np.array([len(opposition_fits[f"{name}_numbers"]) for name in NAMES]),
        "year": 1580 + (opposition_fits["days"] - 2298152.5) / 365.25,
        "to_centre": equant[3],
        "to_equant": equant[4],
        "aphelion": equant[2] + float(precession(EPOCH)),
        "eccentricity": ellipse[3],
        "period": ellipse[0],
    }


def claims(result):
    circle, eccentric, equant, ellipse = result["rms"]
    yield Claim(
        "The circle about the Sun misses by degrees, the shifted one by a quarter of a degree.",
        bool(400 < circle < 470 and 13 < eccentric < 16),
        measured=circle / 60,
    )
    yield Claim(
        "Equant and ellipse leave less than a minute, and differ by less than a tenth of one.",
        bool(0.8 < ellipse < 1 and 0.8 < equant < 1 and abs(ellipse - equant) < 0.1),
        measured=equant - ellipse,
    )
    for key, expected, tolerance, text, source in (
        ("to_centre", 0.11332, 0.002, "The equant's circle has its centre 0.114 radii from the Sun.", READ),
        (
            "to_equant",
            0.07232,
            0.002,
            "The equant lies 0.072 radii beyond the centre.",
            f"from half the sum, 0.09282, {READ}",
        ),
        ("aphelion", 148.815, 0.1, "Mars is farthest from the Sun at 148 degrees 51 minutes.", "recalled"),
    ):
        yield Claim(
            text,
            bool(abs(result[key] - expected) < tolerance),
            measured=result[key],
            expected=expected,
            tolerance=tolerance,
            source=f"kepler1609, chapter 16; {source}",
            verdict="yes",
        )
    yield Claim(
        "Neither equant nor ellipse misses any of the twelve by more than two minutes.",
        bool(1.5 < result["worst"][2] < 2 and result["worst"][3] < 2 and result["worst"][1] > 20),
        measured=result["worst"][2],
        expected=2.2,
        tolerance=0.5,
        source="kepler1609, chapter 18: largest residual 2'12\"; read in a Russian edition of Dreyer's history",
        verdict="yes",
    )
    yield Claim(
        "The ellipse's eccentricity is 0.0927.",
        bool(abs(result["eccentricity"] - 0.0927) < 0.0005),
        measured=result["eccentricity"],
        expected=0.09264,
        tolerance=0.0005,
        source="kepler1609, chapter 42; read in a chapter-by-chapter commentary on the web",
        verdict="yes",
    )


def alt(result):
    parts = ", ".join(f"{title} {rms:.1f}" for title, rms in zip(TITLES, result["rms"], strict=True))
    return (
        f"Four rows of twelve residuals with a band of two minutes about zero. Root mean squares in "
        f"minutes of arc: {parts}. "
        "Only the last two rows stay within the band."
    )


def draw(fig, result):
    for ax, title, residuals, rms, colour, free in zip(
        panels(fig, 4, slide=(2, 2), sharex=True, sharey=True),
        TITLES,
        result["residuals"],
        result["rms"],
        ("muted", "gold", "purple", "blue"),
        result["numbers"],
        strict=True,
    ):
        color = getattr(COLORS, colour)
        ax.axhspan(-TYCHO, TYCHO, color=COLORS.faint, alpha=0.6, lw=0)
        ax.vlines(result["year"], 0, residuals, color=color, lw=1.6)
        ax.plot(result["year"], residuals, "o", color=color, ms=6)
        ax.set_yscale("symlog", linthresh=TYCHO, linscale=0.8)
        ax.set(ylim=(-1500, 1500), yticks=[-600, -20, 0, 20, 600], yticklabels=["−600′", "−20′", "0", "20′", "600′"])
        ax.set_title(
            f"{title}: {free} numbers, rms {rms:.2f}′" if rms < 10 else f"{title}: {free} numbers, rms {rms:.0f}′",
            color=color,
        )
        ax.minorticks_off()
    ax.set(xticks=[1580, 1585, 1590, 1595, 1600, 1605])
