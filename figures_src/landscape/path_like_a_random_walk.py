r"""That a plane holds most of a training path proves little: it holds most of a random walk too.

Left, the path of a digit network's weights on the plane of its first two principal components, over the loss there.
Right, a random walk with as many points in as many dimensions, on *its* plane; the tidy arc is what all long random
walks look like there. Below, the shares of variance by component; crosses are the formula $6/(\pi j)^2$ for walks.

Reference: antognini2018, li2018, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, log_axis
from mathnets.activations import relu
from mathnets.geometry import principal_components
from mathnets.landscape import path_plane, plane_losses
from mathnets.losses import cross_entropy
from mathnets.network import MLP

SHAPE = "square"
SEEDS = range(10)
WIDTH, EXAMPLES, POINTS, KEPT = 16, 250, 41, 6


def shares(path):
    """Parts of the path's variance along its first principal components."""
    return principal_components(path, KEPT)[2] / path.var(axis=0, ddof=1).sum()


def compute(digit_solutions):
    """The training path and one of ten random walks, each in its plane; the loss on the first; all shares."""
    X, y, path = digit_solutions["X"][:EXAMPLES], digit_solutions["y"][:EXAMPLES], digit_solutions["path"]
    network = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=0)
    plane = path_plane(path)
    low, high = plane.coordinates.min(axis=0), plane.coordinates.max(axis=0)
    a, b = (np.linspace(p - 0.25 * (q - p), q + 0.25 * (q - p), POINTS) for p, q in zip(low, high, strict=True))
    walks = [np.cumsum(np.random.default_rng(s).normal(size=path.shape), axis=0) for s in SEEDS]
    return {
        "trained": plane.coordinates,
        "walk": path_plane(walks[0]).coordinates,
        "a": a,
        "b": b,
        "losses": plane_losses(network, X, y, plane.centre, plane.directions, a, b),
        "trained_shares": shares(path),
        "walk_shares": np.array([shares(walk) for walk in walks]),
        "trained_two": float(shares(path)[:2].sum()),
        "walk_two": np.array([shares(walk)[:2].sum() for walk in walks]),
    }


def claims(result):
    for k, word in ((1, "first"), (2, "second")):
        share = result["walk_shares"][:, k - 1]
        theory = 6 / (np.pi * k) ** 2
        yield Claim(
            f"The {word} component of a random walk holds 6/({k} pi)^2 of its variance, up to a tenth of that.",
            bool(np.all(np.abs(share / theory - 1) < 0.1)),
            measured=share,
            expected=theory,
            tolerance=0.03 * theory,
            source="antognini2018, the limit of long walks in many dimensions; formula read in the first "
            "author's notebook",
            verdict="yes",
        )
    both = result["trained_shares"][:2].sum(), result["walk_shares"][:, :2].sum(axis=1)
    yield Claim(
        "Every random walk has over 70% in its first two components; the training path has more, over 90%.",
        bool(0.9 < both[0] < 1 and np.all(both[1] > 0.7) and np.all(both[1] < both[0])),
        measured=both[0],
    )


def alt(result):
    return (
        "Above, two arcs: a training path over a map of the loss, and a random walk on blank paper. "
        "Below, shares of "
        f"variance: the training path has {result['trained_shares'][0]:.0%} and "
        f"{result['trained_shares'][1]:.0%} in its first "
        f"two components, random walks {result['walk_shares'][:, 0].mean():.0%} and "
        f"{result['walk_shares'][:, 1].mean():.0%}."
    )


def draw(fig, result):
    grid = fig.add_gridspec(2, 2, height_ratios=(1.25, 1))
    left, right, below = fig.add_subplot(grid[0, 0]), fig.add_subplot(grid[0, 1]), fig.add_subplot(grid[1, :])
    a, b = result["a"], result["b"]
    log = np.log(result["losses"])
    shades = np.linspace(log.min(), log.max(), 20)
    left.contourf(a, b, log, shades, cmap=colormap("sequential").reversed(), vmin=log.min() - 0.5, vmax=np.log(6))
    left.contour(a, b, log, 8, colors=[COLORS.muted], linewidths=0.6, linestyles="solid")
    for ax, name, color, title in (
        (left, "trained", COLORS.orange, "training"),
        (right, "walk", COLORS.purple, "random walk"),
    ):
        ax.plot(*result[name].T, color=color, lw=2)
        ax.plot(*result[name][0], "o", color=color, ms=7, mfc=COLORS.paper, mew=2)
        ax.plot(*result[name][-1], "o", color=color, ms=7)
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, loc="center")
    k = np.arange(1, KEPT + 1)
    below.plot(k, result["walk_shares"].T, color=COLORS.purple, lw=1, alpha=0.6)
    below.plot(k, 6 / (np.pi * k) ** 2, "x", color=COLORS.ink, ms=8, mew=2)
    below.plot(k, result["trained_shares"], "o-", color=COLORS.orange)
    log_axis(below, "y", [0.001, 0.01, 0.1, 1])
    below.set(xlabel="principal component, $j$", ylabel="share of variance", xticks=k)
