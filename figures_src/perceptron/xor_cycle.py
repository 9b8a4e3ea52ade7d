r"""On exclusive or the perceptron walks in a circle: after four corrections it is back where it began.

The four corners of a square, with equal labels on opposite corners, met in turn. Each one is mistaken (ringed), each
correction undoes what another needed, and after the fourth all weights are zero again. Below each, the weights and
the offset after the correction.

Reference: minsky1969, block1970
"""

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, is_slide, panels, scatter_classes
from mathnets.margins import NotSeparableError, hard_margin
from mathnets.perceptron import perceptron_path

SHAPE = "square"
CORNERS, LABELS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, 1, 1, -1])
EPOCHS = 25


def compute():
    """Weights and offset along 25 passes through the corners, the mistaken corners, and the proof that no line
    exists.
    """
    path = perceptron_path(CORNERS, LABELS, max_epochs=EPOCHS)
    try:
        proof = hard_margin(CORNERS, LABELS, intercept=True).weights * 0
    except NotSeparableError as error:
        proof = error.weights
    steps = np.column_stack([path.weights, path.offsets])
    return {
        "steps": steps,
        "mistaken": path.examples,
        "proof": proof,
        "blend": (proof * LABELS) @ CORNERS,
        "length": np.linalg.norm(steps, axis=1),
    }


def claims(result):
    steps = result["steps"]
    back = np.abs(steps[4:] - steps[:-4]).max()
    yield Claim(
        "After every four mistakes the weights repeat exactly.",
        bool(back == 0 and len(steps) == 4 * EPOCHS + 1),
        measured=back,
    )
    yield Claim(
        "Their length never exceeds the square root of three.",
        bool(0 < result["length"].max() <= 3**0.5 + 1e-12),
        measured=result["length"].max(),
    )
    yield Claim(
        "The two classes have the same centre of mass, so no line can part them.",
        bool(np.abs(result["blend"]).max() < 1e-9 and result["proof"].min() > 0.49),
        measured=np.abs(result["blend"]).max(),
    )


def alt(result):
    return (
        "Four squares, one for each of four mistakes on exclusive or; the weights and the offset after them are "
        f"{'; '.join(str([int(v) for v in s]) for s in result['steps'][1:5])}. "
        f"In {len(result['mistaken'])} mistakes they never get farther than {result['length'].max():.2f} from zero."
    )


def draw(fig, result):
    for k, ax in enumerate(panels(fig, 4, page=(2, 2), slide=(1, 4), subplot_kw={"aspect": "equal"})):
        w, b = result["steps"][k + 1, :2], result["steps"][k + 1, 2]
        low, high = (-0.95, 1.95) if is_slide(fig) else (-0.5, 1.5)
        ax.set(xlim=(-0.5, 1.5), ylim=(low, high), xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=COLORS.faint)
        across, up = np.linspace(-0.5, 1.5, 101), np.linspace(low, high, 146)
        side = np.sign(w[0] * across + w[1] * up[:, None] + b)
        for sign, color in ((1, COLORS.blue), (-1, COLORS.orange)):
            ax.contourf(across, up, side * sign, levels=[0.5, 1.5], colors=[color], alpha=0.1)
        decision_line(ax, w, b)
        scatter_classes(ax, CORNERS, LABELS, size=110)
        ax.plot(*CORNERS[result["mistaken"][k]], "o", ms=22, mfc="none", mec=COLORS.red, mew=2.2)
        ax.set_title(f"mistake {k + 1}", loc="center")
        first, second, offset = (f"{v:.0f}".replace("-", "\N{MINUS SIGN}") for v in (*w, b))
        ax.set_xlabel(rf"$\mathbf{{w}}$ = ({first}, {second}), $b$ = {offset}")
