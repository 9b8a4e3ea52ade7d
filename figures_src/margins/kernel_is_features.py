r"""Two machines make the same mistakes on the same digits: one reckons with 5,151 features, the other never sees them.

The perceptron on fours and nines of 10 by 10 pixels, once on all products of up to two pixels, once with the kernel
$(\mathbf{x}\cdot\mathbf{x}'+1)^2$ in place of dot products. Left: mistakes made, thick with the features, dashed with
the kernel, in ten orders. Right: the scores of unseen digits, for one order.

Reference: aizerman1964, boser1992
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels
from mathnets.data import digits
from mathnets.kernel_perceptron import kernel_perceptron
from mathnets.kernels import polynomial, polynomial_features
from mathnets.perceptron import perceptron_path

SEEDS = range(10)
SHAPE = "wide"
DIGITS, UNSEEN = 400, 400


def small(split, count):
    """Digits of 10 by 10 pixels, each the mean of four, and their signs."""
    X, label = digits.fours_and_nines(split)
    return X[:count].reshape(-1, 10, 2, 10, 2).mean(axis=(2, 4)).reshape(-1, 100), np.where(label[:count] == 4, 1, -1)


def compute():
    """When each machine makes its mistakes, in ten orders, and the scores of both for unseen digits after the first."""
    X, y = small("train", DIGITS)
    T, t = small("test", UNSEEN)
    K, F = polynomial(X, degree=2), polynomial_features(X, degree=2)
    when, made, same, errors = [], [], [], []
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(DIGITS)
        path = perceptron_path(F[order], y[order], fit_intercept=False)
        epochs, rows = np.nonzero(kernel_perceptron(K[np.ix_(order, order)], y[order]))
        coefficients = np.bincount(rows, minlength=DIGITS) * y[order]
        scores = polynomial(T, X[order], degree=2) @ coefficients
        if seed == 0:
            by_kernel, by_features = scores, polynomial_features(T, degree=2) @ path.weights[-1]
        when.append((epochs * DIGITS + rows, path.epochs * DIGITS + path.examples))
        made.append(len(rows))
        same.append(np.mean(np.array(when[-1][0]) == when[-1][1]) if len(rows) == len(path.examples) else 0.0)
        errors.append(np.mean(t * scores <= 0))
    most = max(made)
    pad = [[np.append(w, np.full(most - len(w), -1)) for w in pair] for pair in when]
    return {
        "when": np.array(pad),  # (orders, kernel and features, mistakes), -1 where there are no more
        "mistakes": np.array(made),
        "same": np.array(same),
        "by_kernel": by_kernel,
        "by_features": by_features,
        "error": np.array(errors),
        "features": F.shape[1],
        "pixels": X.shape[1],
        "support": (support := np.array([len(set(w[0] % DIGITS)) for w in when])),
        "products": support * X.shape[1],
    }


def claims(result):
    kernel, features = result["when"][:, 0], result["when"][:, 1]
    yield Claim(
        "In every order both make their mistakes on the same digits at the same times.",
        bool(np.all(result["same"] == 1) and np.array_equal(kernel, features) and result["mistakes"].min() > 50),
        measured=result["same"],
        expected=1.0,
        tolerance=0.0,
        source="aizerman1964: the potential function method is the perceptron in the space of the features (recalled)",
        verdict="yes",
    )
    size = np.abs(result["by_features"]).max()
    off = np.abs(result["by_kernel"] - result["by_features"]).max()
    yield Claim("Their scores agree to nine digits.", bool(off < 1e-9 * size), measured=off)
    yield Claim(
        "Besides the constant there are D(D+3)/2 products of up to two of D pixels.",
        result["features"] - 1 == result["pixels"] * (result["pixels"] + 3) / 2,
        measured=result["features"] - 1,
        expected=5150,
        tolerance=0,
        source="cortes1995, section 1: n(n+3)/2 coordinates for a quadratic surface (recalled)",
        verdict="yes",
    )


def alt(result):
    made = result["mistakes"]
    return (
        f"Left, ten staircases of {made.min()} to {made.max()} mistakes; a dashed line lies on each thick one. Right, "
        f"the scores of {len(result['by_kernel'])} digits from {result['features']:,} features against those from the "
        "kernel: all on the diagonal."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2))
    for kernel, features in result["when"]:
        n = np.arange(1, np.sum(kernel >= 0) + 1)
        left.plot(features[features >= 0] + 1, n, color=COLORS.blue, lw=4, alpha=0.3, drawstyle="steps-post")
        left.plot(kernel[kernel >= 0] + 1, n, color=COLORS.ink, lw=0.9, ls=(0, (3, 2)), drawstyle="steps-post")
    left.set(xlabel="digits seen", ylabel="mistakes made", xlim=(0, None), ylim=(0, None), box_aspect=1)
    ends = np.array([-1, 1]) * np.abs(result["by_kernel"]).max() * 1.05
    right.plot(ends, ends, color=COLORS.faint, lw=1)
    right.plot(
        result["by_kernel"], result["by_features"], "o", ms=4, color=COLORS.blue, alpha=0.5, mew=0, rasterized=True
    )
    right.set(xlabel="score by the kernel", xlim=ends, ylim=ends, aspect="equal")
    right.set_ylabel("score by the features", labelpad=0)
    note(right, 0.95 * ends[0], 0.8 * ends[1], f"{result['features']:,} features", COLORS.muted, ha="left")
