r"""A network of one layer gets the score of an induction head, and the loss of one, without any induction.

It was trained on sequences that always repeat after 16 tokens, with learned positions. With that period its
loss is below that of the two-layer networks, and its score not far below theirs; these were trained on periods from
6 to 16. Then the period is 10. A head that finds copies by their
tokens does not care; this one had learned to look back a fixed number of places, and does worse than guessing. Three
starts each.

Reference: olsson2022
"""

import numpy as np

from figures_src._kit import COLORS, Claim, panels
from mathnets.induction import prefix_matching, repeated_sequences
from mathnets.optimizers import Adam
from mathnets.transformer import Transformer, train

SEEDS = range(3)
STEPS, PERIODS = 200, (16, 10)
TOKENS, LENGTH = 20, 32
GUESS = np.log(TOKENS)


def compute(repeats):
    """Loss where a copy could be found, and score of the best head, (kinds, seeds, periods): one layer, two layers."""
    tests = [repeated_sequences(64, LENGTH, TOKENS, period=p, rng=p) for p in PERIODS]
    kinds = [[], []]
    for seed in SEEDS:
        network = Transformer(TOKENS, LENGTH, width=32, heads=2, layers=1, positions="learned", rng=seed)
        rng = np.random.default_rng([seed, 7])
        train(network, (repeated_sequences(32, LENGTH, TOKENS, period=16, rng=rng) for _ in range(STEPS)), Adam(0.01))
        kinds[0].append(network)
        two = Transformer(TOKENS, LENGTH, width=32, heads=2, layers=2, positions="rotary", rng=seed)
        kinds[1].append(two.at(repeats["parameters"][seed]))
    loss = [[[n.losses(X)[:, p:].mean() for X, p in zip(tests, PERIODS, strict=True)] for n in kind] for kind in kinds]
    score = [[[prefix_matching(n.trace(X).patterns, X).max() for X in tests] for n in kind] for kind in kinds]
    loss, score = np.array(loss), np.array(score)
    maps = [n.trace(tests[1]).patterns[0, :, :, 16:] for n in kinds[0]]  # places that may look far enough back
    back = [max(np.diagonal(A[:, h], 1, axis1=1, axis2=2)[:, :16].mean() for h in range(2)) for A in maps]
    return {
        "loss": loss,
        "score": score,
        "fifteen_back": np.array(back),
        "fooled_score": score[0, :, 0],
        "fooled_loss": loss[0, :, 0],
        "other_score": score[0, :, 1],
        "other_loss": loss[0, :, 1],
        "true_other_loss": loss[1, :, 1],
    }


def claims(result):
    loss, score = result["loss"], result["score"]
    yield Claim(
        "With the period of its training one layer has a prefix score above 0.6 and a loss below 0.1, from each start.",
        bool(np.all(score[0, :, 0] > 0.6) and np.all(loss[0, :, 0] < 0.1) and np.all(loss[0, :, 0] >= 0)),
        measured=score[0, :, 0],
    )
    yield Claim(
        "With another period its score is below 0.2, and its loss over twice that of guessing.",
        bool(np.all(score[0, :, 1] < 0.2) and np.all(loss[0, :, 1] > 2 * GUESS)),
        measured=loss[0, :, 1],
    )
    yield Claim(
        "Even then a head of it puts over half of its attention on the place fifteen back, whatever stands there.",
        bool(np.all(result["fifteen_back"] > 0.5) and np.all(result["fifteen_back"] <= 1)),
        measured=result["fifteen_back"],
    )
    yield Claim(
        "The two-layer networks, trained on many periods, have a score above 0.7 and a loss below 1 with both.",
        bool(np.all(score[1] > 0.7) and np.all(loss[1] < 1) and np.all(loss[1] > 0) and np.all(score[1] < 1)),
        measured=loss[1].ravel(),
    )


def alt(result):
    loss, score = np.median(result["loss"], axis=1), np.median(result["score"], axis=1)
    return (
        f"Prefix score and loss for periods 16 and 10. One layer: score {score[0, 0]:.2f} and {score[0, 1]:.2f}, loss "
        f"{loss[0, 0]:.2f} and {loss[0, 1]:.1f}. Two layers: score {score[1, 0]:.2f} and {score[1, 1]:.2f}, loss "
        f"{loss[1, 0]:.2f} and {loss[1, 1]:.2f}. Guessing costs {GUESS:.1f}."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2))
    for ax, key in ((left, "score"), (right, "loss")):
        for kind, (color, marker) in enumerate(((COLORS.orange, "o"), (COLORS.blue, "s"))):
            for seed, pair in enumerate(result[key][kind]):
                x = np.array([0, 1]) + 0.05 * (seed - 1)
                ax.plot(x, pair, color=color, marker=marker, lw=1.2, mec=COLORS.paper, mew=0.5)
        ax.set(xlim=(-0.35, 1.35))
        ax.set_xticks([0, 1], ["16, as\ntrained", "10"])
        ax.set_xlabel("period of the test")
    left.set(ylim=(0, 1))
    left.set_title("prefix score", loc="center")
    right.set(ylim=(-0.3, 10))
    right.set_title("loss on copies", loc="center")
    right.axhline(GUESS, color=COLORS.muted, lw=1.1, ls=(0, (4, 2)), zorder=0)
    right.text(-0.3, GUESS + 0.15, "guessing", color=COLORS.muted, size="small")
    left.text(0.62, 0.44, "one layer", color=COLORS.orange, ha="left")
    left.text(0.5, 0.92, "two layers", color=COLORS.blue, ha="center")
