r"""Of the sixteen functions of two bits, a line can produce all but two.

Two switches have four positions, the corners of a square, and each of the $2^4 = 16$ ways of labelling them is a
function of two bits. For fourteen of them some line has the labels 1 on one side and 0 on the other. The two that are
left, exclusive or and its opposite, put equal labels on opposite corners.

Reference: minsky1969
"""

import itertools

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, is_slide, scatter_classes
from mathnets.margins import NotSeparableError, hard_margin, separable

SHAPE = "square"
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
NAMES = {(-1, -1, -1, 1): "AND", (-1, 1, 1, 1): "OR", (-1, 1, 1, -1): "XOR", (1, -1, -1, 1): "XNOR"}


def widest(y):
    """The widest separating line (w, b) of a labelling of the corners; zeros where there is none or none is needed."""
    if abs(sum(y)) == 4:
        return np.zeros(3)
    try:
        line = hard_margin(CORNERS, y, intercept=True)
    except NotSeparableError:
        return np.zeros(3)
    return np.append(line.w, line.b)


def compute():
    """All labellings of the four corners, by the number of ones; whether a line produces each; the widest line; and
    the counts for three bits.
    """
    labels = np.array(sorted(itertools.product((-1, 1), repeat=4), key=lambda y: (sum(y), y)))
    cube = np.array(list(itertools.product((0, 1), repeat=3)))
    cube_labels = np.array(list(itertools.product((-1, 1), repeat=8)))
    return {
        "labels": labels,
        "separable": separable(CORNERS, labels, intercept=True).astype(int),
        "lines": np.array([widest(y) for y in labels]),
        "three_bits": int(np.sum(separable(cube, cube_labels, intercept=True))),
    }


def claims(result):
    labels, found = result["labels"], result["separable"]
    yield Claim(
        "A line produces 14 of the 16 functions of two bits.",
        int(found.sum()) == 14,
        measured=int(found.sum()),
        expected=14,
        tolerance=0,
        source="minsky1969, number of threshold functions of two variables, recalled",
        verdict="yes",
    )
    left = [tuple(int(v) for v in y) for y in labels[found == 0]]
    yield Claim(
        "The two that are left are exclusive or and its opposite.",
        sorted(NAMES.get(y, "") for y in left) == ["XNOR", "XOR"],
        measured=len(left),
    )
    yield Claim(
        "With three bits, planes produce 104 of the 256 functions.",
        result["three_bits"] == 104,
        measured=result["three_bits"],
        expected=104,
        tolerance=0,
        source="minsky1969, number of threshold functions of three variables, recalled",
        verdict="yes",
    )


def alt(result):
    return (
        f"Sixteen small squares, each with its four corners coloured in one of the 16 possible ways; a line parts the "
        f"colours in {int(np.any(result['lines'] != 0, axis=1).sum())} of them, and two have one colour only. "
        f"In the other {np.sum(1 - result['separable'])}, marked in "
        "red, equal "
        "colours lie on opposite corners."
    )


def draw(fig, result):
    if is_slide(fig):  # 5, 6 and 5 in a row: the six with two ones share the middle row
        grid = fig.add_gridspec(3, 12)
        places = [(row, shift + 2 * j) for row, n, shift in ((0, 5, 1), (1, 6, 0), (2, 5, 1)) for j in range(n)]
        axes = [fig.add_subplot(grid[i, j : j + 2], aspect="equal") for i, j in places]
    else:
        axes = fig.subplots(4, 4, subplot_kw={"aspect": "equal"}).ravel()
    for ax, y, found, line in zip(axes, result["labels"], result["separable"], result["lines"], strict=True):
        color = COLORS.faint if found else COLORS.red
        ax.set(xlim=(-0.45, 1.45), ylim=(-0.45, 1.45), xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set(visible=True, color=color, linewidth=0.8 if found else 2.2)
        decision_line(ax, line[:2], line[2], lw=1.6)
        scatter_classes(ax, CORNERS, y, size=64)
        name = NAMES.get(tuple(int(v) for v in y), " ")  # a blank keeps the rows evenly apart
        ax.set_title(name, color=COLORS.ink if found else COLORS.red, pad=4, loc="center")
