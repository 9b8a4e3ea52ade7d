r"""Learning to add two erases adding one, at every width tried; hardly any old sums are kept but those repeated.

Networks learn the seventeen sums with a 1, then the seventeen with a 2 alone. First: each path runs from the moment
when the ones are known to the end of the second lesson. Wide networks keep more on the way, and arrive at the same
place. Then, by width, the share of the ones without a 2 that is known at the end; and the same where every third of the
ones was repeated among the twos, for the repeated and for the others. Paths are means of ten networks, lines medians,
bands ranges. Two of the seventeen sums, 1 + 2 and 2 + 1, are in both lessons.

Reference: mccloskey1989, mirzadeh2022, ratcliff1990
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.activations import relu
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import GradientDescent
from mathnets.training import train

SHAPE = "tall"
SEEDS = range(10)
WIDTHS = [50, 200, 800]
RATE, FIRST, STRIDE, LOOKS, REST = 0.1, 600, 4, 40, 300
CODE = 12  # units for a number, three of which are on


def sums(one):
    """The seventeen sums of a number from 1 to 9 and `one`, in both orders: inputs, shape (17, 24), and classes."""
    pairs = sorted({(a, one) for a in range(1, 10)} | {(one, a) for a in range(1, 10)})
    code = np.array([(np.arange(CODE) >= n - 1) & (np.arange(CODE) < n + 2) for n in range(CODE)], np.float32)
    X = np.array([np.concatenate([code[a], code[b]]) for a, b in pairs])
    return X, np.array([a + b for a, b in pairs]), np.array([2 in pair for pair in pairs])


def right(networks, X, y):
    """Share of the sums that each network knows."""
    return (networks.predict(X) == y).mean(axis=1)


def compute():
    """Shares known on the way, (widths, seeds, looks), and of the ones at the end, with and without repetition."""
    (X, y, shared), (Z, z, _) = sums(1), sums(2)
    ones, twos = np.zeros((2, len(WIDTHS), len(SEEDS), LOOKS + 2))  # the last is after the rest of the lesson
    end, learned, repeated, others, mixed_twos = np.zeros((5, len(WIDTHS), len(SEEDS)))
    again = np.arange(len(y)) % 3 == 0
    step = GradientDescent(RATE)
    for k, width in enumerate(WIDTHS):
        networks = MLP([2 * CODE, width, CODE], relu, loss=cross_entropy, rng=SEEDS, dtype=np.float32)
        train(networks, X, y, step, steps=FIRST)
        other = networks.at(networks.parameters)
        learned[k] = right(networks, X, y)
        for look in range(LOOKS + 2):
            ones[k, :, look], twos[k, :, look] = right(networks, X, y), right(networks, Z, z)
            if look <= LOOKS:
                train(networks, Z, z, step, steps=STRIDE if look < LOOKS else REST)
        end[k] = right(networks, X[~shared], y[~shared])
        both, told = np.concatenate([Z, X[again]]), np.concatenate([z, y[again]])
        train(other, both, told, step, steps=STRIDE * LOOKS + REST)
        for found, which in ((repeated, again), (others, ~again)):
            found[k] = right(other, X[which & ~shared], y[which & ~shared])
        mixed_twos[k] = right(other, Z, z)
    done = np.argmax(twos >= 0.9, axis=2)  # the first look at which nine tenths of the twos are known
    kept = np.take_along_axis(ones, done[:, :, None], axis=2)[:, :, 0]
    return {
        "widths": np.array(WIDTHS),
        "ones": ones,
        "twos": twos,
        "learned": learned,
        "kept": kept,
        "end": end.T,
        "repeated": repeated.T,
        "others": others.T,
        "mixed_twos": mixed_twos.T,
        "twos_end": twos[:, :, -1],
        "kept_narrow": kept[0],
        "kept_wide": kept[-1],
        "end_all": end.ravel(),
    }


def claims(result):
    yield Claim(
        "Every network knows all seventeen ones before the second lesson, and over nine tenths of the twos after it.",
        bool(np.all(result["learned"] == 1) and np.all(result["twos_end"] > 0.9) and np.all(result["twos_end"] <= 1)),
        measured=result["twos_end"].ravel(),
    )
    end = result["end_all"]
    yield Claim(
        "At the end at most four of the fifteen ones without a 2 are left in any network of any width.",
        bool(np.all(end <= 4.5 / 15) and np.median(end) < 0.1 and np.all(result["learned"] == 1)),
        measured=end,
    )
    wider = np.median(result["kept_wide"]) - np.median(result["kept_narrow"])
    yield Claim(
        "When nine tenths of the twos are known, the middle one of the widest networks still knows more of the ones "
        "than "
        "that of the narrowest.",
        bool(0.05 < wider < 0.6),
        measured=wider,
    )
    repeated, others = result["repeated"], result["others"]
    yield Claim(
        "With every third one repeated among the twos, each network keeps these and forgets most of the others.",
        bool(np.all(repeated > 0.9) and np.all(others < 0.5) and np.all(result["mixed_twos"] > 0.9)),
        measured=np.median(others, axis=0),
    )


def alt(result):
    kept, end, again, rest = (np.median(result[key]) for key in ("kept", "end_all", "repeated", "others"))
    return (
        "Above, three paths that start at the upper left, all ones known and few twos, bulge to the right, and fall. "
        f"When nine tenths of the twos are known, {kept:.0%} of the ones are left in the middle of all networks. "
        f"Below, by width: new sums alone leave {end:.0%} of the ones; with repetition {again:.0%} of the repeated "
        f"ones are known and {rest:.0%} of the others."
    )


def draw(fig, result):
    ax, low = panels(fig, 2)
    for k, (width, color) in enumerate(zip(result["widths"], (COLORS.orange, COLORS.purple, COLORS.blue), strict=True)):
        x, y = (100 * result[key][k].mean(axis=0) for key in ("twos", "ones"))
        ax.plot(x, y, color=color, marker="o", ms=3.5)
        note(ax, 20, (30, 40, 50)[k], f"{width} units", color, va="center")
    ax.set(xlabel="twos known", ylabel="ones known", xlim=(0, 103), ylim=(0, 105))
    for key, color in (("end", COLORS.red), ("repeated", COLORS.green), ("others", COLORS.gold)):
        band(low, result["widths"], 100 * result[key], color=color, marker="o")
    note(low, 55, 87, "repeated", COLORS.green)
    note(low, 55, 34, "the others", COLORS.gold)
    note(low, 55, 16, "nothing repeated", COLORS.red)
    low.set(xlabel="hidden units", ylabel="ones known at the end", ylim=(-3, 105), xlim=(44, 900))
    log_axis(low, "x", [50, 200, 800])
    for axis in (ax.xaxis, ax.yaxis, low.yaxis):
        axis.set_major_formatter("{x:.0f}%")
