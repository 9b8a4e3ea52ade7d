"""SmolLM2 reads random tokens said twice, with and without some heads, and plays with more and with less context."""

import numpy as np

from mathnets.data import shakespeare, smollm
from mathnets.induction import prefix_matching, previous_token

SEEDS = range(10)
PERIOD = 20  # tokens that are said twice
LEFT_OUT = 5  # heads
CONTEXTS = 1, 8, 24, 80  # tokens before those that count
COUNTED = 20
SETTLED = 8  # places after which a token's attention counts


def compute():
    """Induction and previous-token scores of all heads; surprise by token of the whole model, without its five best
    induction heads, and without five others of their layers; surprise after each length of context, and after the
    longest with its words shuffled; attention to the first token by layer, and its largest coordinate.
    """
    model = smollm.load()
    return repetitions(model) | passages(model)


def repetitions(model):
    """Return how heads look back in tokens that are said twice, and how those surprise, with and without some heads."""
    X = np.array([np.random.default_rng(seed).integers(1000, 40_000, PERIOD) for seed in SEEDS])
    X = np.hstack([X, X])
    traces = model.traces(list(X))
    patterns = np.stack([trace.attention for trace in traces], axis=1)  # (layers, sequences, heads, T, T)
    scores = prefix_matching(patterns, X)
    best = np.argsort(-scores, axis=None)[:LEFT_OUT]
    peers = [h for h in range(scores.size) if h // model.heads in best // model.heads and h not in best]
    pairs = lambda heads: [divmod(int(h), model.heads) for h in heads]  # noqa: E731
    blind, without = model.traces(list(X), without=pairs(best)), []
    for seed, x, *both in zip(SEEDS, X, traces, blind, strict=True):
        others = np.random.default_rng(seed).choice(peers, LEFT_OUT, replace=False)
        without.append([*(trace.surprise for trace in both), model.surprise(x, without=pairs(others))])
    return {
        "induction": scores,
        "previous": previous_token(patterns),
        "cut": np.array(np.divmod(best, model.heads)).T,
        "surprise": np.moveaxis(np.array(without), 1, 0),  # (whole, blind, others), (sequences, 2 PERIOD - 1)
    }


def passages(model):
    """Return how ten passages surprise, with how much context, and what rests on their first token."""
    plays = shakespeare.load()
    texts, mixed = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        start = plays.index("\n\n", rng.integers(len(plays) - 5000)) + 2
        texts.append(model.tokens(plays[start : start + 2000])[: CONTEXTS[-1] + COUNTED])
        words = model.tokenizer.decode(texts[-1][:-COUNTED]).split(" ")
        mixed.append(model.tokens(" ".join(rng.permutation(words))) + texts[-1][-COUNTED:])
    read = lambda texts: model.traces(texts, last=COUNTED + 1)  # noqa: E731
    surprise = [last_surprise(read([tokens[-n - COUNTED :] for tokens in texts])) for n in CONTEXTS[:-1]]
    shuffled = last_surprise(read(mixed))
    traces = read(texts)
    first = [trace.attention[:, :, SETTLED:, 0].mean(axis=2) for trace in traces]
    sizes = [np.abs(trace.residuals) for trace in traces]
    return {
        "contexts": np.array(CONTEXTS),
        "context_surprise": np.transpose([*surprise, last_surprise(traces)]),  # (passages, contexts)
        "shuffled_surprise": shuffled,
        "first_share": np.array(first),  # (passages, layers, heads)
        "even_share": float(np.mean(1 / np.arange(SETTLED + 1, CONTEXTS[-1] + COUNTED + 1))),
        "large": np.array([s[:, 0].max(axis=1) / np.median(s, axis=(1, 2)) for s in sizes]),  # (passages, stages)
    }


def last_surprise(traces):
    """Return the mean surprise of the last tokens of each trace, in nats."""
    return np.array([trace.surprise[-COUNTED:].mean() for trace in traces])
