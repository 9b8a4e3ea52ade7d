"""`python -m figures_src new <chapter>/<id>`: writes a script that builds, to start from."""

import sys

from figures_src._build import discover, project

SCRIPT = '''r"""The mean of many dice is less scattered the more dice there are.

Replace this by your own idea: first line the finding as a full sentence, then why it is so.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band

SEEDS = range(10)
DICE = [1, 3, 10, 30, 100]


def compute():
    """Spread of the mean of some dice over 1,000 throws; shape (seeds, numbers of dice)."""
    spread = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        spread.append([rng.integers(1, 7, size=(1000, n)).mean(axis=1).std() for n in DICE])
    return {"dice": np.array(DICE), "spread": np.array(spread)}


def claims(result):
    ratio = result["spread"][:, 0] / result["spread"][:, -1]
    yield Claim("A hundred dice scatter at least eight times less than one.", bool(ratio.min() > 8), measured=ratio)


def alt(result):
    first, last = np.median(result["spread"], axis=0)[[0, -1]]
    return f"A line that falls from {first:.2f} for one die to {last:.2f} for {result['dice'][-1]} dice."


def draw(fig, result):
    ax = fig.subplots()
    band(ax, result["dice"], result["spread"], color=COLORS.blue, marker="o")
    ax.set(xscale="log", yscale="log", xlabel="number of dice", ylabel="spread of their mean")
'''


def write(names):
    """Write the starter for one `chapter/id`; return the exit code."""
    parts = names[0].split("/") if len(names) == 1 else []
    if len(parts) != 2 or not all(discover.ID.match(p) for p in parts) or parts[1] in discover.RESERVED:
        print(
            "new needs one name CHAPTER/ID in lower-case letters, digits and underscores, "
            f"got {' '.join(names) or 'none'}; for example: new perceptron/my_figure",
            file=sys.stderr,
        )
        return 1
    chapter, id_ = parts
    taken = [s.where for s in discover.scripts() if s.id == id_]
    path = project.FIGURES / chapter / f"{id_}.py"
    if taken or path.exists():
        print(f"the id {id_!r} is taken by {(taken or [path.name])[0]}; choose another", file=sys.stderr)
        return 1
    path.parent.mkdir(exist_ok=True)
    path.write_text(SCRIPT, encoding="utf-8", newline="\n")
    print(
        f"{discover.relative(path)} is written; it builds with: python -m figures_src {id_}\n"
        f"show it with ![[{id_}]] on a line of its own in a page of docs/"
    )
    return 0
