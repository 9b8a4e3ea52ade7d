"""Transformers of one and of two layers of attention, in training on repeated sequences, from three starts each."""

import numpy as np

from mathnets.attention import layer_norm, rotary
from mathnets.induction import half_losses, prefix_matching, repeated_sequences
from mathnets.optimizers import Adam
from mathnets.transformer import Transformer, train

SEEDS = range(3)
STEPS, EVERY, LAYERS = 400, 10, (1, 2)
TOKENS, LENGTH, PERIOD = 20, 32, 16


def scaled_scores(network, X, layer):
    """The scores of the keys that each query may see, before the softmax, shape (heads, ...)."""
    own = network.weights.layers[layer]
    x = layer_norm(network.trace(X).residuals[layer], gain=own.gain, shift=own.shift)[:, None]
    q, k = rotary(x @ own.query.mT), rotary(x @ own.key.mT)
    scores = q @ k.mT / q.shape[-1] ** 0.5
    return scores[..., np.tri(X.shape[1], dtype=bool)].swapaxes(0, 1).reshape(network.heads, -1)


def surprise(scores, X):
    """The losses of all tokens but the first, in nats, from the scores of each next one, shape (N, T - 1)."""
    ahead = scores[:, :-1] - scores[:, :-1].max(axis=-1, keepdims=True)
    told = np.take_along_axis(ahead, X[:, 1:, None], axis=-1)[..., 0]
    return np.log(np.exp(ahead).sum(axis=-1)) - told


def compute():
    """Losses of both halves and the best head's prefix score, (layers, seeds, records); what the film needs."""
    test = repeated_sequences(32, LENGTH, TOKENS, period=PERIOD, rng=999)
    shown = repeated_sequences(1, LENGTH, TOKENS, period=12, distinct=True, rng=5)
    result = {name: [] for name in ("first", "second", "prefix", "start_scores", "end_scores", "parameters")}
    for layers in LAYERS:
        for seed in SEEDS:
            network = Transformer(TOKENS, LENGTH, width=32, heads=2, layers=layers, positions="rotary", rng=seed)
            rng = np.random.default_rng([seed, layers])
            batches = (repeated_sequences(32, LENGTH, TOKENS, period=(6, 16), rng=rng) for _ in range(STEPS))
            history = train(network, batches, Adam(0.01), record=EVERY)
            networks = [network.at(theta) for theta in history.parameters]
            traces = (n.trace(test) for n in networks)
            halves, heads = zip(
                *((half_losses(surprise(t.scores, test)), prefix_matching(t.patterns, test)) for t in traces),
                strict=True,
            )
            halves, heads = np.array(halves), np.array(heads)
            result["first"].append(halves[:, 0])
            result["second"].append(halves[:, 1])
            result["prefix"].append(heads.max(axis=(1, 2)))
            if layers == 2:  # of the head of the second layer that becomes the best
                best = heads[-1, 1].argmax()
                result["start_scores"].append(scaled_scores(networks[0], test, 1)[best])
                result["end_scores"].append(scaled_scores(networks[-1], test, 1)[best])
                result["parameters"].append(network.parameters.copy())
            if layers == 2 and seed == 0:
                maps = np.array([n.trace(shown).patterns[:, 0] for n in networks])  # record, layer, head, query, key
                before = np.diagonal(maps[-1, 0], -1, axis1=1, axis2=2).mean(axis=1).argmax()
                result["before_maps"], result["copy_maps"] = maps[:, 0, before], maps[:, 1, best]
    for name in ("first", "second", "prefix"):
        result[name] = np.reshape(result[name], (len(LAYERS), len(SEEDS), -1))
    return result | {"steps": history.steps, "shown": shown[0]}
