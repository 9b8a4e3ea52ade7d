"""Small transformers in training on the letters of Shakespeare, from three starts: losses on unseen text; samples."""

import numpy as np

from mathnets.data import shakespeare
from mathnets.optimizers import Adam, cosine
from mathnets.transformer import Transformer, excerpts, train

SEEDS = range(3)
STEPS, BATCH, CONTEXT, RATE = 1200, 16, 32, 0.01
RECORDS = (0, 20, 50, 100, 200, 400, 800, 1200)
LEARNED = 0.9  # share of the text that is learned from


def compute():
    """Loss by record, (seeds, records), and by place at the end, in nats; what the first network says then; how much
    was learned from, and the excerpts on which all are judged.
    """
    text = shakespeare.load()
    alphabet = shakespeare.alphabet(text)
    tokens = shakespeare.encode(text, alphabet)
    cut = int(LEARNED * len(tokens))
    unseen = tokens[cut:][: 3000 * (CONTEXT + 1)].reshape(3000, CONTEXT + 1)
    losses, by_place, said = [], [], []
    for seed in SEEDS:
        network = Transformer(
            len(alphabet),
            CONTEXT,
            width=32,
            heads=2,
            layers=2,
            hidden=128,
            positions="rotary",
            rng=seed,
            dtype=np.float32,
        )
        batches = excerpts(tokens[:cut], CONTEXT + 1, batch=BATCH, steps=STEPS, rng=seed)
        history = train(network, batches, Adam(cosine(RATE, STEPS, RATE / 10)), record=RECORDS)
        networks = [network.at(theta) for theta in history.parameters]
        losses.append([n.loss(unseen[::5]) for n in networks])
        by_place.append(network.losses(unseen).mean(axis=0, dtype=float))
        if seed == 0:
            start = shakespeare.encode("\n", alphabet)
            said = [shakespeare.decode(n.sample(start, 200, temperature=0.8, rng=1)[1:], alphabet) for n in networks]
            parameters = network.parameters.copy()
    return {
        "steps": history.steps,
        "losses": np.array(losses),
        "by_place": np.array(by_place),
        "said": np.array(said),
        "alphabet": alphabet,
        "parameters": parameters,
        "learned": cut,
        "unseen": unseen,
        "size": network.size,
        "letters": STEPS * BATCH * CONTEXT,
    }
