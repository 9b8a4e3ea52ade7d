r"""Coordinates of pure noise drown the nearest neighbour, but slowly; a class mean hardly notices them.

Fours and nines (1,000 to learn from, 500 to judge by) get more and more coordinates that are nothing but noise, each as
strong as a typical pixel. Above, the share told right by the nearest digit and by the nearest class mean; below, the
relative spread of the distances. The spread collapses long before the neighbour fails: what counts is not the spread
but whether the noise of a distance exceeds what a near digit gains. Bands span ten draws.

Reference: beyer1999, hastie2009, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note, panels
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import centroids, distances

SHAPE = "tall"
SEEDS = range(10)
LEARN, JUDGE = 1000, 500
ADDED = [0, 100, 200, 400, 800, 1600, 3200, 6400]


def compute():
    """Share told right by neighbour and by mean, and relative spread of the distances; shape (seeds, added)."""
    X, y = fours_and_nines()
    T, t = fours_and_nines("test")
    strength = np.sqrt(X.var(axis=0).mean())  # of a typical pixel
    shape = (len(SEEDS), len(ADDED))
    neighbour, mean, spread = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    gain = np.zeros(len(SEEDS))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        train, test = (rng.choice(len(Z), n, replace=False) for Z, n in ((X, LEARN), (T, JUDGE)))
        noise = strength * rng.standard_normal((LEARN + JUDGE, ADDED[-1]), dtype=np.float32)
        squares = distances(T[test], X[train]) ** 2
        to_means = distances(T[test], centroids(X[train], y[train])[1]) ** 2
        own = y[train] == t[test][:, None]
        other = np.where(own, np.inf, squares).min(axis=1)
        gain[seed] = np.median(other - np.where(own, squares, np.inf).min(axis=1))
        for j, added in enumerate(ADDED):
            if j:  # squared distances add up over the coordinates
                A, B = np.split(noise[:, ADDED[j - 1] : added].astype(np.float64), [LEARN])
                squares += distances(B, A, dtype=np.float32) ** 2
                to_means += distances(B, centroids(A, y[train])[1]) ** 2
            d = np.sqrt(squares)
            neighbour[seed, j] = np.mean(y[train][d.argmin(axis=1)] == t[test])
            mean[seed, j] = np.mean(np.array([4, 9])[to_means.argmin(axis=1)] == t[test])
            spread[seed, j] = d.std() / d.mean()
    return {
        "added": np.array(ADDED),
        "neighbour": neighbour,
        "mean": mean,
        "spread": spread,
        "gain": gain,  # in squared distance, of the nearest digit of the own class over one of the other
        "scatter": 2 * strength**2 * np.sqrt(2 * np.array(ADDED)),  # of a squared distance, by the noise
        "clean": neighbour[:, 0],
        "at_800": neighbour[:, ADDED.index(800)],
        "spread_at_800": spread[:, ADDED.index(800)],
        "drowned": neighbour[:, -1],
        "mean_clean": mean[:, 0],
        "mean_last": mean[:, -1],
        "spread_clean": spread[:, 0],
    }


def claims(result):
    early = result["clean"] - result["at_800"]
    yield Claim(
        "800 coordinates of noise cost the nearest neighbour less than 6 points in every draw.",
        bool(np.all(early < 0.06) and np.median(early) > 0.003),
        measured=early,
    )
    narrow = result["spread_clean"] / result["spread_at_800"]
    yield Claim(
        "By then the relative spread has fallen to less than half.",
        bool(np.all(narrow > 2) and np.all(narrow < 4)),
        measured=narrow,
    )
    late = result["clean"] - result["drowned"]
    yield Claim(
        "6,400 cost it over 10 points in every draw.",
        bool(np.all(late > 0.1) and np.all(late < 0.3)),
        measured=late,
    )
    mean = result["mean_clean"] - result["mean_last"]
    ahead = result["mean_last"] - result["drowned"]
    yield Claim(
        "The nearest mean, behind the neighbour at first, is ahead of it by over 3 points in the end, in every draw.",
        bool(np.all(ahead > 0.03) and np.all(result["mean_clean"] - result["clean"] < -0.03)),
        measured=ahead,
    )
    yield Claim(
        "It loses less than 2 points, in every draw.",
        bool(np.all(np.abs(mean) < 0.02) and np.all(result["mean_last"] > 0.8)),
        measured=mean,
    )


def alt(result):
    right, mean, spread = (np.median(result[k], axis=0) for k in ("neighbour", "mean", "spread"))
    return (
        f"Against the number of noise coordinates: the nearest neighbour tells {right[0]:.1%} right without noise, "
        f"{right[4]:.1%} with 800 and {right[-1]:.1%} with 6,400; the nearest mean goes from {mean[0]:.1%} to "
        f"{mean[-1]:.1%}. The spread of distances falls from {spread[0]:.3f} to {spread[-1]:.3f}."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2)
    x = np.arange(len(ADDED))  # doublings, with 0 at the left
    band(top, x, result["neighbour"], color=COLORS.blue, marker="o")
    band(top, x, result["mean"], color=COLORS.gold, marker="s")
    note(top, 1.5, 0.975, "nearest digit", COLORS.blue, ha="center", va="bottom")
    note(top, 1.5, 0.88, "nearest mean", COLORS.gold, ha="center", va="top")
    top.set(ylabel="unseen digits told right", ylim=(0.7, 1))
    top.set_yticks([0.7, 0.8, 0.9, 1], ["70%", "80%", "90%", "100%"])
    band(bottom, x, result["spread"], color=COLORS.orange, marker="D")
    bottom.set(ylabel="relative spread of distances", ylim=(0, 0.17))
    for ax in (top, bottom):
        ax.set_xticks(x, [f"{n:,}" if not is_slide(fig) or i in (0, 1, 3, 5, 7) else "" for i, n in enumerate(ADDED)])
        ax.set_xlabel("coordinates of noise added to 400 pixels")
