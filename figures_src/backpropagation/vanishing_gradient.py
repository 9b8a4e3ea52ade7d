r"""Whether a gradient survives thirty layers is decided by the activation and the size of the starting weights.

Typical size of $\boldsymbol\delta^l = \partial\mathcal{L}/\partial\mathbf{z}^l$ in each of thirty layers of 100
units, before any training, as a share of its size in the last; bands over ten networks. With sigmoids it is
lost after a few layers. Weights of variance $1/(3n)$, once customary, lose it more slowly. Those of He and others
(for rectifiers) keep it, those of Glorot and Bengio (for tanh) nearly; twice He's variance makes it explode.

Reference: glorot2010, he2015
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note
from mathnets.activations import relu, sigmoid, tanh
from mathnets.initializers import glorot_uniform, he_normal, lecun_normal
from mathnets.network import MLP

SEEDS = range(10)
DEPTH, UNITS, EXAMPLES = 30, 100, 20


def customary(n_out, n_in, rng):
    """Weights uniform in one over the root of n, of variance 1 / (3 n)."""
    return rng.uniform(-(n_in**-0.5), n_in**-0.5, (n_out, n_in))


def doubled(n_out, n_in, rng):
    return np.sqrt(2) * he_normal(n_out, n_in, rng)


RUNS = {
    "sigmoid": (sigmoid, glorot_uniform),
    "customary": (tanh, customary),
    "glorot": (tanh, glorot_uniform),
    "half": (relu, lecun_normal),
    "he": (relu, he_normal),
    "doubled": (relu, doubled),
}


def sizes_of_deltas(activation, initial, seed):
    """Root mean square of delta in each layer, for a last layer that sums with random weights."""
    network = MLP([UNITS] * (DEPTH + 1) + [1], activation, initial=initial, rng=seed)
    X = np.random.default_rng([seed, 1]).normal(size=(EXAMPLES, UNITS))
    layers, delta, found = network.activations(X), np.ones((EXAMPLES, 1)), []
    for W, a in zip(network.weights[:0:-1], layers[-2::-1], strict=True):
        delta = (delta @ W) * activation.derivative(a)
        found.append(np.sqrt(np.mean(delta**2)))
    return np.array(found[::-1])


def compute():
    """Sizes relative to the last layer, shape (seeds, layers), and the factor of the mean square for each layer."""
    result = {}
    for name, (activation, initial) in RUNS.items():
        sizes = np.array([sizes_of_deltas(activation, initial, seed) for seed in SEEDS])
        result[name] = sizes / sizes[:, -1:]
        result[f"{name}_factor"] = result[name][:, 0] ** (2 / (DEPTH - 1))
    result["glorot_first"] = result["glorot"][:, 0]
    return result


def claims(result):
    linear = (
        "the formula is exact where tanh is a straight line; here its slopes are below 1, most so for large signals"
    )
    for name, expected, tolerance, verdict, text, source, why in (
        ("customary", 1 / 3, 0.02, "yes", "Weights of variance 1/(3n) multiply the mean square by about a third",
         "glorot2010, eq. 15: n Var[W] = 1/3; recalled", None),
        ("glorot", 1.0, 0.03, "partly", "Glorot's weights nearly keep the mean square, losing less than a fifth",
         "glorot2010, eq. 10 to 12 and 16: variance kept; recalled", linear),
        ("he", 1.0, 0.05, "yes", "With rectifiers and He's weights the mean square is kept",
         "he2015, section 2.2, eq. 14: n Var[w] / 2 = 1; recalled", None),
        ("half", 0.5, 0.03, "yes", "With rectifiers and half of He's variance the mean square is halved",
         "he2015, section 2.2: without the factor 2 a signal shrinks by 1/2 in each layer; recalled", None),
    ):  # fmt: skip
        factor = result[name][:, 0] ** (2 / (result[name].shape[1] - 1))
        yield Claim(
            f"{text}, for each layer.",
            bool(np.all(np.abs(factor / expected - 1) < (0.2 if name == "glorot" else 0.1))),
            measured=factor,
            expected=expected,
            tolerance=tolerance,
            source=source,
            verdict=verdict,
            why=why,
        )
    lost = result["sigmoid"][:, 0]
    yield Claim(
        "Through thirty layers of sigmoids less than a millionth of a millionth of the gradient is left.",
        bool(np.all(lost < 1e-12) and np.all(lost > 0)),
        measured=lost,
    )
    grown = result["doubled"][:, 0]
    yield Claim("With twice He's variance it grows over a thousandfold.", bool(np.all(grown > 1e3)), measured=grown)


def alt(result):
    first = {name: np.median(result[name][:, 0]) for name in RUNS}
    return (
        "Size of the gradient from layer 30 down to layer 1, on a logarithmic scale. Two lines stay near 1 "
        f"({first['he']:.1f} for He, {first['glorot']:.2f} for Glorot); two fall to {first['half']:.0e} and "
        f"{first['customary']:.0e}, the sigmoid's to {first['sigmoid']:.0e}; one rises to {first['doubled']:,.0f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    layers = np.arange(1, DEPTH + 1)
    styles = {
        "sigmoid": (COLORS.red, "sigmoid, Glorot", (15.3, 1.2e-8), "right"),
        "customary": (COLORS.gold, "tanh, $1/(3n)$", (1.4, 3e-9), "left"),
        "glorot": (COLORS.green, "tanh, Glorot", (1.3, 5e-2), "left"),
        "half": (COLORS.orange, "relu, $1/n$", (6.2, 5e-3), "left"),
        "he": (COLORS.blue, "relu, $2/n$ (He)", (1.3, 7), "left"),
        "doubled": (COLORS.purple, "relu, $4/n$", (7.5, 3e4), "left"),
    }
    for name, (color, text, place, side) in styles.items():
        band(ax, layers, result[name], color=color)
        note(ax, *place, text, color, ha=side, va="center")
    ax.set(
        yscale="log", xlabel="layer", ylabel="size of the gradient, last layer = 1", xlim=(1, DEPTH), ylim=(1e-15, 1e6)
    )
    ax.set_xticks([1, 10, 20, 30])
    ax.set_yticks([1e-15, 1e-10, 1e-5, 1, 1e5])
    ax.minorticks_off()
