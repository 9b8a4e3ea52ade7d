r"""With ten classes the softmax finds errors and most noise, less well than published; brighter noise convinces it.

Ten networks that know digits. Top: how well the largest softmax probability tells right answers from wrong ones, from
noise and from horses, of whose images the middle 20 by 20 pixels are taken (1 is perfectly, one half not at all);
squares are ours, median and range, diamonds the published numbers. Bottom: the share of noise images of which the
networks are over 99.9% sure, when the noise is made brighter by a factor.

Reference: hendrycks2017, hein2019, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.abstain import auroc, max_softmax
from mathnets.activations import relu
from mathnets.data import animals, digits
from mathnets.losses import cross_entropy
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SEEDS = range(10)
SIZES = [400, 64, 64, 64, 10]
EPOCHS, BATCH, RATE = 6, 128, 2e-3
STRANGERS, BRIGHTENED = 1000, 200
FACTORS = 1.1 ** np.arange(49)
ROWS = {"errors": "its own errors", "uniform": "uniform noise", "gaussian": "Gaussian noise", "horses": "horses"}
PUBLISHED = {"errors": 0.97, "uniform": 0.99, "gaussian": 0.90}
SMALL = "ours are 64 wide and have seen 10,000 digits of 20 by 20 pixels, theirs 256 and 60,000 of 28 by 28, with GELU"


def compute():
    """Areas under the ROC curve for ten networks, their errors, and their confidence in noise of growing brightness."""
    X, y = digits.load()
    T, t = digits.load("test")
    networks = MLP(SIZES, relu, loss=cross_entropy, rng=SEEDS)
    train(networks, X, y, Adam(RATE), epochs=EPOCHS, batch=BATCH, rng=SEEDS)

    def confidence(images):
        return np.array([max_softmax(scores) for scores in networks.forward(images)])

    rng = np.random.default_rng(0)
    noise = rng.random((STRANGERS, X.shape[1]))
    horses = animals.image(animals.load("all", names="horse")[0])[:, 4:24, 4:24]
    sets = {
        "uniform": noise,
        "gaussian": rng.normal(size=noise.shape),
        "horses": horses.reshape(len(horses), -1),
    }
    sure, right = confidence(T), networks.predict(T) == t
    trusted = [row[ok] for row, ok in zip(sure, right, strict=True)]
    result = {"error": 1 - right.mean(axis=1)}
    result["errors"] = np.array([auroc(good, row[~ok]) for good, row, ok in zip(trusted, sure, right, strict=True)])
    for name, images in sets.items():
        result[name] = np.array([auroc(good, row) for good, row in zip(trusted, confidence(images), strict=True)])
    bright = np.array([confidence(factor * noise[:BRIGHTENED]) for factor in FACTORS])
    sure = bright > 0.999  # (factors, networks, images)
    first = np.where(sure.any(axis=0), FACTORS[sure.argmax(axis=0)], np.inf)
    return result | {
        "factors": FACTORS,
        "certain": sure.mean(axis=2).T,
        "median_factor": np.median(first, axis=1),
    }


def claims(result):
    for name, published in PUBLISHED.items():
        kind = {
            "errors": "wrong answers",
            "uniform": "images of uniform noise",
            "gaussian": "images of Gaussian noise",
        }[name]
        table = "Table 1, MNIST" if name == "errors" else f"Table 2, MNIST/{name.title()}"
        yield Claim(
            f"In every network {kind} are told from right answers with an area over 0.8, the median within 0.1 of the "
            "published one.",
            bool(
                np.all(result[name] > 0.8)
                and np.all(result[name] < 1)
                and abs(np.median(result[name]) - published) < 0.1
            ),
            measured=result[name],
            expected=published,
            tolerance=0.02,
            source=f"hendrycks2017, {table}, AUROC; read in a copy of the paper",
            verdict="partly",
            why=SMALL,
        )
    yield Claim(
        "In every network horses are harder to tell than its own errors.",
        bool(np.all(result["horses"] < result["errors"]) and np.all(result["horses"] > 0.5)),
        measured=result["horses"],
    )
    yield Claim(
        "Noise has to be made at most eight times as bright until half of it is certain.",
        bool(np.all(result["median_factor"] < 8) and np.all(result["median_factor"] > 1.5)),
        measured=result["median_factor"],
        expected=1.5,
        tolerance=0.5,
        source="hein2019, Table 2, median factor for a plain MNIST network; read in the authors' repository",
        verdict="no",
        why="theirs is a convolutional network (LeNet), trained far longer, so that its scores are larger; the theorem "
        "is silent on "
        "how far one has to go, and networks that differ only in their first weights and the order of the "
        "digits differ by a factor of two or more",
    )
    end = result["certain"][:, -1]
    yield Claim(
        "Over 95 times as bright, over nine tenths of the noise is certain in every network.",
        bool(
            result["factors"][-1] > 95
            and np.all(end > 0.9)
            and np.all(end <= 1)
            and np.all(result["certain"][:, 0] < 0.6)
        ),
        measured=end,
    )


def alt(result):
    said = ", ".join(f"{text} {np.median(result[name]):.2f}" for name, text in ROWS.items())
    return (
        f"Above, four rows of squares: {said}; published diamonds lie to the right, at "
        f"{', '.join(f'{v:.2f}' for v in PUBLISHED.values())}. Below, curves that rise from "
        f"{np.median(result['certain'][:, 0]):.0%} certain to {np.median(result['certain'][:, -1]):.0%}, through "
        "one half "
        f"at {np.median(result['median_factor']):.1f} times the brightness."
    )


def draw(fig, result):
    ax, low = panels(fig, 2)
    for row, name in enumerate(ROWS):
        least, middle, most = np.quantile(result[name], [0, 0.5, 1])
        ax.axhline(row, color=COLORS.faint, lw=0.7, zorder=0)
        ax.plot([least, most], [row, row], color=COLORS.red, lw=5, alpha=0.3, solid_capstyle="butt")
        ax.plot(middle, row, "s", color=COLORS.red, ms=8)
        if name in PUBLISHED:
            ax.plot(PUBLISHED[name], row, "D", mfc="none", mec=COLORS.ink, ms=8, mew=1.6)
    row = list(ROWS).index("gaussian")
    note(ax, result["gaussian"].min() - 0.012, row, "ours", COLORS.red, ha="right", va="center", fontsize="small")
    note(ax, PUBLISHED["gaussian"] + 0.018, row, "published", ha="left", va="center", fontsize="small")
    ax.set_yticks(range(len(ROWS)), ROWS.values())
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(xlim=(0.5, 1.005), ylim=(3.5, -0.6), xlabel="told from right answers (area under the ROC curve)")
    band(low, result["factors"], 100 * result["certain"], color=COLORS.red)
    low.axvline(1.5, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
    note(low, 1.56, 96, "published median", va="top", fontsize="small")
    low.set(xlabel="brightness of the noise, as a factor", ylabel="noise that is certain", xlim=(1, 100), ylim=(0, 102))
    low.yaxis.set_major_formatter("{x:.0f}%")
    log_axis(low, "x", [1, 3, 10, 30, 100])
