r"""To know that a moved digit is the same digit is worth twice the examples; a false belief is worse than none.

Errors on 2,000 unseen digits of ten kinds, bands over three draws of examples. Above and in the middle: learners that
know nothing of images (orange) are also shown up to 1,600 examples moved by a pixel in eight directions (green). Below:
a convolutional network has it built in that neighbouring pixels belong together (blue). With the pixels of all images
in one order drawn by lot (red) that is false, and it does worse than the multilayer network without beliefs (dashed).

Reference: simard1992, lecun1998, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels
from mathnets.learning import examples_needed

SHAPE = "tall"


def saved(sizes, without, having):
    """How many times as many examples the learner without the bias needs for the errors of the other, up to 800."""
    e = having.mean(axis=0)
    return np.array([examples_needed(sizes, without.mean(axis=0), error) for error in e[:4]]) / sizes[:4]


def compute(digit_learners):
    """Errors with and without each bias, shape (draws, sizes), and what it is worth in examples."""
    d = digit_learners
    names = ["sizes", "neighbor", "neighbor_shifts", "dense", "dense_shifts", "convolutional", "lot_sizes", "lot"]
    worth = {
        "worth_neighbor": saved(d["sizes"], d["neighbor"], d["neighbor_shifts"]),
        "worth_dense": saved(d["sizes"], d["dense"], d["dense_shifts"]),
        "worth_convolution": saved(d["sizes"], d["dense"], d["convolutional"]),
    }
    middle = {f"middle_{name}": float(np.mean(value[1:4])) for name, value in worth.items()}  # 200 to 800 examples
    return {name: d[name] for name in names} | worth | middle


def claims(result):
    for name, label in (("neighbor", "nearest neighbour"), ("dense", "multilayer network")):
        worth = result[f"worth_{name}"][1:4]
        yield Claim(
            f"To the {label}, copies moved by a pixel are worth over 1.4 times the examples, at 200, 400 and 800, "
            "and on average about twice or more.",
            bool(np.all(worth > 1.4) and worth.mean() > 1.8 and np.all(np.isfinite(worth))),
            measured=worth,
        )
    worth = result["worth_convolution"][1:4]
    yield Claim(
        "From 200 to 800 examples, convolution is worth 1.5 to 4 times as many to a multilayer network.",
        bool(np.all(worth > 1.5) and np.all(worth < 4)),
        measured=worth,
    )
    sizes, lot_sizes = list(result["sizes"]), result["lot_sizes"]
    same = [sizes.index(n) for n in lot_sizes]
    lot, dense, net = (
        result["lot"].mean(axis=0),
        result["dense"].mean(axis=0)[same],
        result["convolutional"].mean(axis=0)[same],
    )
    yield Claim(
        "With its belief made false, the convolutional network errs over 1.2 times as often as one without beliefs.",
        bool(np.all(lot > 1.2 * dense)),
        measured=lot / dense,
    )
    yield Claim(
        "With 400 and more examples, a lot drawn over the pixels doubles its errors.",
        bool(np.all(lot[1:] > 1.9 * net[1:])),
        measured=lot[1:] / net[1:],
    )


def alt(result):
    def ends(name):
        e = result[name].mean(axis=0)
        return f"{e[0]:.0%} to {e[-1]:.1%}"

    return (
        f"Three panels of falling bands. Nearest neighbour: from {ends('neighbor')} without moved copies, from "
        f"{ends('neighbor_shifts')} (at 1,600) with them. Multilayer network: {ends('dense')} and "
        f"{ends('dense_shifts')}. "
        f"Convolutional network: {ends('convolutional')}; with the pixels in an order drawn by lot {ends('lot')}, "
        "above the dashed line of the multilayer network. "
        f"At 200 to 800 examples the copies are worth {result['middle_worth_neighbor']:.1f} and "
        f"{result['middle_worth_dense']:.1f} times the examples."
    )


def draw(fig, result):
    axes = panels(fig, 3, sharex=True, sharey=True)
    sizes = result["sizes"]
    for ax, name, title in zip(axes, ("neighbor", "dense"), ("nearest neighbour", "multilayer network"), strict=False):
        band(ax, sizes, result[name], color=COLORS.orange)
        band(ax, sizes[: result[f"{name}_shifts"].shape[1]], result[f"{name}_shifts"], color=COLORS.green)
        ax.set_title(title)
    low = 0.055 if is_slide(fig) else 0.095
    note(axes[0], 900, 0.2, "as it is", COLORS.orange)
    note(axes[0], 115, low, "and moved copies", COLORS.green)
    last = axes[2]
    band(last, sizes, result["convolutional"], color=COLORS.blue)
    band(last, result["lot_sizes"], result["lot"], color=COLORS.red, marker="o", ms=5, clip_on=False)
    last.plot(sizes, np.median(result["dense"], axis=0), color=COLORS.orange, ls=(0, (4, 2)), lw=1.3)
    last.set_title("convolutional network")
    note(last, 650, 0.2, "pixels by lot", COLORS.red)
    note(last, 115, low, "pixels in place", COLORS.blue)
    for ax in axes:
        ax.set(xlim=(100, 3200), ylim=(0.038, 0.42))
        log_axis(ax, "x", list(sizes) if not is_slide(fig) else [100, 400, 1600])
        log_axis(ax, "y", [])
        ax.set_yticks([0.05, 0.1, 0.2, 0.4], ["5%", "10%", "20%", "40%"])
    (axes[1] if is_slide(fig) else last).set_xlabel("examples learned from")
    (axes[0] if is_slide(fig) else axes[1]).set_ylabel("wrong among unseen digits")
