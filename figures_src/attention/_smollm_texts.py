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
    X = np.array([np.random.default_rng(seed).integers(1000, 40_000, PERIOD) for seed in SEEDS])
    X = np.hstack([X, X])
    traces = [model.trace(x) for x in X]
    patterns = np.stack([trace.attention for trace in traces], axis=1)  # (layers, sequences, heads, T, T)
    scores = prefix_matching(patterns, X)
    best = np.argsort(-scores, axis=None)[:LEFT_OUT]
    peers = [h for h in range(scores.size) if h // model.heads in best // model.heads and h not in best]
    without = []
    for seed, x, trace in zip(SEEDS, X, traces, strict=True):
        others = np.random.default_rng(seed).choice(peers, LEFT_OUT, replace=False)
        cut = [model.surprise(x, without=[divmod(int(h), model.heads) for h in heads]) for heads in (best, others)]
        without.append([told(trace.scores[:-1], x[1:]), *cut])
    return {
        "induction": scores,
        "previous": previous_token(patterns),
        "cut": np.array(np.divmod(best, model.heads)).T,
        "surprise": np.moveaxis(np.array(without), 1, 0),  # (whole, blind, others), (sequences, 2 PERIOD - 1)
        **passages(model),
    }


def passages(model):
    """Return how ten passages surprise, with how much context, and what rests on their first token."""
    plays = shakespeare.load()
    surprise, shuffled, first, large = [], [], [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        start = plays.index("\n\n", rng.integers(len(plays) - 5000)) + 2
        tokens = model.tokens(plays[start : start + 2000])[: CONTEXTS[-1] + COUNTED]
        context, counted = tokens[:-COUNTED], tokens[-COUNTED:]
        trace = model.trace(tokens)
        short = [model.surprise(context[-n:] + counted)[-COUNTED:].mean() for n in CONTEXTS[:-1]]
        surprise.append([*short, told(trace.scores[-COUNTED - 1 : -1], counted).mean()])
        words = model.tokenizer.decode(context).split(" ")
        mixed = model.tokens(" ".join(rng.permutation(words)))
        shuffled.append(model.surprise(mixed + counted)[-COUNTED:].mean())
        first.append(trace.attention[:, :, SETTLED:, 0].mean(axis=2))
        size = np.abs(trace.residuals)
        large.append(size[:, 0].max(axis=1) / np.median(size, axis=(1, 2)))
    return {
        "contexts": np.array(CONTEXTS),
        "context_surprise": np.array(surprise),
        "shuffled_surprise": np.array(shuffled),
        "first_share": np.array(first),  # (passages, layers, heads)
        "even_share": float(np.mean(1 / np.arange(SETTLED + 1, CONTEXTS[-1] + COUNTED + 1))),
        "large": np.array(large),  # (passages, stages)
    }


def told(scores, tokens):
    """Return the surprise of tokens, in nats, from the scores of each."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(tokens)), tokens]
