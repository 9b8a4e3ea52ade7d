r"""Which rule wins depends on the rate; at its own best, momentum learns these digits at least as well as Adam.

A small network (100 inputs, 10 hidden units) after 60 steps on 250 fours and nines, for ten learning rates and five
starts: loss on these digits, the line is the median and the band spans the starts. The windows of RMSProp and Adam lie
ten times lower or more than that of gradient descent, because they divide by the size of the gradient. Memories as in
the race.

Reference: polyak1964, nesterov1983, tieleman2012, kingma2015
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.activations import tanh
from mathnets.data import digits
from mathnets.losses import logistic
from mathnets.network import MLP
from mathnets.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from mathnets.training import train

CHAOTIC = "At rates beyond a rule's window the loss is thrown about; within the windows the numbers are the same."
SEEDS = range(5)
EXAMPLES, HIDDEN, STEPS = 250, 10, 60
RATES = 10 ** np.arange(-3, 1.76, 0.5)
RULES = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "Nesterov": Nesterov,
    "RMSProp": RMSProp,
    "Adam": Adam,
}


def compute():
    """Loss after the last step, shape (rules, seeds, rates); each rule's best rate and the loss there."""
    X, label = digits.fours_and_nines()
    X, y = (
        X[:EXAMPLES].reshape(-1, 10, 2, 10, 2).mean(axis=(2, 4)).reshape(EXAMPLES, 100),
        np.where(label[:EXAMPLES] == 4, 1, -1),
    )
    rows = [seed for seed in SEEDS for _ in RATES]
    losses = []
    for rule in RULES.values():
        network = MLP([100, HIDDEN, 1], tanh, loss=logistic, rng=rows)
        train(network, X, y, rule(np.tile(RATES, len(SEEDS))), steps=STEPS, allow_divergence=True)
        losses.append(network.loss(X, y).reshape(len(SEEDS), len(RATES)))
    losses = np.array(losses)
    middle = np.median(losses, axis=1)
    return {
        "rates": RATES,
        "losses": losses,
        "best_rate": RATES[middle.argmin(axis=1)],
        "best": middle.min(axis=1),
        "defaults": middle[:, 0],
    }


def claims(result):
    best, rate = result["best"], result["best_rate"]
    yield Claim(
        "RMSProp's and Adam's best rates lie at least ten times below gradient descent's.",
        bool(rate[0] > 9.9 * rate[3:].max()),
        measured=rate[0] / rate[3:].max(),
    )
    yield Claim(
        "Each of the other four at its best ends below gradient descent at its best.",
        bool(0 < best[1:].max() < best[0]),
        measured=best[0] / best[1:].max(),
    )
    yield Claim(
        "At their best rates momentum ends below Adam.", bool(0 < best[1] < best[4]), measured=best[4] / best[1]
    )
    yield Claim(
        "At a rate of 0.001 gradient descent has hardly begun, and its loss is the largest of the five.",
        bool(result["defaults"].argmax() == 0 and result["defaults"][0] > 0.6),
        measured=result["defaults"][0],
    )
    one, two = (np.median(result["losses"][:, :, k], axis=1) for k in (2, 6))
    yield Claim(
        "At a rate of 0.01 RMSProp and Adam are ahead of the other three, at 1 behind all three.",
        bool(max(one[3:]) < min(one[:3]) and min(two[3:]) > max(two[:3])),
        measured=min(one[:3]) / max(one[3:]),
    )
    high = np.median(result["losses"][:, :, -1], axis=1)
    yield Claim(
        "At the largest rate every rule ends with a loss above that of a coin, log 2.",
        bool(high.min() > np.log(2)),
        measured=high.min(),
    )


def alt(result):
    pairs = ", ".join(f"{name} {rate:.2g}" for name, rate in zip(RULES, result["best_rate"], strict=True))
    return f"Five U-shaped curves of the loss against the learning rate, both logarithmic. Best rates: {pairs}."


def draw(fig, result):
    ax = fig.subplots()
    colors = (COLORS.blue, COLORS.orange, COLORS.green, COLORS.gold, COLORS.purple)
    for losses, name, color in zip(result["losses"], RULES, colors, strict=True):
        band(ax, result["rates"], losses, color=color, label=name)
    ax.axhline(np.log(2), color=COLORS.muted, ls=(0, (1, 1.5)), lw=1.2)
    ax.set(xlabel=r"learning rate $\eta$", ylabel="loss after 60 steps", xlim=(1e-3, 31.7), ylim=(2e-5, 60))
    log_axis(ax, "x", [0.001, 0.01, 0.1, 1, 10])
    log_axis(ax, "y", [0.0001, 0.001, 0.01, 0.1, 1, 10])
    note(ax, 31, 0.6, "a coin", COLORS.muted, ha="right", va="top")
    ax.legend(loc="upper left", ncols=2, columnspacing=1, handlelength=1.4)
