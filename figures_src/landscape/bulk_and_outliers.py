r"""At the end of training most directions are nearly flat, and nine stand out: one fewer than there are classes.

The curvatures (eigenvalues of the Hessian) of a digit network of 1,786 parameters. Above, their density before and
after training, estimated by Lanczos' method without ever forming the matrix. Below, the twenty largest after training,
ten starts.

Reference: ghorbani2019, sagun2016, pearlmutter1994, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels
from mathnets.activations import relu
from mathnets.curvature import eigenpairs, hessian, lanczos_quadrature, spectral_density
from mathnets.losses import cross_entropy
from mathnets.network import MLP

SHAPE = "square"
SEEDS = range(10)
WIDTH, TOP, EXAMPLES = 16, 20, 500


def compute(digit_solutions):
    """Spectral densities of the first network before and after training, and the largest curvatures of all ten."""
    X, y = digit_solutions["X"][:EXAMPLES], digit_solutions["y"][:EXAMPLES]
    network = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=0)
    x = np.linspace(-0.5, 3.0, 351)
    result = {"x": x}
    for when in ("start", "end"):
        H = hessian(network.at(digit_solutions[f"{when}_{WIDTH}"][0]), X, y)
        spectrum = lanczos_quadrature(H, steps=60, draws=5, rng=0)
        result[f"density_{when}"] = spectral_density(spectrum, x, 0.02)
        result[f"flat_{when}"] = float(spectrum.weights[np.abs(spectrum.nodes) < 0.1].sum())
        result[f"downhill_{when}"] = float(spectrum.weights[spectrum.nodes < -0.1].sum())
    ends = network.at(digit_solutions[f"end_{WIDTH}"])
    result["top"] = eigenpairs(hessian(ends, X, y), TOP, rng=0, tol=1e-3).values
    falls = result["top"][:, :-1] / result["top"][:, 1:]
    result["outliers"] = 2 + np.argmax(falls[:, 1:15], axis=1)  # those before the widest gap in ratio
    result["gap"] = falls.max(axis=1)
    result["classes"] = len(np.unique(y))
    return result


def claims(result):
    yield Claim(
        "In the first network, after training, over 95 of 100 curvatures lie within 0.1 of zero.",
        bool(0.95 < result["flat_end"] <= 1),
        measured=result["flat_end"],
    )
    yield Claim(
        "In the first network the loss bends down before training by more than 0.1 in some directions, after it in "
        "none "
        "that Lanczos finds.",
        bool(result["downhill_start"] > 0.002 and result["downhill_end"] == 0),
        measured=result["downhill_start"],
    )
    counts = result["outliers"]
    yield Claim(
        "In at least nine of ten networks the widest gap comes after the ninth curvature.",
        bool(np.sum(counts == result["classes"] - 1) >= 9 and np.all(np.diff(result["top"], axis=1) <= 1e-6)),
        measured=counts,
        expected=10.0,
        tolerance=1.0,
        source="sagun2016, figures: about as many outliers as there are classes; recalled",
        verdict="yes",
    )
    gap = result["top"][:, 8] / result["top"][:, 9]
    yield Claim("There the curvature falls to less than 0.6 of itself.", bool(np.all(gap > 1 / 0.6)), measured=gap)


def alt(result):
    top = np.median(result["top"], axis=0)
    return (
        f"Above, density of curvatures, logarithmic: a spike at zero, with {result['flat_end']:.1%} of them "
        "within 0.1 after "
        f"training, and a few bumps out to {result['top'][0, 0]:.1f}. Below, the largest {len(top)} in order: "
        "nine from "
        f"{top[0]:.2f} to {top[8]:.2f}, then a drop to {top[9]:.2f}."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    for when, color, text in (("start", COLORS.orange, "before"), ("end", COLORS.blue, "after training")):
        density = np.maximum(result[f"density_{when}"], 1e-6)
        above.fill_between(result["x"], 1e-6, density, color=color, alpha=0.2, lw=0)
        above.plot(result["x"], density, color=color, lw=1.6, label=text)
    above.set_yscale("log")
    above.minorticks_off()
    above.set(ylim=(1e-4, 60), xlim=(-0.4, 2.8), xlabel="curvature", ylabel="density", yticks=[1e-4, 1e-2, 1])
    above.legend(loc="upper right")
    k = np.arange(1, TOP + 1)
    below.axvspan(9.5, TOP + 0.6, color=COLORS.wash, lw=0)
    below.plot(k, result["top"].T, color=COLORS.blue, lw=0.8, alpha=0.4)
    below.plot(k, np.median(result["top"], axis=0), "o", color=COLORS.blue, ms=6)
    below.set(xlim=(0.5, TOP + 0.6), ylim=(0, None), xticks=[1, 5, 9, 15, 20], xlabel="rank", ylabel="curvature")
    note(below, 15, result["top"].max() * 0.5, "the bulk begins", COLORS.muted, ha="center")
    note(below, 5, result["top"].max() * 0.9, "nine outliers", COLORS.blue, ha="center")
