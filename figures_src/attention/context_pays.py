r"""On average eighty tokens in disorder ahead of a passage are worth about as much as eight in order.

Mean surprise at the same twenty tokens of ten passages of Shakespeare, after 1, 8, 24 and 80 tokens of what stands
before: thin lines are passages, the thick one is their mean. Each of the twenty also sees those of the twenty before
it. The squares are for the 80 with their words shuffled. Shuffling also moves the words that stand directly before,
which count most. The plays were surely in the model's training, so the heights are lower than for a new text.

Reference: allal2025
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note

TOLERANCE = 1e-3  # the model computes in float32
SEEDS = range(10)


def compute(smollm_texts):
    """Mean surprise in nats, shape (passages, contexts), with the longest context in disorder, and perplexities."""
    ordered, shuffled = smollm_texts["context_surprise"], smollm_texts["shuffled_surprise"]
    return {
        "contexts": smollm_texts["contexts"],
        "ordered": ordered,
        "shuffled": shuffled,
        "price": shuffled - ordered[:, -1],
        "means": ordered.mean(axis=0),
        "perplexities": np.exp(ordered.mean(axis=0)),
        "lost": (shuffled.mean() - ordered.mean(axis=0)[-1]) / np.ptp(ordered.mean(axis=0)),
        "shuffled_mean": shuffled.mean(),
        "shuffled_perplexity": np.exp(shuffled.mean()),
    }


def claims(result):
    ordered, shuffled = result["ordered"], result["shuffled"]
    yield Claim(
        "In every passage eighty tokens of context beat one, by more than a nat.",
        bool(np.all(ordered[:, 0] - ordered[:, -1] > 1) and np.all(ordered < 12)),
        measured=ordered[:, 0] - ordered[:, -1],
    )
    yield Claim(
        "The mean surprise falls with each lengthening.",
        bool(np.all(np.diff(ordered.mean(axis=0)) < -0.1)),
        measured=np.diff(ordered.mean(axis=0)),
    )
    yield Claim(
        "In every passage, shuffling the words of the context costs surprise.",
        bool(np.all(shuffled > ordered[:, -1]) and shuffled.max() < 12),
        measured=shuffled - ordered[:, -1],
    )
    apart = shuffled.mean() - ordered[:, 1].mean()
    yield Claim(
        "On average the shuffled eighty are within 0.3 nats of eight in order, and above 24 in order.",
        bool(abs(apart) < 0.3 and shuffled.mean() > ordered[:, 2].mean()),
        measured=apart,
    )


def alt(result):
    told = ", ".join(f"{s:.2f} after {n}" for s, n in zip(result["means"], result["contexts"], strict=True))
    return (
        f"Ten thin falling lines and their mean, in nats: {told} tokens of context. Ten squares at 80, for shuffled "
        "words, "
        f"lie higher, with a mean of {result['shuffled_mean']:.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    contexts = result["contexts"]
    ax.plot(contexts, result["ordered"].T, color=COLORS.blue, lw=0.8, alpha=0.45)
    ax.plot(contexts, result["means"], "o-", color=COLORS.blue, lw=2.4)
    ax.plot(np.full(len(result["shuffled"]), 92), result["shuffled"], "s", color=COLORS.orange, ms=4, alpha=0.5)
    ax.plot(92, result["shuffled_mean"], "s", color=COLORS.orange, ms=9)
    note(ax, 107, result["shuffled_mean"], "80, shuffled", COLORS.orange, va="center")
    note(ax, 107, result["means"][-1], "in order", COLORS.blue, va="center")
    log_axis(ax, "x", contexts)
    ax.set(xlim=(0.9, 260), ylim=(1.5, 7.5), xlabel="tokens ahead of the twenty", ylabel="surprise in nats a token")
