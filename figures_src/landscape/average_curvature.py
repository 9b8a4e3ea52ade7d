r"""A random direction sees the average curvature, which in many dimensions is nearly nothing beside the largest.

Trained digit networks of four widths, ten starts. In a random direction the loss bends by about the mean of all
eigenvalues of the Hessian, its trace over the number of parameters $P$. The steepest direction bends over a hundred
times more, and a picture in random directions does not contain it. The larger the network, the wider the gap.

Reference: ghorbani2019, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, band, label_line, log_axis, note, panels
from mathnets.activations import relu
from mathnets.curvature import eigenpairs, hessian
from mathnets.dimension import random_directions
from mathnets.losses import cross_entropy
from mathnets.network import MLP

SHAPE = "square"
SEEDS = range(10)
WIDTHS = (8, 16, 32, 64)
DRAWS, EXAMPLES, BINS = 60, 200, 41


def compute(digit_solutions):
    """Curvature along random directions and the largest, ten networks for each width; the trace of one of them."""
    X, y = digit_solutions["X"][:EXAMPLES], digit_solutions["y"][:EXAMPLES]
    largest, along, sizes = [], [], []
    for width in WIDTHS:
        networks = MLP([X.shape[1], width, 10], relu, loss=cross_entropy, rng=SEEDS)
        networks.parameters = digit_solutions[f"end_{width}"]
        H = hessian(networks, X, y)
        sizes.append(networks.size)
        largest.append(eigenpairs(H, rng=0, tol=1e-3).values[:, 0])
        directions = random_directions(DRAWS, networks.size, rng=width)
        along.append([np.vecdot(d, H(np.tile(d, (len(SEEDS), 1)))) for d in directions])
    along = np.array(along).swapaxes(1, 2)  # (widths, seeds, draws)
    network = MLP([X.shape[1], WIDTHS[1], 10], relu, loss=cross_entropy, rng=0)
    one = hessian(network.at(digit_solutions[f"end_{WIDTHS[1]}"][0]), X, y)
    return {
        "sizes": np.array(sizes),
        "largest": np.array(largest).T,
        "along": along,
        "average": along.mean(axis=2).T,
        "times": np.median(np.array(largest) / along.mean(axis=2), axis=1),
        "most_parameters": sizes[-1],
        "most_times": np.array(largest)[-1] / along[-1].mean(axis=1),
        "steepest_seen": along.max(axis=2).T,
        "trace_share": np.trace(one.matrix()) / sizes[1],
    }


def claims(result):
    seen = result["along"][1, 0]
    error = np.std(seen, ddof=1) / np.sqrt(DRAWS)
    yield Claim(
        "In the network of the histogram the mean curvature along random directions is the trace over P, up to three "
        "standard errors.",
        bool(abs(seen.mean() - result["trace_share"]) < 3 * error and error < 0.1 * result["trace_share"]),
        measured=seen.mean() / result["trace_share"],
    )
    ratio = result["largest"] / result["average"]
    yield Claim(
        "In every network the largest curvature is over a hundred times the mean along random directions.",
        bool(np.all(ratio > 100)),
        measured=ratio.ravel(),
    )
    yield Claim(
        "None of sixty random directions bends a tenth as much as the steepest one.",
        bool(np.all(result["steepest_seen"] < 0.1 * result["largest"]) and np.all(result["steepest_seen"] > 0)),
        measured=(result["steepest_seen"] / result["largest"]).ravel(),
    )
    yield Claim(
        "In every start the factor grows with each doubling of the width.",
        bool(np.all(np.diff(ratio, axis=1) > 0)),
        measured=result["times"],
    )


def alt(result):
    return (
        "Above, a histogram of the curvature in sixty random directions, narrow and near zero, with the "
        "largest curvature "
        f"{result['largest'][0, 1] / result['along'][1, 0].mean():.0f} times farther out. Below, the largest and "
        "the average curvature against the "
        "number of "
        f"parameters: {np.median(result['largest'][:, 0]):.1f} against {np.median(result['average'][:, 0]):.4f} at "
        f"{result['sizes'][0]:,}, {np.median(result['largest'][:, -1]):.2f} against "
        f"{np.median(result['average'][:, -1]):.5f} at {result['sizes'][-1]:,}."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    values, top = result["along"][1, 0], result["largest"][0, 1]
    above.hist(values, np.linspace(0, 0.02, BINS), color=COLORS.blue)
    above.axvline(values.mean(), color=COLORS.ink, lw=1.4, ls=(0, (4, 2)))
    note(above, values.mean() + 0.0002, 6.9, "mean", va="top")
    text = f"steepest: {top:.2f},\n{top / values.mean():.0f} times\nthe mean"
    note(above, 0.0195, 5.1, text, COLORS.orange, ha="right")
    arrow(above, (0.0135, 4.8), (0.0198, 4.8), color=COLORS.orange)
    above.set(xlim=(0, 0.02), xticks=[0, 0.005, 0.01, 0.015, 0.02], ylabel="directions")
    above.set_xlabel(f"curvature in a random direction ($P={result['sizes'][1]:,}$)".replace(",", "{,}"))
    for name, color, text in (("largest", COLORS.orange, "steepest"), ("average", COLORS.blue, "random\ndirection")):
        label_line(
            below, band(below, result["sizes"], result[name], color=color, marker="o", ms=5), text, offset=(9, 6)
        )
    log_axis(below, "x", result["sizes"])
    log_axis(below, "y", [0.0001, 0.001, 0.01, 0.1, 1])
    below.set_xticks(result["sizes"], [f"{p:,}" for p in result["sizes"]])
    below.set(xlabel="parameters, $P$", ylabel="curvature")
