r"""By their power laws all five learners pay over twenty times as much for 95 to 96 % as for 85 to 86 %.

Above: examples needed to read 95 % of unseen digits. Hollow rings by the power law fitted to 100 to 3,200 examples,
with the interval of 95 % that the scatter of the means about it gives; filled dots as measured, the middle of three
draws and their span, where at least two got there. Below: the price of each further percent by the power laws, dashed
where it takes more than the 3,200 examples tried.

Reference: cortes1993, hestness2017, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, label_line, log_axis, note
from mathnets.learning import examples_needed, fit_power_law

SHAPE = "tall"
NAMES = ["perceptron", "neighbor", "dense", "convolutional", "kernel"]
TARGET = 0.05
POINTS = np.arange(80, 97)  # percent right, each the start of a step of one percent


def compute(digit_learners):
    """Examples for 95 % in each draw (0 where all were too few) and by the power laws; prices, tried or beyond."""
    sizes = digit_learners["sizes"]
    found = np.array([examples_needed(sizes, digit_learners[name], TARGET) for name in NAMES])
    laws = [fit_power_law(sizes, digit_learners[name]) for name in NAMES]
    price = [
        [law.examples_for(1 - (p + 1) / 100)[0] - law.examples_for(1 - p / 100)[0] for p in POINTS] for law in laws
    ]
    return {
        "measured": np.where(np.isfinite(found), found, 0),
        "promised": laws[3].examples_for(TARGET)[0],
        "needed": np.median(found[3]),
        "law": np.array([law.examples_for(TARGET) for law in laws]),
        "points": POINTS,
        "price": np.array(price),
        "beyond": np.array([[law.examples_for(1 - (p + 1) / 100)[0] > sizes[-1] for p in POINTS] for law in laws]),
        "dearer": np.array([row[POINTS == 95][0] / row[POINTS == 85][0] for row in np.array(price)]),
        "tried": sizes[-1],
    }


def claims(result):
    measured, law, tried = result["measured"], result["law"][:, 0], result["tried"]
    yield Claim(
        "The kernel machine reads 95% of unseen digits from under 2,500 examples in every draw.",
        bool(np.all(measured[4] > 1200) and np.all(measured[4] < 2500)),
        measured=measured[4],
    )
    yield Claim(
        "The convolutional network needs some 1,500 to 3,500 in the middle draw, more than its power law says.",
        bool(1500 < result["promised"] < result["needed"] < 3500),
        measured=result["needed"],
    )
    yield Claim(
        "By their power laws multilayer network, nearest neighbour and perceptrons need over 1.3, 3 and 5 times the "
        "3,200 that were tried.",
        bool(law[2] > 1.3 * tried and law[1] > 3 * tried and law[0] > 5 * tried and tried > 3000),
        measured=law[:3],
    )
    dearer = result["dearer"]
    yield Claim(
        "By its power law, for every learner the percent after 95 costs over twenty times the percent after 85.",
        bool(np.all(dearer > 20)),
        measured=dearer,
    )


def alt(result):
    law = result["law"][:, 0]
    return (
        f"Above, five rows: by its power law the kernel machine needs about {law[4]:,.0f} examples for 95%, the "
        f"convolutional net {law[3]:,.0f}, the multilayer net {law[2]:,.0f}, nearest neighbours {law[1]:,.0f}, "
        f"perceptrons {law[0]:,.0f}; filled dots show that in the middle draw the "
        f"first needed {np.median(result['measured'][4]):,.0f} and the second {result['needed']:,.0f}. Below, five "
        f"rising curves on a logarithmic scale, dashed at their upper ends: for the kernel machine the step "
        f"from 85 to 86% costs {result['price'][4][5]:.0f} examples, that from 95 to 96% {result['price'][4][15]:,.0f}."
    )


def draw(fig, result):
    top, below = fig.subplots(
        *((1, 2) if is_slide(fig) else (2, 1)), **({} if is_slide(fig) else {"height_ratios": (1, 1.3)})
    )
    colors = (COLORS.purple, COLORS.orange, COLORS.gold, COLORS.blue, COLORS.green)
    labels = ("perceptrons", "neighbour", "multilayer", "convolutional", "kernel")
    for k, color in enumerate(colors):
        value, low, high = result["law"][k]
        top.plot([low, high], [k, k], color=color, lw=2)
        top.plot(value, k, "o", color=color, mfc=COLORS.paper, ms=9, mew=2)
        tried = np.count_nonzero(~result["beyond"][k])  # steps, the first of POINTS
        below.plot(result["points"][:tried], result["price"][k][:tried], color=color)
        (line,) = below.plot(
            result["points"][tried - 1 :], result["price"][k][tried - 1 :], color=color, ls=(0, (3, 1.5)), lw=1.4
        )
        label_line(below, line, labels[k], at=-1, offset=(5, 0))
        measured = np.where(result["measured"][k] > 0, result["measured"][k], result["tried"])
        if np.median(result["measured"][k]) > 0:
            top.plot([measured.min(), measured.max()], [k - 0.32] * 2, color=color, lw=5)
            top.plot(np.median(measured), k - 0.32, "o", color=color, ms=8)
    top.axvline(result["tried"], color=COLORS.muted, ls=(0, (1, 1.5)), lw=1.3)
    note(top, result["tried"] * 1.08, -0.55, "most that were tried", COLORS.muted, va="center", fontsize="small")
    top.set_yticks(range(5), labels)
    top.set(xlabel="examples for 95%", ylim=(4.5, -0.9), xlim=(1000, 3e5))
    log_axis(top, "x", [1000, 10000, 100000] if is_slide(fig) else [1000, 3000, 10000, 30000, 100000])
    below.set(xlabel="percent right before the step", ylabel="examples for one percent more", xlim=(80, 96))
    log_axis(below, "y", [10, 100, 1000, 10000, 100000])
