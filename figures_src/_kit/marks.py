"""Drawing helpers that several figures need; each draws one thing into given axes."""

import numpy as np
from matplotlib import patheffects
from matplotlib.colors import to_rgb
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from figures_src._kit.theme import COLORS, colormap, is_slide


def panels(fig, n, *, page=None, slide=None, **options):
    """Return `n` axes: one row on a slide, `page=(rows, columns)` on a page (a column by default).

    `slide=(rows, columns)` overrides the slide's arrangement; other options go to `Figure.subplots`.
    """
    rows, columns = (slide or (1, n)) if is_slide(fig) else (page or (n, 1))
    axes = fig.subplots(rows, columns, squeeze=False, **options).ravel()
    for spare in axes[n:]:
        spare.remove()
    return list(axes[:n])


def halo(width=2.5):
    """Return the path effect that keeps text readable over lines: an outline in the colour of the paper."""
    return [patheffects.withStroke(linewidth=width, foreground=COLORS.paper)]


def note(ax, x, y, text, color=None, **options):
    """Write `text` at data position (x, y), outlined so that it stays readable over what it crosses."""
    return ax.text(x, y, text, color=color or COLORS.ink, path_effects=halo(), **options)


def label_line(ax, line, text, *, at=-1, offset=(6, 0), **options):
    """Write `text` beside point `at` of `line`, in the line's colour: a legend that needs no looking up."""
    x, y = line.get_xdata()[at], line.get_ydata()[at]
    options = {"va": "center", "ha": "left" if offset[0] >= 0 else "right"} | options
    return ax.annotate(
        text,
        (x, y),
        xytext=offset,
        textcoords="offset points",
        color=line.get_color(),
        path_effects=halo(),
        annotation_clip=False,
        **options,
    )


def band(ax, x, runs, *, color, label=None, quantiles=(0, 1), **options):
    """Draw the median of `runs` (seeds, points) over `x` with a band between two quantiles; return the line."""
    low, middle, high = np.quantile(runs, [quantiles[0], 0.5, quantiles[1]], axis=0)
    ax.fill_between(x, low, high, color=color, alpha=0.22, linewidth=0)
    return ax.plot(x, middle, color=color, label=label, **options)[0]


def show_image(ax, image, *, cmap=None, limit=None, frame=True, **options):
    """Show a small image (or a flat row of a square one) without ticks.

    With `limit` the values run from -limit to limit on the diverging map; else from 0 up, from paper to ink.
    """
    image = np.asarray(image)
    if image.ndim == 1:
        side = round(len(image) ** 0.5)
        image = image.reshape(side, side)
    span = (
        {"vmin": -limit, "vmax": limit, "cmap": cmap or colormap("diverging")}
        if limit is not None
        else {"vmin": 0, "cmap": cmap or colormap("ink")}
    )
    picture = ax.imshow(image, **(span | options))
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=frame, color=COLORS.faint)
    return picture


def log_axis(ax, which, ticks=None):
    """Make the axis "x" or "y" logarithmic, with plain numbers at `ticks` (powers of ten by default)."""
    axis = {"x": ax.xaxis, "y": ax.yaxis}[which]
    getattr(ax, f"set_{which}scale")("log")
    axis.set_minor_locator(NullLocator())
    if ticks is not None:
        axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))


def tinted(image, color):
    """Return a small image (or a flat row of a square one) as RGBA for `imshow`: `color`, as opaque as there is ink."""
    image = np.asarray(image, dtype=float)
    if image.ndim == 1:
        side = round(len(image) ** 0.5)
        image = image.reshape(side, side)
    rgba = np.empty((*image.shape, 4))
    rgba[..., :3] = to_rgb(color)
    rgba[..., 3] = np.clip(image, 0, 1)
    return rgba


def arrow(ax, start, end, *, color=None, width=1.8, **options):
    """Draw a vector from `start` to `end`."""
    style = {
        "arrowstyle": "-|>,head_width=0.28,head_length=0.55",
        "color": color or COLORS.ink,
        "lw": width,
        "shrinkA": 0,
        "shrinkB": 0,
        "mutation_scale": 12,
    } | options
    return ax.annotate("", xy=end, xytext=start, arrowprops=style)


def plane(ax, limit=None, *, equal=True):
    """Turn `ax` into a bare coordinate plane: faint axes through the origin, no frame, no ticks."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set(xticks=[], yticks=[])
    ax.axhline(0, color=COLORS.faint, lw=0.9, zorder=0)
    ax.axvline(0, color=COLORS.faint, lw=0.9, zorder=0)
    if equal:
        ax.set_aspect("equal")
    if limit is not None:
        ax.set(xlim=(-limit, limit), ylim=(-limit, limit))


def scatter_classes(ax, X, y, *, size=26, names=None, **options):
    """Draw 2-d points of two classes (y in {-1, 1}): circles in orange for -1, squares in blue for 1."""
    for value, color, marker in ((-1, COLORS.orange, "o"), (1, COLORS.blue, "s")):
        chosen = np.asarray(y) == value
        ax.scatter(
            *np.asarray(X)[chosen].T,
            s=size,
            color=color,
            marker=marker,
            edgecolor=COLORS.paper,
            linewidth=0.6,
            label=names[value] if names else None,
            **({"zorder": 3} | options),
        )


def decision_line(ax, w, b, *, color=None, **options):
    """Draw the line w·x + b = 0 through the whole of `ax` without changing its limits; nothing when w is 0."""
    w = np.asarray(w, dtype=float)
    if not w.any():
        return None
    foot, seen = -b * w / (w @ w), ax.dataLim.frozen()
    line = ax.axline(foot, foot + np.array([-w[1], w[0]]), color=color or COLORS.ink, **({"lw": 1.9} | options))
    ax.dataLim.set(seen)
    return line
