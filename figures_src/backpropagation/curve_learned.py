r"""A network in training finds the slow wave first and the fast one last.

Twenty-four tanh units learn a curve that is the sum of three waves of equal height, by backpropagation and Adam.
At the left the network (orange) on the curve (blue); at the right how much of each wave it has, as a share of
what the curve contains; bands over ten networks. All three waves are in the data from the first step. Even where
the fast wave is four times as high as the slow one, it comes last.

Reference: rahaman2019
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note
from mathnets.activations import tanh
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

CHAOTIC = "Adam at a constant rate does not come to rest, and what rounding changes grows from step to step."
SEEDS = range(10)
FRAMES = 36
FILM = [10, 20, 26, 35]  # frames of the filmstrip
UNITS, STEPS, RATE, SPREAD = 24, 3000, 0.01, 5.0
WAVES = np.array([1, 3, 6])
EQUAL, RISING = np.array([0.6, 0.6, 0.6]), np.array([0.25, 0.5, 1.0])  # heights of the waves
POINTS, FINE = np.linspace(-1, 1, 61), np.linspace(-1, 1, 241)  # learned from, and drawn at


def kinks_spread(n_out, n_in, rng):
    return rng.normal(0, SPREAD if n_in == 1 else 0.3 / n_in**0.5, (n_out, n_in))


def curve(heights, x):
    """The waves at x, one a row, and their sum with these heights."""
    waves = np.sin(np.pi * np.outer(WAVES, x))
    return waves, heights @ waves


def trained(heights):
    """The networks, their history, and the share of each wave that they have, shape (seeds, waves, records)."""
    waves, y = curve(heights, POINTS)
    networks = MLP([1, UNITS, 1], tanh, initial=kinks_spread, rng=SEEDS)
    for seed, (W, b) in enumerate(zip(networks.weights[0], networks.biases[0], strict=True)):
        b[:] = -W[:, 0] * np.random.default_rng([seed, 1]).uniform(-1, 1, UNITS)  # centres all over the interval
    steps = np.unique(np.round(np.geomspace(1, STEPS + 1, 4 * FRAMES)).astype(int)) - 1
    history = train(networks, POINTS[:, None], y[:, None], Adam(RATE), steps=STEPS, record=steps)
    outputs = np.array([networks.at(p).forward(POINTS[:, None])[..., 0] for p in history.parameters])
    shares = outputs[..., :-1] @ waves[:, :-1].T * 2 / (len(POINTS) - 1) / heights
    return networks, history, shares.transpose(1, 2, 0)


def compute():
    """Outputs of the first network, frame by frame; the share of each wave; and when each arrives, (seeds, waves)."""
    networks, history, shares = trained(EQUAL)
    frames = np.round(np.linspace(0, len(history.steps) - 1, FRAMES)).astype(int)
    seen = [networks[0].at(history.parameters[k, 0]).forward(FINE[:, None])[:, 0] for k in frames]
    times = arrivals(history.steps, shares)
    return {
        "x": FINE,
        "y": curve(EQUAL, FINE)[1],
        "steps": history.steps,
        "frames": frames,
        "outputs": np.round(seen, 4),
        "shares": shares,
        "loss": history.losses[-1],
        "times": times,
        "slow": times[:, 0],
        "fast": times[:, 2],
        "times_rising": arrivals(history.steps, trained(RISING)[2]),
    }


def arrivals(steps, shares):
    """The step from which on each wave has at least four fifths of its size, (seeds, waves)."""
    low = shares < 0.8
    last_low = low.shape[-1] - 1 - low[..., ::-1].argmax(axis=-1)
    return steps[np.minimum(last_low + 1, len(steps) - 1)]


def claims(result):
    times, rising = result["times"], result["times_rising"]
    later = times[:, 1:] / times[:, :-1]
    yield Claim(
        "In every network the waves arrive in the order of their frequency, the medium one over three times as late as "
        "the slow one, the fast one a quarter later still.",
        bool(np.all(later[:, 0] > 3) and np.all(later[:, 1] > 1.25)),
        measured=later[:, 1],
    )
    later = rising[:, 1:] / rising[:, :-1]
    yield Claim(
        "In every network the order is the same where the fast wave is four times as high as the slow one.",
        bool(np.all(later > 1.1)),
        measured=later.min(axis=1),
    )
    shares = result["shares"][..., -1]
    yield Claim(
        "In the end every network has more than four fifths of every wave.",
        bool(np.all(shares > 0.8) and np.all(shares < 1.1)),
        measured=shares.min(axis=1),
    )
    early = result["shares"][:, 2, result["steps"] < 60]
    yield Claim(
        "In the first 60 steps no network has more than a quarter of the fastest wave.",
        bool(early.size and early.max() < 0.25),
        measured=early.max(axis=1),
    )


def alt(result):
    times = np.median(result["times"], axis=0)
    return (
        "A line bends to a curve of slow and fast waves, first to the slow sweep, then to the humps, at last to the "
        f"ripples. The three waves reach four fifths of their size after about {times[0]:.0f}, {times[1]:.0f} and "
        f"{times[2]:,.0f} steps (the middle of ten networks)."
    )


def fit(ax, result, k):
    ax.plot(result["x"], result["y"], color=COLORS.blue, lw=3, alpha=0.45)
    ax.plot(result["x"], result["outputs"][k], color=COLORS.orange)
    ax.set(xlim=(-1, 1), ylim=(-1.6, 1.6), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    step = result["steps"][int(result["frames"][k])]
    ax.set_title(f"{step:,.0f} step{'s' if step != 1 else ''}", loc="center")


def draw(fig, result, frame):
    if frame is None:
        axes = (
            fig.subplots(1, 4, sharey=True) if is_slide(fig) else fig.subplots(2, 2, sharex=True, sharey=True).ravel()
        )
        for ax, k in zip(axes, FILM, strict=True):
            fit(ax, result, k)
        return
    left, right = fig.subplots(1, 2, width_ratios=(1.25, 1))
    fit(left, result, frame)
    for i, (color, name, at) in enumerate(
        ((COLORS.green, "slow", (2.2, 1.12)), (COLORS.gold, "medium", (45, 0.66)), (COLORS.purple, "fast", (900, 0.25)))
    ):
        seen = slice(0, int(result["frames"][frame]) + 1)
        band(right, result["steps"][seen] + 1, result["shares"][:, i, seen], color=color)
        note(right, *at, name, color, ha="center", va="center")
    right.axhline(1, color=COLORS.faint, lw=1, zorder=0)
    right.set(xscale="log", xlim=(1, STEPS), ylim=(-0.5, 1.3), xlabel="steps", yticks=[0, 1], yticklabels=["0", "all"])
    right.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    right.minorticks_off()
    right.set_title("share of each wave", loc="center")
