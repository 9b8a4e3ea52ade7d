r"""On a problem made to mislead it, Adam with a short memory ends at the worst point; gradient descent finds the best.

Every third gradient is 4, the two between are $-1$, so that on average the slope is $+2/3$ and the best point of the
interval from $-1$ to 1 is $-1$. With $\beta_1 = 0$ and $\beta_2 = 1/17$ Adam divides each gradient by a size that it
has just updated with that gradient: the rare large one counts for little more than a common small one. AMSGrad, which
divides by the largest size so far, goes the right way, and so does Adam with a long memory, $\beta_2 = 0.999$. All
rates fall as $1/\sqrt{t}$; all start at 0. The curves are means over three steps in a row.

Reference: reddi2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note
from mathnets.optimizers import Adam, AMSGrad, GradientDescent

C, STEPS = 4.0, 6000
BETA2 = 1 / (1 + C**2)
RULES = {
    "Adam": lambda rate: Adam(rate, beta1=0, beta2=BETA2),
    "Adam, long memory": lambda rate: Adam(rate, beta1=0, beta2=0.999),
    "AMSGrad": lambda rate: AMSGrad(rate, beta1=0, beta2=BETA2),
    "gradient descent": GradientDescent,
}


def walk(rule):
    """The point after each step, from 0, cut back to the interval from -1 to 1."""
    x, path = np.zeros(1), np.empty(STEPS)
    rule.start(x)
    for t in range(STEPS):
        rule.step(x, np.array([C if t % 3 == 0 else -1.0]))
        np.clip(x, -1, 1, out=x)
        path[t] = x[0]
    return path


def compute():
    """The paths of four rules, where each ends on average over its last 300 steps, and the mean gradient."""
    runs = np.array([walk(rule(lambda t: 0.5 / np.sqrt(t + 1))) for rule in RULES.values()])
    return {"runs": runs, "ends": runs[:, -300:].mean(axis=1), "mean_gradient": (C - 2) / 3}


def claims(result):
    adam, long, amsgrad, plain = result["ends"]
    yield Claim(
        "Adam ends at +1, the worst point.",
        bool(adam > 0.98),
        measured=adam,
        expected=1.0,
        tolerance=0.02,
        source="reddi2018, section 3, example with C > 2 and beta2 = 1/(1 + C^2) (recalled)",
        verdict="yes",
    )
    yield Claim(
        "AMSGrad ends at -1, the best.",
        bool(amsgrad < -0.98),
        measured=amsgrad,
        expected=-1.0,
        tolerance=0.02,
        source="reddi2018, section 5, synthetic experiment (recalled)",
        verdict="yes",
    )
    yield Claim(
        "Gradient descent and Adam with a long memory end at -1 too.",
        bool(max(plain, long) < -0.95),
        measured=max(plain, long),
    )


def alt(result):
    adam, *others = result["ends"]
    return (
        f"Four paths on a logarithmic time scale, which part in the first steps. Adam's rises to {adam:.2f}; the "
        f"others, AMSGrad, Adam with a long memory and gradient descent, sink to "
        f"between {min(others):.2f} and {max(others):.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    shown = np.unique(np.geomspace(1, STEPS, 700).astype(int)) - 1
    for path, color in zip(result["runs"], (COLORS.purple, COLORS.gold, COLORS.green, COLORS.blue), strict=True):
        smooth = np.convolve(path, np.ones(3) / 3, "valid")  # one round of three gradients
        ax.plot(shown[shown < len(smooth)] + 1, smooth[shown[shown < len(smooth)]], color=color)
    for level, text, va in ((1, "worst point", "bottom"), (-1, "best point", "top")):
        ax.axhline(level, color=COLORS.ink, lw=0.9, ls=(0, (1, 1.5)))
        note(ax, 1.1, level + 0.05 * level, text, COLORS.muted, va=va)
    note(ax, 60, 0.62, "Adam", COLORS.purple, ha="right")
    note(ax, 7, -0.38, "Adam, long memory", COLORS.gold, ha="left", va="center")
    note(ax, 1.12, -0.92, "gradient descent", COLORS.blue, ha="left", va="center")
    note(ax, 25, -0.72, "AMSGrad", COLORS.green, ha="left", va="center")
    ax.set(xlabel="step $t$", ylabel="$x$", xlim=(1, STEPS), ylim=(-1.25, 1.25), yticks=[-1, 0, 1])
    log_axis(ax, "x", [1, 10, 100, 1000])
