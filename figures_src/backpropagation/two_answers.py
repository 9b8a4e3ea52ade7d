r"""The network of 1986 has two best answers, and training finds both.

Above, how much room each ratio of weights leaves: the smallest sum that an asymmetric pattern can make, as a
share of the largest weight (the bluer the more). It has exactly two peaks, 1 : 2 : 4 and 2 : 3 : 4, of equal
height. The dots are the networks, of forty starts, that solved the task within 6,000 sweeps. Below, how many
had solved it after how many sweeps; the dashed line is at the paper's 1,425.

Reference: rumelhart1986
"""

from itertools import product

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, note, panels

SHAPE = "tall"
PEAKS = np.array([[2.0, 4.0], [1.5, 2.0]])  # middle and largest weight, in units of the smallest
MIDDLE, LARGEST = np.linspace(1, 3, 97), np.linspace(1, 5, 97)


def room(weights):
    """Smallest absolute sum of weights with signs or left out (not all), over the largest weight; (..., 3) to (...)."""
    signs = np.array([s for s in product((-1, 0, 1), repeat=3) if any(s)])
    return np.abs(weights @ signs.T).min(axis=-1) / np.abs(weights).max(axis=-1)


def compute(symmetry_runs):
    """The ratios of the networks that solved the task, the room on a grid of ratios, and the sweeps needed."""
    solved = symmetry_runs["solved"] == 1
    weights = np.sort(np.abs(symmetry_runs["weights"][solved][..., :3]), axis=-1).mean(axis=1)
    ratios = weights[:, 1:] / weights[:, :1]
    middle, largest = np.meshgrid(MIDDLE, LARGEST)
    grid = room(np.stack([np.ones_like(middle), middle, largest], axis=-1))
    grid[largest < middle] = 0
    paper = np.linalg.norm(ratios - PEAKS[0], axis=1) < 0.3
    other = np.linalg.norm(ratios - PEAKS[1], axis=1) < 0.3
    return {
        "ratios": ratios,
        "room": np.round(grid, 4),
        "paper_middle": ratios[paper, 0],
        "paper_largest": ratios[paper, 1],
        "other_middle": 2 * ratios[other, 0],
        "paper": paper.astype(int),
        "other": other.astype(int),
        "paper_count": int(paper.sum()),
        "other_count": int(other.sum()),
        "starts": len(solved),
        "solved": int(solved.sum()),
        "sweeps": symmetry_runs["sweeps"][solved],
        "checks": symmetry_runs["checks"],
        "right": symmetry_runs["right"],
        "within": int(np.sum(symmetry_runs["sweeps"][solved] <= 1425)),
    }


def claims(result):
    either = result["paper"] + result["other"]
    yield Claim("Every network that solved the task has one of two ratios.", bool(np.all(either == 1)), measured=either)
    share = result["paper"].mean()
    yield Claim(
        "Most of them, not all, have the ratio 1 : 2 : 4.",
        bool(0.6 < share < 0.98),
        measured=share,
        expected=1.0,
        tolerance=0.02,
        source="rumelhart1986, caption of Fig. 1: the weights on each side are in the ratio 1:2:4; read in a copy",
        verdict="partly",
        why="the paper shows one network; from other starts the same training also finds 2:3:4, which "
        "leaves as much room",
    )
    for key, expected in (("paper_middle", 2.0), ("paper_largest", 4.0)):
        yield Claim(
            f"Where the ratio is that of the paper, the {key.split('_')[1]} weight is {expected:.0f} "
            f"times the smallest.",
            bool(np.all(np.abs(result[key] / expected - 1) < 0.05)),
            measured=result[key],
            expected=expected,
            tolerance=0.05 * expected / 2,
            source="rumelhart1986, caption of Fig. 1, ratio 1:2:4; read in a copy of the text",
            verdict="yes",
        )
    sweeps = result["sweeps"]
    yield Claim(
        "The number of sweeps differs more than fivefold between starts, and a fifth and more fail in 6,000.",
        bool(
            sweeps.max() / sweeps.min() > 5
            and sweeps.min() < 1425 < sweeps.max()
            and result["solved"] <= 0.8 * result["starts"]
        ),
        measured=sweeps,
        expected=1425.0,
        tolerance=150.0,
        source="rumelhart1986, caption of Fig. 1: 1,425 sweeps; read in a copy of the text",
        verdict="partly",
        why="the paper reports one run; forty starts need from a few hundred sweeps to more than 6,000",
    )
    grid = result["room"]
    top = np.argwhere(grid > grid.max() - 1e-3)
    places = np.column_stack([MIDDLE[top[:, 1]], LARGEST[top[:, 0]]])
    off = np.abs(places[:, None] - PEAKS).max(axis=2).min(axis=1).max() if len(places) == 2 else 9.0
    yield Claim(
        "The room is greatest, one quarter, at exactly these two ratios.",
        bool(abs(grid.max() - 0.25) < 1e-3 and off < 0.03),
        measured=grid.max(),
    )


def alt(result):
    return (
        f"Above, a map with two blue peaks. {result['paper_count']} dots sit on the one at 2 and 4, "
        f"{result['other_count']} on the other at 1.5 and 2. Below, a staircase: of {result['starts']} starts "
        f"{result['within']} had solved the task after 1,425 sweeps and {result['solved']} after "
        f"{result['checks'][-1]:,.0f}."
    )


def draw(fig, result):
    above, below = panels(fig, 2, height_ratios=(1.6, 1)) if fig.get_figheight() > 6 else panels(fig, 2)
    above.imshow(
        result["room"],
        origin="lower",
        extent=(MIDDLE[0], MIDDLE[-1], LARGEST[0], LARGEST[-1]),
        aspect="auto",
        cmap=colormap("sequential"),
        alpha=0.75,
    )
    rng = np.random.default_rng(0)
    shaken = result["ratios"] + rng.normal(size=result["ratios"].shape) * [0.012, 0.024]
    above.plot(*shaken.T, "o", color=COLORS.orange, mec=COLORS.paper, mew=0.7, ms=7)
    counts = result["paper_count"], result["other_count"]
    for (x, y), count, text, side in zip(PEAKS, counts, ("1:2:4", "2:3:4"), ("right", "left"), strict=True):
        place = (x - 0.07, y + 0.2) if side == "right" else (x + 0.1, y - 0.3)
        note(above, *place, f"{text}, {count} networks", ha=side, va="center")
    above.set(xlabel="middle weight / smallest", ylabel="largest weight / smallest")
    above.set(xticks=[1, 1.5, 2, 2.5, 3], yticks=[1, 2, 3, 4, 5])
    below.plot(result["checks"], result["right"], color=COLORS.blue, drawstyle="steps-post")
    below.axvline(1425, color=COLORS.ink, ls=(0, (4, 2)), lw=1.3)
    note(below, 1500, 2, "the paper's run: 1,425", va="bottom")
    below.set(
        xlabel="sweeps through the 64 patterns",
        ylabel=f"solved, of {result['starts']}",
        ylim=(0, result["starts"]),
        xlim=(0, 6000),
    )
    below.set_xticks(range(0, 6001, 2000), [f"{k:,}" for k in range(0, 6001, 2000)])
