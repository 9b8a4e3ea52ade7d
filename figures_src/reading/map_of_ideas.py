"""Read from top to bottom, and every page comes after those that it rests on.

The chapters (circles) and the parts of the primer (squares) in an order in which they can be read. From each page a
line runs down to those that rest on it. What a page needs only because another one needs it is left out. The data are
the lists of what to read first with which the chapters open, and of where each part of the primer is needed.
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide

SHAPE = "tall"
PAGES = {  # in reading order: what it is called, and what to read first; tests/test_reading.py compares with the pages
    "primer#vectors": ("vectors", ()),
    "points": ("Points in space", ("primer#vectors",)),
    "perceptron": ("The perceptron", ("points",)),
    "primer#matrices": ("matrices", ()),
    "primer#chance": ("chance", ()),
    "margins": ("Wider margins", ("perceptron", "primer#matrices", "primer#chance")),
    "horse": ("The horse", ("points", "perceptron", "primer#chance")),
    "primer#slopes": ("slopes", ()),
    "primer#surprise": ("surprise", ()),
    "landscape": (
        "The loss landscape",
        ("points", "perceptron", "primer#matrices", "primer#slopes", "primer#chance", "primer#surprise"),
    ),
    "descent": ("Gradient descent", ("perceptron", "primer#matrices", "primer#slopes", "primer#chance")),
    "backpropagation": ("Backpropagation", ("perceptron", "primer#matrices", "primer#slopes", "primer#chance")),
    "dimension": ("The curse of dimensionality", ("points", "perceptron", "primer#chance")),
    "words": ("Words as vectors", ("points", "dimension", "primer#matrices")),
    "attention": ("Attention and the transformer", ("points", "backpropagation")),
    "hungry": ("Hungry learners", ("perceptron", "backpropagation", "dimension")),
    "kepler": ("Kepler", ("horse", "backpropagation")),
    "missing": ("What is missing", ("horse", "backpropagation")),
}


def closure(rests):
    """Tell for each pair of pages (lower, upper) whether the lower rests on the upper, directly or through others."""
    reach = rests
    for _ in range(len(rests)):
        reach = reach | (reach.astype(int) @ rests.astype(int) > 0)
    return reach


def lanes(last):
    """Give each page, from the top, the leftmost free lane for its line, which runs down to row `last`.

    A line that ends at a page ends in it, so that the page may carry on in the same lane.
    """
    until, chosen = [], []
    for row, end in enumerate(last):
        free = [lane for lane, busy in enumerate(until) if busy <= row]
        lane = free[0] if free else len(until)
        until[lane : lane + 1] = [end]
        chosen.append(lane)
    return np.array(chosen)


def compute():
    """What rests on what, without what follows from the rest; the lane of each page, and where its line ends."""
    names = list(PAGES)
    rests = np.array([[other in PAGES[name][1] for other in names] for name in names])
    reach = closure(rests)
    direct = rests & ~(reach.astype(int) @ reach.astype(int) > 0)
    edges = np.argwhere(direct)[:, ::-1]  # from the upper page to the lower
    last = np.array([max([row, *edges[edges[:, 0] == row, 1]]) for row in range(len(names))])
    chain = np.ones(len(names), dtype=int)
    for upper, lower in edges[np.argsort(edges[:, 1], kind="stable")]:
        chain[lower] = max(chain[lower], chain[upper] + 1)
    primer = np.array([name.startswith("primer#") for name in names])
    return {
        "edges": edges,
        "lane": lanes(last),
        "last": last,
        "chain": chain,
        "chapters": int((~primer).sum()),
        "parts": int(primer.sum()),
        "on_points": int(reach[:, names.index("points")].sum()),
    }


def claims(result):
    upper, lower = np.asarray(result["edges"], dtype=int).T
    yield Claim(
        "No page rests on one further down.", bool(np.all(lower > upper)), measured=float((lower - upper).min())
    )
    yield Claim(
        f"The longest chain has {result['chain'].max()} pages.",
        bool(np.all(result["chain"][lower] > result["chain"][upper]) and result["chain"].min() == 1),
        measured=result["chain"].max(),
    )
    yield Claim(
        "Every other chapter rests on the first.",
        result["on_points"] == result["chapters"] - 1,
        measured=result["on_points"],
    )
    rows = np.arange(len(result["lane"]))
    both = (rows[:, None] < rows) & (result["lane"][:, None] == result["lane"]) & (result["last"][:, None] > rows)
    yield Claim(
        "No two upright lines run on top of each other.",
        bool(not both.any() and np.all(result["last"] >= rows) and np.all(result["last"][upper] >= lower)),
        measured=int(both.sum()),
    )


def alt(result):
    return (
        f"A list of {result['chapters']} chapters and {result['parts']} parts of the primer, one below the other, "
        f"joined by coloured lines like a plan of underground trains. {result['on_points']} hang on the first, "
        f"Points in space; the longest chain has {result['chain'].max()} pages. A table below says the same in words."
    )


def draw(fig, result):
    ax = fig.subplots()
    lane, names = result["lane"], list(PAGES)
    colors = [COLORS.blue, COLORS.orange, COLORS.green, COLORS.purple, COLORS.gold, COLORS.red]
    shade = [colors[k % len(colors)] for k in lane]
    ends = np.arange(len(names), dtype=float)
    for row in range(len(names)):
        parents = result["edges"][result["edges"][:, 1] == row, 0]
        ends[parents] = row
        aside = sorted(parents[lane[parents] != lane[row]], key=lambda p: lane[p])
        ends[aside] += 0.1 * (np.arange(len(aside)) - (len(aside) - 1) / 2)  # side by side into the page
        for parent in aside:
            ax.plot(lane[[parent, row]], [ends[parent]] * 2, color=shade[parent], zorder=2)
    for row, end in enumerate(ends):
        ax.plot([lane[row]] * 2, [row, end], color=shade[row], zorder=1)
    for row, name in enumerate(names):
        part = name.startswith("primer#")
        ax.plot(
            lane[row], row, "s" if part else "o", ms=11 if part else 14, color=shade[row], mec=COLORS.paper, mew=1.5,
            zorder=3,
        )  # fmt: skip
        label = f"Primer: {PAGES[name][0]}" if part else PAGES[name][0]
        weight, color = ("normal", COLORS.muted) if part else ("semibold", COLORS.ink)
        ax.text(lane.max() + 0.6, row, label, va="center", size=15, weight=weight, color=color)
    ax.set(xlim=(-0.4, lane.max() + (8 if is_slide(fig) else 5)), ylim=(len(names) - 0.4, -0.6))
    ax.set_axis_off()
