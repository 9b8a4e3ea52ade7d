r"""The whole gradient costs about as much as one more look at the loss, however many parameters there are.

Every addition, multiplication and tanh is counted while networks compute their loss and their gradient with
numbers that keep count. Above: by backpropagation loss and gradient together take about twice the operations of
the loss alone, well under the dashed limit of five; by finite differences it grows with the number of
parameters. Below: the limit is a promise for one output. The derivatives of many outputs need one walk back
each.

Reference: baur1983, griewank2008
"""

import numpy as np

from figures_src._kit import COLORS, Claim, label_line, log_axis, note, panels
from mathnets.activations import tanh
from mathnets.counting import Tally, values
from mathnets.network import MLP

SEEDS = [0]
SHAPE = "tall"
NETWORKS = [[2, 2, 1], [4, 4, 1], [8, 8, 1], [8, 8, 8, 1], [16, 16, 1], [16, 16, 16, 1], [24, 24, 1]]
OUTPUTS = [1, 2, 4, 8, 16, 32]


def forward(weights, biases, x):
    """The outputs of each layer, tanh at every unit."""
    layers = [x]
    for W, b in zip(weights, biases, strict=True):
        layers.append(np.tanh(W @ layers[-1] + b))
    return layers


def loss(a, y):
    return 0.5 * np.sum((a - y) * (a - y))


def backward(weights, layers, delta):
    """The gradient, as (dW, db) of each layer from the last to the first; delta belongs to the last outputs."""
    gradients = []
    for W, below, a in zip(weights[::-1], layers[-2::-1], layers[:0:-1], strict=True):
        delta = delta * (1 - a * a)
        gradients.append((np.outer(delta, below), delta))
        if below is not layers[0]:
            delta = W.T @ delta
    return gradients


def counted(network, tally):
    """Weights and biases of a network as counted numbers."""
    return [[tally.numbers(part) for part in parts] for parts in network.split(network.parameters)]


def measured(sizes):
    """Operations of the loss, with the walk back, by finite differences; parameters; error of the gradient."""
    network, tally = MLP(sizes, tanh, output=tanh, rng=SEEDS[0]), Tally()
    rng = np.random.default_rng(SEEDS[0])
    x, y = rng.normal(size=sizes[0]), rng.normal(size=sizes[-1])
    (W, b), inputs, goal = counted(network, tally), tally.numbers(x), tally.numbers(y)
    layers = forward(W, b, inputs)
    start = loss(layers[-1], goal)
    alone = tally.operations
    gradients = backward(W, layers, layers[-1] - goal)
    both = tally.operations
    for part in W + b:
        for index in np.ndindex(part.shape):
            kept = part[index]
            part[index] = kept + 1e-6
            (loss(forward(W, b, inputs)[-1], goal) - start) / 1e-6
            part[index] = kept
    differences = alone + tally.operations - both
    found = [np.column_stack([values(dW), values(db)]).ravel() for dW, db in gradients[::-1]]
    error = np.abs(np.concatenate(found) - network.gradient(x[None], y[None])).max()
    return alone, both, differences, network.size, error


def compute():
    """Counts for networks of growing size, and for the Jacobian of a growing number of outputs."""
    alone, both, differences, parameters, error = np.array([measured(sizes) for sizes in NETWORKS]).T
    many = []
    for m in OUTPUTS:
        tally = Tally()
        W, b = counted(MLP([16, 16, m], tanh, output=tanh, rng=SEEDS[0]), tally)
        layers = forward(W, b, tally.numbers(np.ones(16)))
        once = tally.operations
        for seed in np.eye(m):
            backward(W, layers, tally.numbers(seed))
        many.append(tally.operations / once)
    return {
        "parameters": parameters,
        "backprop": both / alone,
        "dearest": np.max(both / alone),
        "differences": differences / alone,
        "error": error,
        "outputs": np.array(OUTPUTS),
        "jacobian": np.array(many),
    }


def claims(result):
    backprop, parameters = result["backprop"], result["parameters"]
    yield Claim(
        "Loss and gradient together never cost five times the operations of the loss.",
        bool(np.all(backprop < 5) and np.all(backprop > 1)),
        measured=float(np.sum(backprop > 5)),
        expected=0.0,
        tolerance=0.0,
        source="griewank2008, the cheap gradient principle: at most 5 times; baur1983; recalled",
        verdict="yes",
    )
    yield Claim(
        "In these networks they cost one and a half to two and a quarter times as much.",
        bool(np.all((backprop > 1.5) & (backprop < 2.25))),
        measured=backprop,
    )
    error = result["error"]
    yield Claim("The gradient is that of the library.", bool(0 < error.max() < 1e-12), measured=error)
    each = result["differences"] / parameters
    yield Claim(
        "By finite differences the price is that of one more loss for each parameter.",
        bool(np.all(np.abs(each[parameters > 50] - 1) < 0.1)),
        measured=each[parameters > 50],
        expected=1.0,
        tolerance=0.1,
        source="dennis1996, section 5.4: one evaluation of the function for each entry; recalled",
        verdict="yes",
    )
    growth = np.diff(np.log2(result["jacobian"]))[3:]
    yield Claim(
        "For eight outputs the price passes five; from there on it doubles, and a little more, with their number.",
        bool(result["jacobian"][2] < 5 < result["jacobian"][3] and np.all((growth > 1) & (growth < 1.3))),
        measured=growth,
    )


def alt(result):
    return (
        f"Above, on logarithmic scales: backpropagation stays between {result['backprop'].min():.1f} and "
        f"{result['backprop'].max():.1f} times the cost of the loss, below a dashed line at 5, while "
        f"finite differences "
        f"climb to {result['differences'].max():.0f} times at {result['parameters'].max():.0f} parameters. Below: for "
        f"{result['outputs'][-1]} outputs the walks back cost {result['jacobian'][-1]:.0f} times the forward one."
    )


def draw(fig, result):
    left, right = panels(fig, 2)
    label = {"color": COLORS.muted, "va": "bottom"}
    for ax in (left, right):
        ax.axhline(5, color=COLORS.ink, ls=(0, (4, 2)), lw=1.2)
        ax.set_ylabel("operations, in those\nof the function alone")
    order = np.argsort(result["parameters"])
    p = result["parameters"][order]
    (line,) = left.plot(p, result["differences"][order], "s-", color=COLORS.orange)
    label_line(left, line, "finite differences", at=4, offset=(-10, 6))
    left.plot(p, result["backprop"][order], "o-", color=COLORS.blue)
    note(left, p[0], 2.7, "backpropagation", COLORS.blue, ha="left", va="center")
    note(left, p[-1], 5.4, "limit for any program: 5", ha="right", **label)
    left.set(xlabel="parameters", ylim=(0.9, 1100))
    log_axis(left, "x", [10, 30, 100, 300])
    log_axis(left, "y", [1, 10, 100, 1000])
    right.plot(result["outputs"], result["jacobian"], "o-", color=COLORS.purple)
    note(right, 32, 4.4, "limit for\none output: 5", ha="right", va="top", color=COLORS.muted)
    note(right, 14, 30, "all derivatives\nof all outputs", COLORS.purple, ha="right", va="bottom")
    right.set(xlabel="outputs", ylim=(0.9, 110))
    log_axis(right, "x", [1, 2, 4, 8, 16, 32])
    log_axis(right, "y", [1, 10, 100])
