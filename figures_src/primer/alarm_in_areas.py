r"""An alarm that misses one horse in ten can still be wrong two times out of three.

A square holds all images, an area is a probability. One image in ten is a horse: the narrow strip. The alarm goes off
for nine horses of ten and for two of ten other images. What went off is the coloured part, and only a third of it
stands in the strip, because there are so many more of the others. Bayes' rule divides these areas. Ten times 10,000
images drawn by lot agree.

Reference: feller1968
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note

SHAPE = "square"
SEEDS = range(10)
HORSES, FOUND, FALSE = 0.1, 0.9, 0.2
IMAGES = 10_000


def compute():
    """The areas, the share of horses among the alarms by Bayes' rule, and in ten draws of many images."""
    drawn = np.array([np.random.default_rng(seed).random((2, IMAGES)) for seed in SEEDS])
    horse = drawn[:, 0] < HORSES
    alarm = drawn[:, 1] < np.where(horse, FOUND, FALSE)
    return {
        "horses": HORSES,
        "found": FOUND,
        "false": FALSE,
        "areas": np.array([HORSES * FOUND, (1 - HORSES) * FALSE]),
        "bayes": HORSES * FOUND / (HORSES * FOUND + (1 - HORSES) * FALSE),
        "counted": (alarm & horse).sum(axis=1) / alarm.sum(axis=1),
        "alarms": alarm.mean(axis=1),
        "caught": (alarm & horse).sum(axis=1) / horse.sum(axis=1),
    }


def claims(result):
    yield Claim(
        "By Bayes' rule one alarm in three is a horse.",
        bool(abs(result["bayes"] - 1 / 3) < 1e-12),
        measured=result["bayes"],
    )
    yield Claim(
        "Counted among drawn images it is about a third in every draw.",
        bool(np.all(np.abs(result["counted"] - 1 / 3) < 0.04)),
        measured=result["counted"],
    )
    yield Claim(
        "The alarm goes off for as many images as the two areas say.",
        bool(np.all(np.abs(result["alarms"] - result["areas"].sum()) < 0.02)),
        measured=result["alarms"],
    )
    yield Claim(
        "Of the drawn horses about nine in ten are found in every draw.",
        bool(np.all(np.abs(result["caught"] - result["found"]) < 0.04) and result["found"] == 0.9),
        measured=result["caught"],
    )


def alt(result):
    good, false = result["areas"]
    return (
        f"A square, cut into a narrow strip, the horses, {result['horses']:.0%} of the width, and the rest. In the "
        f"strip the lower {result['found']:.0%} are coloured, an area of {good:.2f}; of the rest the lower "
        f"{result['false']:.0%}, an area of {false:.2f}. The strip's part is {result['bayes']:.0%} of "
        f"all that is coloured."
    )


def draw(fig, result):
    ax = fig.subplots()
    p, found, false = result["horses"], result["found"], result["false"]
    good, wrong = result["areas"]
    ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=COLORS.wash, lw=0)
    ax.fill([0, p, p, 0], [0, 0, found, found], color=COLORS.blue, alpha=0.75, lw=0)
    ax.fill([p, 1, 1, p], [0, 0, false, false], color=COLORS.orange, alpha=0.55, lw=0)
    ax.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color=COLORS.ink, lw=1)
    ax.plot([p, p], [0, 1], color=COLORS.ink, lw=1)
    note(ax, p + 0.03, 0.62, f"horse and alarm:\n{p:g} × {found:g} = {good:.2f}", COLORS.blue, va="center")
    note(ax, 0.55, 0.27, f"alarm, no horse: {1 - p:g} × {false:g} = {wrong:.2f}", COLORS.orange, ha="center")
    share = f"horse, if alarm: {good:.2f} / ({good:.2f} + {wrong:.2f}) = {result['bayes']:.2f}"
    note(ax, 0.55, 0.44, share, ha="center", weight="semibold")
    ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), aspect="equal")
    ax.set_xticks([0, p, 1], ["0", f"{p:g}", "1"])
    ax.set_yticks([0, false, found, 1], ["0", f"{false:g}", f"{found:g}", "1"])
    ax.set(xlabel="a tenth are horses, the rest are not", ylabel="share that sets the alarm off")
    for spine in ax.spines.values():
        spine.set_visible(False)
