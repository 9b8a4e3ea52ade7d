r"""One walk forward computes the loss, one walk back what each number has to do with it.

A network of two hidden units as the graph of its computation: $\mathcal{L} = e^2$ with $e = v_1\tanh(w_1x) +
v_2\tanh(w_2x) - y$. Blue, above each node, its value. Orange, below, how much the loss would change for each
unit of change there. Each line carries the slope of one operation; walking back, gradients are multiplied along
lines and added where lines meet, as at $x$.

Reference: rumelhart1986, griewank2008
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, is_slide, note
from mathnets.autodiff import Node, graph, tanh
from mathnets.gradients import complex_step

FRAMES = 14  # one a column, forward and back
FPS = 4
SHAPE = "square"
INPUTS = {"x": 2.0, "w_1": 0.5, "w_2": -0.25, "v_1": 1.5, "v_2": -1.0}
TARGET = 1.0
PLACES = {  # column and height of each node, in the order of their making
    "x": (0, 2), "w_1": (0, 3.3), "w_2": (0, 0.7), "v_1": (2, 4.2), "v_2": (2, -0.2), "y": (4, 0.6),
    "z_1": (1, 3), "z_2": (1, 1), "a_1": (2, 3), "a_2": (2, 1), "p_1": (3, 3), "p_2": (3, 1), "s": (4, 2),
    "e": (5, 2), r"\mathcal{L}": (6, 2),
}  # fmt: skip
SIGNS = {"*": r"\times", "+": "+", "-": "-", "tanh": r"\tanh"}


def program(inputs):
    """The nodes of the loss by name, made from nodes (or plain numbers) of the inputs."""
    n = dict(inputs)
    n["z_1"], n["z_2"] = n["w_1"] * n["x"], n["w_2"] * n["x"]
    squash = tanh if isinstance(n["x"], Node) else np.tanh
    n["a_1"], n["a_2"] = squash(n["z_1"]), squash(n["z_2"])
    n["p_1"], n["p_2"] = n["v_1"] * n["a_1"], n["v_2"] * n["a_2"]
    n["s"] = n["p_1"] + n["p_2"]
    n["e"] = n["s"] - n["y"]
    n[r"\mathcal{L}"] = n["e"] * n["e"]
    return n


def compute():
    """Nodes and edges of the graph, values, gradients, and the slope that each edge carries."""
    named = program({name: Node(value) for name, value in INPUTS.items()} | {"y": Node(TARGET)})
    names = {node: name for name, node in named.items()}
    loss = named[r"\mathcal{L}"]
    nodes, edges = graph(loss)
    slopes = []
    for i, j in edges:
        nodes[j].backward()  # the gradient of node j alone: of its parents, the slope of the operation
        slopes.append(nodes[i].gradient.item() / edges.count((i, j)))
    loss.backward()
    x = np.array(list(INPUTS.values()))
    numeric = complex_step(lambda x: program(dict(zip(INPUTS, x, strict=True)) | {"y": TARGET})[r"\mathcal{L}"], x)
    return {
        "names": np.array([names[node] for node in nodes]),
        "operations": np.array([node.operation for node in nodes]),
        "edges": np.array(edges),
        "slopes": np.array(slopes),
        "values": np.array([node.value.item() for node in nodes]),
        "gradients": np.array([node.gradient.item() for node in nodes]),
        "places": np.array([PLACES[names[node]] for node in nodes]),
        "numeric": numeric,
    }


def claims(result):
    (parent, child), g = result["edges"].T.astype(int), result["gradients"]
    sums = np.bincount(parent, result["slopes"] * g[child], minlength=len(g))
    error = np.abs(sums[:-1] - g[:-1]).max()
    yield Claim(
        "Each node's gradient is the sum, over the lines that leave it, of slope times gradient at the other end.",
        bool(error < 1e-12 and g[-1] == 1),
        measured=error,
    )
    order = [list(result["names"]).index(name) for name in INPUTS]
    difference = np.abs(g[order] - result["numeric"]).max()
    yield Claim(
        "The gradients agree with derivatives that were found by numbers alone, one input at a time.",
        bool(difference < 1e-12),
        measured=difference,
    )
    at_x = list(result["names"]).index("x")
    parts = (result["slopes"] * g[child])[parent == at_x]
    yield Claim(
        "Two gradients arrive at the input and add up.",
        bool(len(parts) == 2 and parts.min() > 0.1 and abs(parts.sum() - g[at_x]) < 1e-12),
        measured=parts,
    )


def alt(result):
    names, g = list(result["names"]), result["gradients"]
    return (
        f"A graph of {len(names)} nodes and {len(result['edges'])} lines from inputs at the left to the loss, "
        f"{result['values'][-1]:.2f}, at the right. Values appear from left to right, then gradients "
        f"from right to left: "
        f"1 at the loss, {g[names.index('e')]:.2f} at the error, and {g[names.index('x')]:.2f} at the input x, the sum "
        "of two that arrive there."
    )


def number(value):
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def draw(fig, result, frame):
    ax = fig.subplots()
    ax.set(xlim=(-0.5, 6.5), ylim=(-0.75, 4.75))
    ax.axis("off")
    size = 29 if is_slide(fig) else 25  # of a node, to hold its sign
    places, edges = result["places"], result["edges"]
    column = places[:, 0]
    made = np.where(result["operations"] == "", 0, column)
    step = 13 if frame is None else frame  # 0 to 6 forward, 7 to 13 back
    front = 13 - step  # the column that gradients have reached
    pairs = list(map(tuple, edges))
    for k, (i, j) in enumerate(pairs):
        bend = 0.3 * (1 if k and pairs[k - 1] == (i, j) else -1) if pairs.count((i, j)) > 1 else 0
        back = step >= 7 and front <= column[i]
        color = COLORS.orange if back else COLORS.blue if step >= made[j] else COLORS.faint
        ends = (places[i], places[j])[:: -1 if back else 1]
        style = f"arc3,rad={bend if back else -bend}"
        arrow(
            ax, *ends, color=color, width=1.3, shrinkA=0.56 * size, shrinkB=0.56 * size, connectionstyle=style, zorder=1
        )
        if back:
            along = places[j] - places[i]
            up = np.array([-along[1], along[0]]) / np.linalg.norm(along)
            middle = (places[i] + places[j]) / 2
            side = -1 if bend < 0 or (not bend and middle[1] < 2) else 1  # labels stand outside the graph
            at = middle + side * (0.18 + 0.7 * abs(bend) + 0.07 * (along[1] != 0)) * up
            text = rf"$\times${number(result['slopes'][k])}".removesuffix(".00")
            ax.text(*at, text, color=COLORS.muted, size="small", ha="center", va="center")
    for k, (x, y) in enumerate(places):
        leaf = result["operations"][k] == ""
        ax.plot(x, y, "s" if leaf else "o", ms=size, color=COLORS.wash, mec=COLORS.muted, mew=1, zorder=2)
        text = result["names"][k] if leaf else SIGNS[result["operations"][k]]
        ax.text(x, y, f"${text}$", ha="center", va="center", zorder=3, size="small" if text == r"\tanh" else None)
        above, below = (0.14 if leaf and x and side else 0 for side in (y < 2, y > 2))  # aside of an arrow's head
        if step >= made[k]:
            ax.text(x - above, y + 0.24, number(result["values"][k]), color=COLORS.blue, ha="center", va="bottom")
        if step >= 7 and front <= column[k]:
            text = number(result["gradients"][k])
            note(ax, x - below, y - 0.25, text, COLORS.orange, ha="center", va="top", weight="semibold")
    ax.text(6.45, 4.35, "value", color=COLORS.blue, ha="right")
    ax.text(6.45, 4.05, "gradient of the loss", color=COLORS.orange, ha="right")
