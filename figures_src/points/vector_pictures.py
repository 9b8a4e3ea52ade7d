r"""Length, angle and shadow come from one operation: multiply coordinate by coordinate, and add.

The dot product of a vector with itself is its squared length (Pythagoras). Of two vectors it is positive, zero or
negative, as the angle between them is acute, right or obtuse. Divided by the length of $\mathbf{b}$ it is the length of
the shadow that $\mathbf{a}$ casts on the line along $\mathbf{b}$ (with a minus sign where the shadow points the other
way), and the rest of $\mathbf{a}$ is perpendicular to that line.

Reference: boyd2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, note, panels, plane
from mathnets.geometry import angle, dot, norm, project, reject

SHAPE = "standard"
RIGHT = np.array([4.0, 3.0])  # whose length is a whole number
A, B = np.array([1.0, 3.0]), np.array([4.0, 2.0])
TURNED = np.array([[1.0, 3.0], [-1.0, 2.0], [-3.0, 1.0]])  # towards b, across it, and away from it


def compute():
    """Lengths, dot products, angles and shadows of a few vectors of the plane."""
    return {
        "right": RIGHT,
        "length": norm(RIGHT),
        "a": A,
        "b": B,
        "norms": np.array([norm(A), norm(B)]),
        "dot": dot(A, B),
        "angle": np.degrees(angle(A, B)),
        "turned": TURNED,
        "dots": dot(TURNED, B),
        "shadow": project(A, B),
        "rest": reject(A, B),
    }


def claims(result):
    yield Claim(
        "A vector with coordinates 4 and 3 has length 5.",
        bool(abs(result["length"] - 5) < 1e-12),
        measured=result["length"],
    )
    product = result["norms"].prod() * np.cos(np.radians(result["angle"]))
    yield Claim(
        "The dot product is the product of the lengths and the cosine of the angle.",
        bool(abs(product - result["dot"]) < 1e-12),
        measured=product - result["dot"],
    )
    yield Claim(
        "The dot product is positive, zero, negative for an acute, a right, an obtuse angle.",
        bool((np.sign(result["dots"]) == [1, 0, -1]).all()),
        measured=result["dots"][0],
    )
    slip = max(abs(result["shadow"] @ result["rest"]), np.abs(result["shadow"] + result["rest"] - result["a"]).max())
    yield Claim("Shadow and rest are perpendicular and add up to the vector.", bool(slip < 1e-12), measured=slip)


def alt(result):
    return (
        f"Four drawings of arrows. A vector with legs 4 and 3 and length {result['length']:.0f}. A vector b with "
        f"three others whose dot "
        f"products with it are {result['dots'][0]:.0f}, {result['dots'][1]:.0f} and {result['dots'][2]:.0f}. The angle "
        f"of {result['angle']:.0f} degrees between a and b. The shadow of a on b, with the rest of a standing at "
        f"a right angle on it."
    )


def draw(fig, result):
    axes = panels(fig, 4, page=(2, 2), slide=(2, 2))
    for ax, title in zip(axes, ("length", "dot product", "angle", "shadow"), strict=True):
        ax.set_title(title)
        plane(ax)
        ax.set(xlim=(-3.2, 5.6), ylim=(-0.9, 4.3))
    length, sign, turn, shadow = axes
    x, y = result["right"]
    length.plot([0, x, x], [0, 0, y], color=COLORS.muted, lw=1.2, ls=(0, (4, 3)))
    arrow(length, (0, 0), (x, y), color=COLORS.blue)
    note(length, x / 2, -0.12, f"{x:.0f}", color=COLORS.muted, ha="center", va="top")
    note(length, x + 0.15, y / 2, f"{y:.0f}", color=COLORS.muted, va="center")
    note(
        length,
        x / 2 - 0.2,
        y / 2 + 0.2,
        r"$\Vert\mathbf{a}\Vert=" + f"{result['length']:.0f}$",
        color=COLORS.blue,
        ha="right",
        va="bottom",
    )
    for vector, value, colour in zip(
        result["turned"], result["dots"], (COLORS.blue, COLORS.purple, COLORS.orange), strict=True
    ):
        arrow(sign, (0, 0), vector, color=colour)
        note(
            sign,
            vector[0] * 1.06,
            vector[1] + 0.12,
            f"{value:.0f}".replace("-", "−"),
            color=colour,
            ha="center",
            va="bottom",
        )
    for ax in (sign, turn, shadow):
        arrow(ax, (0, 0), result["b"], width=1.4)
        note(ax, *(result["b"] + [0.15, 0.15]), r"$\mathbf{b}$", ha="center", va="bottom")
    for ax in (turn, shadow):
        arrow(ax, (0, 0), result["a"], color=COLORS.blue)
        note(ax, *(result["a"] + [0.1, 0.12]), r"$\mathbf{a}$", color=COLORS.blue, ha="center", va="bottom")
    from_b = np.arctan2(*result["b"][::-1])
    arc = from_b + np.linspace(0, np.radians(result["angle"]), 40)
    turn.plot(1.5 * np.cos(arc), 1.5 * np.sin(arc), color=COLORS.green)
    note(
        turn,
        2.0 * np.cos(arc[20]),
        2.0 * np.sin(arc[20]),
        f"{result['angle']:.0f}°",
        color=COLORS.green,
        va="center",
        ha="center",
    )
    arrow(shadow, (0, 0), result["shadow"], color=COLORS.red, width=3)
    shadow.plot(*np.array([result["shadow"], result["a"]]).T, color=COLORS.muted, lw=1.2, ls=(0, (4, 3)))
    along, up = 0.32 * result["b"] / norm(result["b"]), 0.32 * result["rest"] / norm(result["rest"])
    shadow.plot(*(result["shadow"] + np.array([along, along + up, up])).T, color=COLORS.muted, lw=1)
    note(shadow, 1.35, 0.42, "shadow", color=COLORS.red, va="top")
