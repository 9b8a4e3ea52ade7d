r"""Equal times sweep equal areas under every pull towards one point; a second sun ends that.

Twelve equal times each, shaded by turns. A planet under gravity, a ball on a spring, and a planet that a second sun
pulls as well. Below, the twelve areas as shares of their mean. In the first two the *shape* of the orbit differs,
with the pull at a focus or at the centre, and the areas are the same to the last digits: Kepler's second law says
that the force is central, and nothing of how it falls off.

Reference: kepler1609, newton1687
"""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.orbits import gravity, leapfrog, perihelion_state

SHAPE = "standard"
SECTORS, STEPS = 12, 100  # a sector
SECOND = np.array([-2.3, 1.4])  # where the second sun is
MASS = 0.2  # of it, in the units of the first


def spring(x):
    return -x * (2 * np.pi) ** 2


def two_suns(x):
    return gravity(x) + MASS * gravity(x - SECOND)


LIMITS = {"gravity": (-1.65, 0.55), "spring": (-1.1, 1.1), "two suns": (-2.5, 0.65)}  # of the drawings
LAWS = {"gravity": gravity, "spring": spring, "two suns": two_suns}


def swept(path):
    """Areas that the line from the origin sweeps in each sector, from the triangles of single steps."""
    x, y = path[:-1], path[1:]
    triangles = (x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0]) / 2
    return triangles.reshape(SECTORS, -1).sum(axis=1)


def compute():
    """Paths (laws, steps, 2) and areas (laws, sectors), as shares of their mean; and the areas with
    very coarse steps.
    """
    x, v = perihelion_state([1.0], [0.55])
    paths, areas, coarse = [], [], []
    for law in LAWS.values():
        start = (x[0], v[0]) if law is not spring else (np.array([1.0, 0]), np.array([0, 3.2]))
        for steps, found in ((STEPS, areas), (2, coarse)):
            path = leapfrog(law, *start, dt=1 / SECTORS / steps, steps=SECTORS * steps).x
            found.append(swept(path) / swept(path).mean())
            if steps == STEPS:
                paths.append(path)
    return {
        "paths": np.array(paths),
        "areas": np.array(areas),
        "spread": np.ptp(areas, axis=1),
        "coarse_spread": np.ptp(coarse, axis=1),
        "least": np.min(areas[2]),
        "most": np.max(areas[2]),
    }


def claims(result):
    x = np.linalg.norm(result["paths"], axis=2)
    ratio = x.max(axis=1) / x.min(axis=1)
    spread = np.ptp(result["areas"], axis=1)
    yield Claim(
        "Under gravity and on a spring all twelve areas agree to ten digits, though distances change "
        "threefold and twofold.",
        bool(np.all(spread[:2] < 1e-10) and ratio[0] > 3 and ratio[1] > 1.9 and np.all(result["areas"][:2] > 0.9)),
        measured=spread[:2].max(),
    )
    yield Claim(
        "The rule holds even for the coarse steps of the computation, two a sector.",
        bool(np.all(result["coarse_spread"][:2] < 1e-10) and result["coarse_spread"][2] > 0.1),
        measured=result["coarse_spread"][:2].max(),
    )
    yield Claim(
        "With a second sun the areas differ by more than their mean.", bool(1 < spread[2] < 2), measured=spread[2]
    )


def alt(result):
    least, most = result["least"], result["most"]
    return (
        "Three orbits cut into twelve sectors of equal time: an ellipse about a focus, an ellipse about "
        "its centre, and a path bent by a second sun. "
        f"Bars of the areas are level for the first two; for the third they range from {least:.2f} to "
        f"{most:.2f} of their mean."
    )


def draw(fig, result):
    axes = fig.subplots(2, 3, height_ratios=(1.7, 1), width_ratios=(2.1, 2.1, 3.1))
    for above, below, name, path, areas in zip(*axes, LAWS, result["paths"], result["areas"], strict=True):
        central = name != "two suns"
        color = COLORS.blue if central else COLORS.red
        for k in range(SECTORS):
            part = path[k * STEPS : (k + 1) * STEPS + 1 : 4]
            above.fill(*np.vstack([[0, 0], part]).T, color=color, alpha=0.45 if k % 2 else 0.18, lw=0)
        above.plot(*path[::4].T, color=color, lw=1.5)
        above.plot(0, 0, "o", color=COLORS.gold, ms=8)
        if not central:
            above.plot(*SECOND, "o", color=COLORS.gold, ms=6)
        above.set_aspect("equal")
        above.set(xlim=LIMITS[name])
        above.axis("off")
        above.set_title(name, loc="center")
        below.bar(np.arange(1, SECTORS + 1), areas, color=color, width=0.75)
        below.axhline(1, color=COLORS.ink, lw=0.9)
        below.set(ylim=(0, 2.3), xticks=[1, 6, 12], yticks=[0, 1, 2] if below is axes[1, 0] else [])
    axes[1, 0].set_ylabel("area / mean")
    axes[1, 1].set_xlabel("sector")
