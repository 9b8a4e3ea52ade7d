r"""What was never shown in one corner is not known there, at any size tried; with the corners folded together it is.

Each of the ten digits is shown in three corners of the field, and each corner is the missing one of two or three
kinds. So each corner has been seen, and each digit; only some pairs have not. Plain networks see the whole field,
folded ones the sum of its four quarters. Width grows from 8 to 128 with 2,000 examples (lines), examples from 500 to
8,000 with 32 units (dashes). Last, such networks learn to tell the corner instead. Medians of ten networks; ranges as
bands.

Reference: lake2018, fodor1988, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, show_image
from mathnets.activations import relu
from mathnets.data import digits
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SHAPE = "tall"
SEEDS = range(10)
CORNERS, SIDE = 4, 10
WIDTHS, WIDTH, EXAMPLES, COUNT = [8, 32, 128], 32, [500, 2000, 8000], 2000
STEPS, BATCH, RATE = 200, 50, 3e-3
TESTED = 1000
SHOWN = 7  # the digit of the pictures


def placed(images, corner):
    """Digits, shrunk to half their size, each in its corner of an empty field of 20 by 20 pixels."""
    field = np.zeros((len(images), 2, SIDE, 2, SIDE), images.dtype)
    small = digits.image(images).reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4))
    field[np.arange(len(images)), corner // 2, :, corner % 2] = small
    return field.reshape(len(images), -1)


def folded(fields):
    """The four quarters of each field, laid over each other: no matter which is which."""
    return fields.reshape(-1, 2, SIDE, 2, SIDE).sum(axis=(1, 3)).reshape(len(fields), -1)


def learned(X, y, width, classes):
    """Networks with one hidden layer that have learned the labels y."""
    networks = MLP([X.shape[1], width, classes], relu, loss=cross_entropy, rng=SEEDS)
    train(networks, X, y, Adam(RATE), steps=STEPS, batch=BATCH, rng=SEEDS)
    return networks


def compute():
    """Shares right, (seeds, sizes) or (seeds,), in shown and in missing corners, asked for the digit and the corner."""
    rng = np.random.default_rng(0)
    X, y = digits.load()
    T, t = (part[:TESTED] for part in digits.load("test"))

    def shown(labels):  # any corner but the missing one, which is the digit modulo 4
        return (labels + rng.integers(1, CORNERS, size=len(labels))) % CORNERS

    corner, asked = shown(y), shown(t)
    fields, home, away = placed(X, corner), placed(T, asked), placed(T, t % CORNERS)
    result = {"steps": 4.0 ** np.arange(len(WIDTHS))}
    ways = {"plain": lambda images: images, "folded": folded}
    runs = {"weights": [(w, COUNT) for w in WIDTHS], "examples": [(WIDTH, n) for n in EXAMPLES]}
    for way, view in ways.items():
        for name, sizes in runs.items():
            models = [learned(view(fields[:n]), y[:n], w, 10) for w, n in sizes]
            for place, images in (("home", home), ("away", away)):
                right = [(m.predict(view(images)) == t).mean(axis=1) for m in models]
                result[f"{way}_{place}_{name}"] = np.array(right).T
        where = learned(view(fields[:COUNT]), corner[:COUNT], WIDTH, CORNERS)
        result[f"{way}_where"] = (where.predict(view(home)) == asked).mean(axis=1)
        result[f"{way}_where_away"] = (where.predict(view(away)) == t % CORNERS).mean(axis=1)
    one = np.repeat(T[t == SHOWN][:1], CORNERS, axis=0)
    return result | {
        "pictures": placed(one, np.arange(CORNERS)).astype(float),
        "missing": SHOWN % CORNERS,
        "away_all": np.concatenate([result[f"plain_away_{name}"].ravel() for name in runs]),
        "folded_away": result["folded_away_weights"][:, -1],
        "plain_home": result["plain_home_weights"][:, -1],
    }


def claims(result):
    home = np.concatenate([result[f"plain_home_{name}"].ravel() for name in ("weights", "examples")])
    away = result["away_all"]
    yield Claim(
        "Plain networks of every size know over half of the digits in corners where they were shown.",
        bool(np.all(home > 0.5) and np.all(home < 1)),
        measured=home,
    )
    yield Claim(
        "In the missing corner no plain network of any size knows as much as guessing would, one in ten.",
        bool(np.all(away < 0.05) and np.all(home > 0.5)),
        measured=away,
    )
    ends = [
        (result[f"folded_home_{name}"][:, -1], result[f"folded_away_{name}"][:, -1]) for name in ("weights", "examples")
    ]
    yield Claim(
        "Folded networks know the digits as well in the missing corner as elsewhere.",
        bool(all(np.all(np.abs(a - b) < 1e-9) and np.all(a > 0.75) and np.all(a < 1) for a, b in ends)),
        measured=result["folded_away"],
    )
    where = result["folded_where"]
    yield Claim(
        "Taught the corner, each plain network is right in over 99%, missing corners included; folded ones in some 30% "
        "where shown, and in under one in ten of the missing.",
        bool(
            np.all(result["plain_where"] > 0.99)
            and np.all(result["plain_where_away"] > 0.99)
            and np.all(result["plain_where"] <= 1)
            and np.all(np.abs(where - 0.3) < 0.08)
            and np.all(result["folded_where_away"] < 0.1)
        ),
        measured=where,
    )


def alt(result):
    plain, there, fold = (np.median(result[key]) for key in ("plain_home", "away_all", "folded_away"))
    return (
        f"Above, a {SHOWN} in each corner of a square field, the last framed in red, never shown. In the middle, a "
        "line for plain "
        f"networks in shown corners that rises to {plain:.0%}, one in the missing corner that lies at {there:.0%} at "
        f"every size, and one for folded networks that ends at {fold:.0%}. Below, two bars: plain networks tell the "
        f"corner in {np.median(result['plain_where']):.0%}, the folded in {np.median(result['folded_where']):.0%}."
    )


def draw(fig, result):
    slide = is_slide(fig)
    if slide:
        grid = fig.add_gridspec(4, 3, width_ratios=(1, 3.4, 1.5))
        places = [grid[k, 0] for k in range(CORNERS)]
        ax, low = fig.add_subplot(grid[:, 1]), fig.add_subplot(grid[:, 2])
    else:
        grid = fig.add_gridspec(3, CORNERS, height_ratios=(1, 2.4, 0.7))
        places = [grid[0, k] for k in range(CORNERS)]
        ax, low = fig.add_subplot(grid[1, :]), fig.add_subplot(grid[2, :])
    for k, (place, image) in enumerate(zip(places, result["pictures"], strict=True)):
        panel, missing = fig.add_subplot(place), k == result["missing"]
        show_image(panel, image)
        panel.set_xlabel("never shown" if missing else "shown", fontsize="small")
        if missing:
            panel.xaxis.label.set_color(COLORS.red)
            for spine in panel.spines.values():
                spine.set(color=COLORS.red, linewidth=2)
    for name, style in (("weights", "-"), ("examples", (0, (2, 1.5)))):
        for key, color in (("plain_home", COLORS.blue), ("plain_away", COLORS.red), ("folded_away", COLORS.green)):
            band(ax, result["steps"], 100 * result[f"{key}_{name}"], color=color, ls=style, marker="o", ms=4)
    note(ax, 4, 66, "plain, shown corners", COLORS.blue, ha="left")
    note(ax, 4, 54, "folded, missing corner", COLORS.green, ha="left")
    note(ax, 4, 7, "plain, missing corner", COLORS.red, ha="left")
    ax.set(xlabel="times the smallest\n(lines: weights, dashes: examples)", ylabel="which digit? right", ylim=(-3, 103))
    log_axis(ax, "x", [1, 4, 16])
    ax.yaxis.set_major_formatter("{x:.0f}%")
    for row, (way, color) in enumerate((("plain", COLORS.blue), ("folded", COLORS.green))):
        low.barh(row, 100 * np.median(result[f"{way}_where"]), 0.6, color=color)
    low.set_yticks([0, 1], ["plain", "folded"])
    low.tick_params(axis="y", length=0)
    low.set(xlim=(0, 103), ylim=(1.5, -0.5), xlabel="which corner? right")
    low.set_xticks([0, 25, 50, 75, 100] if not slide else [0, 50, 100])
    low.xaxis.set_major_formatter("{x:.0f}%")
