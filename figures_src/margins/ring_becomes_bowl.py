r"""A ring that no line can part from its core is parted by a plane, once the sheet is bent into a bowl.

Each point is given a third coordinate, $z = x_1^2 + x_2^2$. The core stays low, the ring rises, and the widest street
of the space runs between them. Where its middle plane cuts the bowl there is, seen from above, a circle.

Reference: boser1992
"""

import numpy as np

from figures_src._kit import COLORS, Claim, panels
from mathnets.data import toys
from mathnets.margins import hard_margin, separable

SEEDS = [3]
SHAPE = "square"
FRAMES = 32
RISE, PLANE = 12, 17  # frames until the bowl stands, and until the plane is there


def lifted(X):
    """The points with their squared distance from the origin as a third coordinate."""
    return np.column_stack([X, np.sum(X**2, axis=1)])


def compute():
    """The points, the widest street between the lifted ones, and the radii of its cut with the bowl."""
    X, y = toys.circles(120, noise=0.09, inner=0.4, rng=SEEDS[0])
    street = hard_margin(lifted(X), y, intercept=True)
    w, b = street.w, street.b
    around = np.linspace(0, 2 * np.pi, 181)
    slope = np.cos(around) * w[0] + np.sin(around) * w[1]  # the cut: w3 r^2 + slope r + b = 0
    radii = (-slope - np.sqrt(slope**2 - 4 * w[2] * b)) / (2 * w[2])
    far = np.hypot(*X.T)
    return {
        "points": X,
        "labels": y,
        "w": w,
        "b": b,
        "gamma": street.gamma,
        "support": len(street.support),
        "cut": np.column_stack([radii * np.cos(around), radii * np.sin(around)]),
        "flat_separable": int(separable(X, y, intercept=True)),
        "core": far[y > 0].max(),
        "ring": far[y < 0].min(),
    }


def claims(result):
    y, scores = result["labels"], lifted(result["points"]) @ result["w"] + result["b"]
    yield Claim(
        "In the plane no line parts the ring from its core.",
        result["flat_separable"] == 0 and bool(np.all(np.hypot(*result["points"].T)[y > 0] > 0)) and y.min() == -1,
        measured=result["flat_separable"],
    )
    yield Claim("On the bowl a plane does.", bool(np.all(y * scores > 0)), measured=(y * scores).min())
    far, w = np.hypot(*result["cut"].T), result["w"]
    radii = np.hypot(*(result["cut"] + w[:2] / (2 * w[2])).T)  # about the centre of the circle
    yield Claim(
        "From above the cut is a circle between the core and the ring.",
        bool(np.ptp(radii) < 1e-9 * radii.mean() and np.all(far > result["core"]) and np.all(far < result["ring"])),
        measured=radii,
    )
    yield Claim(
        "At most four points hold the street, one more than the space has dimensions.",
        2 <= result["support"] <= 4 and 0.01 < result["gamma"] < 0.2,
        measured=result["support"],
    )


def alt(result):
    return (
        f"A ring of {np.sum(result['labels'] < 0)} circles around a core of {np.sum(result['labels'] > 0)} squares. "
        "The sheet bends into a bowl: squares at its bottom, circles up its wall. A nearly level plane cuts it between "
        "them, "
        f"with {result['gamma']:.2f} to the nearest point on either side. From above the cut is a circle of radius "
        f"{np.hypot(*result['cut'].T).mean():.2f}."
    )


def space(ax, result, height, plane, azimuth, elevation, size=16):
    """The points on a bowl of relative `height`, the plane faded in by `plane`, seen from a direction in degrees."""
    y, Z = result["labels"], lifted(result["points"])
    Z[:, 2] *= height
    r, a = np.meshgrid(np.linspace(0, 1.25, 12), np.linspace(0, 2 * np.pi, 97))
    ax.plot_wireframe(
        r * np.cos(a), r * np.sin(a), height * r**2, color=COLORS.muted, lw=0.5, alpha=0.35, rstride=12, cstride=2
    )  # fmt: skip
    w, b = result["w"], result["b"]
    if plane:
        p, q = np.meshgrid([-0.95, 0.95], [-0.95, 0.95])
        level = -(w[0] * p + w[1] * q + b) / w[2]
        ax.plot_surface(p, q, level, color=COLORS.green, alpha=0.3 * plane, shade=False)
        cut = lifted(result["cut"])
        ax.plot(*cut.T, color=COLORS.green, lw=2, alpha=plane)
    for value, color, marker in ((1, COLORS.blue, "s"), (-1, COLORS.orange, "o")):
        ax.scatter(
            *Z[y == value].T, s=size, color=color, marker=marker, edgecolor=COLORS.paper, linewidth=0.4, alpha=1,
            depthshade=False
        )  # fmt: skip
    ax.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), zlim=(0, 1.55))
    ax.set_box_aspect((1, 1, 0.75), zoom=1.12)
    ax.view_init(elevation, azimuth)
    ax.set_axis_off()


def draw(fig, result, frame):
    if frame is None:
        scenes = [(0, 0, 35, 88), (0.5, 0, 35, 30), (1, 1, 35, 8), (1, 1, 35, 88)]
        titles = ["flat", "bent", "cut by a plane", "from above"]
        axes = panels(fig, 4, page=(2, 2), slide=(2, 2), subplot_kw={"projection": "3d"})
        for ax, title, scene in zip(axes, titles, scenes, strict=True):
            space(ax, result, *scene, size=9)
            ax.set_title(title, loc="center", y=1.03)
        return
    height = np.clip(frame / RISE, 0, 1)
    plane = np.clip((frame - RISE) / (PLANE - RISE), 0, 1)
    turn = np.clip((frame - PLANE) / (FRAMES - 1 - PLANE), 0, 1)
    elevation = 88 - 74 * np.clip(frame / RISE, 0, 1) + 74 * np.clip((turn - 0.6) / 0.4, 0, 1)
    ax = fig.add_subplot(projection="3d")
    space(ax, result, height, plane, 35 + 120 * turn, elevation, size=26)
