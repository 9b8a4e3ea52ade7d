r"""To halve its error, each of five learners needs three to eight times as many examples.

Five learners on the same draws of handwritten digits of ten kinds; the share of 2,000 unseen digits told wrong, both
scales logarithmic. Bands span three draws (and starts of the networks), dashed lines are the power laws fitted to the
mean errors. The convolutional network, which knows that the same stroke may be anywhere, and the kernel machine need
the fewest.

Reference: cortes1993, hestness2017, lecun1998, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis
from mathnets.learning import fit_power_law

SHAPE = "square"
NAMES = ["perceptron", "neighbor", "dense", "convolutional", "kernel"]


def compute(digit_learners):
    """Errors of the five learners, shape (learners, draws, sizes); exponents, their intervals, and the fitted lines."""
    sizes, errors = digit_learners["sizes"], np.array([digit_learners[name] for name in NAMES])
    laws = [fit_power_law(sizes, e) for e in errors]
    each = [[fit_power_law(sizes, one).b for one in e] for e in errors]
    return {
        "sizes": sizes,
        "errors": errors,
        "exponents": np.array([law.b for law in laws]),
        "exponent_draws": np.array(each),
        "intervals": np.array([law.b_interval for law in laws]),
        "lines": np.array([law.predict(sizes) for law in laws]),
        "halving": np.array([2 ** (1 / law.b) for law in laws]),
        "last": errors[:, :, -1].mean(axis=1),
        "first": errors[:, :, 0].mean(axis=1),
    }


def claims(result):
    exponents = result["exponents"]
    yield Claim(
        "Every learner's error falls with an exponent between 0.25 and 0.7.",
        bool(
            np.all(exponents > 0.25) and np.all(exponents < 0.7) and np.all(exponents[:4] < 0.5) and exponents[4] > 0.5
        ),
        measured=exponents,
        expected=0.5,
        tolerance=0.05,
        source="cortes1993: error falls as a power of the number of examples, with an exponent from one half to one; "
        "recalled",
        verdict="partly",
        why="four of our five learners lie below one half; the kernel machine alone is in the range",
    )
    yield Claim(
        "The exponents of the five learners differ by over 0.15; those of the two networks by less.",
        bool(np.ptp(exponents) > 0.15 and abs(exponents[3] - exponents[2]) < 0.15),
        measured=np.ptp(exponents),
        expected=0.0,
        tolerance=0.05,
        source="hestness2017, abstract: better models shift the error but do not seem to affect the exponent; recalled",
        verdict="no",
        why="theirs are improved versions of deep networks on large data, ours learners of different kinds on small "
        "data; our two networks do agree with each other",
    )
    off = np.abs(np.log(result["errors"].mean(axis=1) / result["lines"]))
    yield Claim(
        "A straight line in logarithms misses no mean error by more than a fifth.",
        bool(off.max() < 0.2 and result["lines"].min() > 0),
        measured=off.max(axis=1),
    )
    halving = result["halving"]
    yield Claim(
        "To halve its error, every learner needs three to eight times as many examples.",
        bool(np.all(halving > 3) and np.all(halving < 8)),
        measured=halving,
    )
    last = result["last"]
    yield Claim(
        "From 3,200 examples the kernel machine and the convolutional network err on not much over half of what "
        "the nearest neighbour does, or less.",
        bool(np.all(last[3:] < 0.6 * last[:2].min()) and np.all(last > 0)),
        measured=last[3:],
    )
    yield Claim(
        "The nearest neighbour errs on 7 to 10 %, more than in MNIST's own table.",
        bool(0.07 < last[1] < 0.1),
        measured=result["errors"][1, :, -1],
        expected=0.05,
        tolerance=0.01,
        source="lecun1998, figure 9: 5.0 % for k nearest neighbours (read in a copy of the table of MNIST's page)",
        verdict="partly",
        why="one neighbour among 3,200 digits of 400 pixels, where the table has 60,000 of 784 and the best k",
    )
    yield Claim(
        "The perceptrons err on a tenth, somewhat less than the table's linear classifier.",
        bool(0.09 < last[0] < 0.12),
        measured=result["errors"][0, :, -1],
        expected=0.12,
        tolerance=0.01,
        source="lecun1998, figure 9: 12.0 % for a linear classifier (read in a copy of the table of MNIST's page)",
        verdict="partly",
        why="averaged perceptrons from 3,200 digits of 400 pixels, where the table has one trained layer and 60,000 "
        "of 784",
    )


def alt(result):
    rows = [
        f"{label} from {a:.0%} to {b:.1%}"
        for label, a, b in zip(
            ("perceptrons", "nearest neighbour", "multilayer network", "convolutional network", "kernel machine"),
            result["first"],
            result["last"],
            strict=True,
        )
    ]
    return (
        f"Five falling bands, each close to a straight dashed line. From {result['sizes'][0]} to "
        f"{result['sizes'][-1]:,} examples errors fall: {', '.join(rows)}."
    )


def draw(fig, result):
    ax = fig.subplots()
    sizes = result["sizes"]
    colors = (COLORS.purple, COLORS.orange, COLORS.gold, COLORS.blue, COLORS.green)
    labels = ("perceptrons", "nearest neighbour", "multilayer net", "convolutional net", "kernel machine")
    for errors, line, color, label in zip(result["errors"], result["lines"], colors, labels, strict=True):
        band(ax, sizes, errors, color=color, marker="o", ms=4, label=label)
        ax.plot(sizes, line, color=color, ls=(0, (4, 2)), lw=1.1)
    ax.set(xlabel="examples learned from", ylabel="wrong among unseen digits", xlim=(95, 3400), ylim=(0.028, 0.42))
    log_axis(ax, "x", list(sizes))
    log_axis(ax, "y", [])
    ax.set_yticks([0.03, 0.05, 0.1, 0.2, 0.4], ["3%", "5%", "10%", "20%", "40%"])
    ax.legend(loc="lower left")
