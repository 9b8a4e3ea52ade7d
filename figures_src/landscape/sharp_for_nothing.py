r"""Without changing one output a rectifier network can be made as sharp as one likes; tanh does not survive the change.

Ten digit networks, whose hidden layer is multiplied by $\rho$ and whose output weights are divided by it. Above, the
largest curvature of the loss: far from $\rho=1$ it grows as $\rho^2$ on one side and $\rho^{-2}$ on the other. Below,
how much the outputs change. For rectifiers not at all, for tanh networks, which are not homogeneous, they do.

Reference: dinh2017, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels
from mathnets.activations import relu, tanh
from mathnets.curvature import sharpness
from mathnets.landscape import rescaled
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SHAPE = "square"
SEEDS = range(10)
WIDTH, EXAMPLES = 16, 200
FACTORS = 2.0 ** np.arange(-6, 7)


def scaled(networks, c):
    """The networks with hidden weights times c and output weights over c, whatever their activation."""
    other = networks.at(networks.parameters)
    other.weights[0][...] *= c
    other.biases[0][...] *= c
    other.weights[1][...] /= c
    return other


def compute(digit_solutions):
    """Sharpness of ten rectifier networks for each factor, and the relative change of outputs for both activations."""
    X, y = digit_solutions["X"], digit_solutions["y"]
    networks = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=SEEDS)
    networks.parameters = digit_solutions[f"end_{WIDTH}"]
    smooth = MLP(networks.sizes, tanh, loss=cross_entropy, rng=SEEDS)
    train(smooth, X, y, Adam(0.01), epochs=15, batch=100, rng=SEEDS)
    X, y = X[:EXAMPLES], y[:EXAMPLES]
    result = {"factors": FACTORS, "sharpness": [], "relu_change": [], "tanh_change": []}
    for c in FACTORS:
        result["sharpness"].append(sharpness(rescaled(networks, 1, c), X, y, tol=1e-4))
        for name, some in (("relu", networks), ("tanh", smooth)):
            z = some.forward(X)
            change = np.linalg.norm(scaled(some, c).forward(X) - z, axis=(1, 2)) / np.linalg.norm(z, axis=(1, 2))
            result[f"{name}_change"].append(change)
    result = {key: np.array(value).T for key, value in result.items()}
    log = np.log(result["sharpness"])
    step = np.log(FACTORS[1] / FACTORS[0])
    result["tanh_at_two"] = result["tanh_change"][:, list(FACTORS).index(2.0)].copy()
    return result | {
        "slope_up": (log[:, -1] - log[:, -3]) / (2 * step),
        "slope_down": (log[:, 2] - log[:, 0]) / (2 * step),
    }


def claims(result):
    yield Claim(
        "However the rectifier networks are rescaled, by powers of two, their outputs change by not one bit.",
        bool(np.all(result["relu_change"] == 0) and result["factors"][-1] > 60),
        measured=result["relu_change"].max(),
    )
    source = "dinh2017, section 4.2: the Hessian's block for a layer is multiplied by the squared factor; recalled"
    yield Claim(
        "For large factors the sharpness grows as their square.",
        bool(np.all(np.abs(result["slope_up"] - 2) < 0.1)),
        measured=result["slope_up"],
        expected=2.0,
        tolerance=0.05,
        source=source,
        verdict="yes",
    )
    yield Claim(
        "For small ones as the square of their inverse.",
        bool(np.all(np.abs(result["slope_down"] + 2) < 0.1)),
        measured=result["slope_down"],
        expected=-2.0,
        tolerance=0.05,
        source=source,
        verdict="yes",
    )
    worst = result["tanh_change"][:, [0, -1]]
    yield Claim(
        "In a tanh network the same change alters the outputs by over half at both ends.",
        bool(np.all(worst > 0.5) and np.all(result["tanh_change"][:, 6] < 1e-12)),
        measured=worst.min(),
    )


def alt(result):
    s = np.median(result["sharpness"], axis=0)
    return (
        f"Above, sharpness against the factor, both logarithmic: a V with its lowest point near factor 1, "
        f"{s.min():.1f}, and ends at {s[0]:,.0f} and {s[-1]:,.0f}. Below, the change of the outputs: at the bottom for "
        f"rectifiers, where it is {result['relu_change'].max():.0f}; for tanh between "
        f"{np.median(result['tanh_at_two']):.0%} and {np.median(result['tanh_change'], axis=0).max():.0%}."
    )


def draw(fig, result):
    above, below = panels(fig, 2, sharex=True)
    c = result["factors"]
    band(above, c, result["sharpness"], color=COLORS.blue, marker="o", ms=4)
    log_axis(above, "y", [1, 10, 100, 1000, 10_000])
    above.set_ylabel(r"sharpness, $\lambda_{\max}$")
    if is_slide(fig):
        above.set_xlabel(r"factor, $\rho$")
    low = np.median(result["sharpness"][:, -1]) / c[-1] ** 2
    above.plot(c[8:], 2.6 * low * c[8:] ** 2, color=COLORS.muted, lw=1.2, ls=(0, (4, 2)))
    note(above, 9, 2.6 * low * 9**2 * 1.5, r"$\rho^2$", COLORS.muted, ha="right", va="bottom")
    floor = 1e-16
    for name, color in (("tanh", COLORS.orange), ("relu", COLORS.blue)):
        band(below, c, np.maximum(result[f"{name}_change"], floor), color=color, marker="o", ms=4)
    below.set_yscale("log")
    below.set(
        ylim=(floor / 3, 1e3),
        ylabel="change of outputs",
        xlabel=r"factor, $\rho$",
    )
    below.set_yticks([floor, 1e-12, 1e-8, 1e-4, 1], ["0", *(f"$10^{{{k}}}$" for k in (-12, -8, -4)), "1"])
    below.minorticks_off()
    note(below, 2.2, 1e-3, "tanh", COLORS.orange)
    note(below, 2.2, 1e-14, "rectifier: not one bit", COLORS.blue)
    log_axis(below, "x", [1 / 64, 1 / 8, 1, 8, 64])
    below.set_xticks([1 / 64, 1 / 8, 1, 8, 64], ["1/64", "1/8", "1", "8", "64"])
