r"""To solve exclusive or, a network squeezes the square to a thread and bends it, until a straight line can cut it.

Two hidden units, one output. At the left the square of inputs: the colour is the network's answer. At the right
the same square as the hidden units see it, with the line where the answer changes. Backpropagation has
stretched and bent it until both blue corners lie on one side. With two hidden units some starts are still wrong
after 2,000 steps; with eight, none of those tried.

Reference: rumelhart1986, minsky1969
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, decision_line, scatter_classes
from mathnets.activations import sigmoid
from mathnets.network import MLP
from mathnets.optimizers import Momentum
from mathnets.training import train

SEEDS = range(48)
SHOWN = 0  # which of those that arrive
FRAMES = 32
FILM = [14, 20, 31]
STEPS, RATE, MOMENTUM, START = 2000, 0.5, 0.9, 1.0
CORNERS, LABELS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, 1, 1, -1])


def trained(hidden, record):
    """The networks of all seeds, their history, and which of them answer all four corners rightly in the end."""
    networks = MLP([2, hidden, 1], sigmoid, output=sigmoid, rng=SEEDS)
    networks.parameters = np.array([np.random.default_rng(s).uniform(-START, START, networks.size) for s in SEEDS])
    targets = (LABELS[:, None] + 1) / 2
    history = train(networks, CORNERS, targets, Momentum(4 * RATE, MOMENTUM), steps=STEPS, record=record)
    right = np.all((networks.forward(CORNERS) > 0.5) == targets, axis=(1, 2))
    return networks, history, right.astype(int)


def compute():
    """Answers on a grid and the folded lattice, frame by frame, for one network; which starts arrive, both sizes."""
    networks, history, two = trained(2, 4)
    eight = trained(8, None)[2]
    seed = np.flatnonzero(two)[SHOWN]
    losses = history.losses[:, seed]
    solved = np.flatnonzero(losses > losses[0] / 20)[-1]
    steps = np.unique(np.round(np.linspace(0.25, 1.35, FRAMES) * solved / 4).astype(int)) * 4
    steps[0] = 0
    side = np.linspace(-0.25, 1.25, 49)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    fine, marks = np.linspace(0, 1, 41), np.linspace(0, 1, 9)
    lines = np.array([np.column_stack([np.full(41, m), fine]) for m in marks])
    lines = np.concatenate([lines, lines[..., ::-1]]).reshape(-1, 2)
    frames = [networks[int(seed)].at(history.parameters[np.searchsorted(history.steps, k), seed]) for k in steps]
    return {
        "steps": steps,
        "answers": np.round([net.forward(grid).reshape(49, 49) for net in frames], 3),
        "folded": np.round([net.activations(lines)[0].reshape(18, 41, 2) for net in frames], 4),
        "corners": np.array([net.activations(CORNERS)[0] for net in frames]),
        "cut": np.array([np.append(net.weights[1][0], net.biases[1]) for net in frames]),
        "loss": losses[steps],
        "two": two,
        "eight": eight,
        "arrived": int(two.sum()),
        "starts": len(two),
    }


def narrowness(folded):
    """The folded square's area in that of a circle of the same perimeter, frame by frame: 1 for a circle."""
    edges = [folded[:, 0], folded[:, 17], folded[:, 8, ::-1], folded[:, 9, ::-1]]  # once around
    here = np.concatenate(edges, axis=1)
    there = np.roll(here, -1, axis=1)
    area = np.abs(np.sum(here[..., 0] * there[..., 1] - there[..., 0] * here[..., 1], axis=1)) / 2
    return 4 * np.pi * area / np.linalg.norm(there - here, axis=-1).sum(axis=1) ** 2


def claims(result):
    start = "At the start the output's own line through the hidden space does not part the corners."
    for when, k, text in ((0, 0, start), (1, -1, "At the end it does.")):
        score = (result["corners"][k] @ result["cut"][k, :2] + result["cut"][k, 2]) * LABELS
        yield Claim(
            text,
            bool((score.min() > 0) == bool(when) and np.abs(score).max() < 30),
            measured=score.min(),
        )
    thin = narrowness(result["folded"])
    yield Claim(
        "A patch at the start, the square has in the end less than a hundredth of the area of a circle as long around.",
        bool(0 < thin[-1] < 0.01 and thin[0] > 0.1),
        measured=thin[-1],
    )
    share = result["two"].mean()
    yield Claim(
        "With two hidden units more than three quarters of the starts arrive, but not all.",
        bool(0.75 < share < 1 and result["arrived"] == result["two"].sum()),
        measured=share,
    )
    yield Claim("With eight all of them do.", bool(np.all(result["eight"] == 1)), measured=result["eight"])


def alt(result):
    return (
        f"Two squares, {len(result['steps'])} frames. In the left one a band of orange is left between two blue "
        "corners. In the right one a lattice that begins as a small patch is stretched to a thread and bent, until a "
        f"line parts the blue corners from the orange ones; the film ends after {result['steps'][-1]:,.0f} steps. With "
        f"two hidden units {result['arrived']} of {result['starts']} starts arrive."
    )


def square(ax, result, k):
    ax.imshow(
        result["answers"][k] - 0.5,
        extent=(-0.25, 1.25, -0.25, 1.25),
        origin="lower",
        cmap=colormap("diverging"),
        vmin=-0.8,
        vmax=0.8,
        interpolation="bilinear",
    )
    scatter_classes(ax, CORNERS, LABELS, size=70)
    ax.set(xticks=[0, 1], yticks=[0, 1], xlim=(-0.25, 1.25), ylim=(-0.25, 1.25))
    ax.set_title(f"{result['steps'][k]:,.0f} steps", loc="center")


def folded(ax, result, k):
    for line in result["folded"][k]:
        ax.plot(*line.T, color=COLORS.muted, lw=0.7, alpha=0.8)
    ax.set(xlim=(-0.08, 1.08), ylim=(-0.08, 1.08), aspect="equal", xticks=[0, 1], yticks=[0, 1])
    decision_line(ax, result["cut"][k, :2], result["cut"][k, 2])
    scatter_classes(ax, result["corners"][k], LABELS, size=70)
    ax.spines[:].set(visible=True, color=COLORS.faint)


def draw(fig, result, frame):
    film = FILM if frame is None else [frame]
    axes = fig.subplots(2, len(film), squeeze=False) if frame is None else fig.subplots(1, 2, squeeze=False).T
    for (above, below), k in zip(axes.T if frame is None else [axes.ravel()], film, strict=True):
        square(above, result, k)
        folded(below, result, k)
        if frame is not None:
            above.set_title(f"inputs, after {result['steps'][k]:,.0f} steps", loc="center")
            below.set_title("what the hidden units see", loc="center")
