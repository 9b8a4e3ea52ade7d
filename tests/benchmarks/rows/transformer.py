"""W8: a causal transformer, 2 layers of 4 heads, width 64, 64 places, 300 steps of Adam with batches of 32."""

import numpy as np

FULL = {"steps": 300, "batch": 32, "places": 64, "tokens": 64, "width": 64}
TINY = {"steps": 3, "batch": 2, "places": 5, "tokens": 6, "width": 8}
AIMS = {"pytorch": 0.5, "jax": 1.0}
LARGE = False
TOLERANCE = {"float64": 1e-6, "float32": 1e-2}
LAYERS, HEADS, RATE = 2, 4, 0.001


def data(steps, batch, places, tokens, width):
    """Return batches of sequences that repeat themselves, the parameters to start from, and the sizes."""
    from mathnets.induction import repeated_sequences

    sizes = {"tokens": tokens, "places": places, "width": width}
    X = repeated_sequences(steps * batch, places + 1, tokens, period=(2, places // 2), rng=0)
    return {"X": X.reshape(steps, batch, -1), "theta": network(sizes).parameters, **sizes}


def network(data):
    """Return the `mathnets.transformer.Transformer` of the row, at its start or with the parameters in the data."""
    from mathnets.transformer import Transformer

    theta = data.get("theta", np.empty(0))
    settings = {"width": data["width"], "heads": HEADS, "layers": LAYERS, "hidden": 4 * data["width"]}
    model = Transformer(data["tokens"], data["places"], **settings, rng=0, dtype=theta.dtype)
    return model.at(theta) if theta.size else model


def metric(data, theta):
    """Return the loss of the trained network on the last batch."""
    return {"loss": network(dict(data, theta=np.asarray(theta, float))).loss(data["X"][-1])}


def mathnets(data):
    """Return a run of `mathnets.transformer`."""
    from mathnets.optimizers import Adam
    from mathnets.transformer import train

    def run():
        model = network(data)
        train(model, data["X"], Adam(RATE))
        return model.parameters

    return run


def pytorch(data):
    """Return a run with modules, fused attention, and Adam fused, which is the fastest."""
    import torch
    from torch import nn
    from torch.nn import functional

    width, X = data["width"], torch.tensor(data["X"])

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm, self.projections = nn.LayerNorm(width), nn.Linear(width, 3 * width, bias=False)
            self.output = nn.Linear(width, width, bias=False)
            self.mlp_norm, self.inner = nn.LayerNorm(width), nn.Linear(width, 4 * width)
            self.outer = nn.Linear(4 * width, width)

        def forward(self, x):
            q, k, v = self.projections(self.norm(x)).unflatten(-1, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
            o = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.output(o.transpose(1, 2).flatten(2))
            return x + self.outer(functional.relu(self.inner(self.mlp_norm(x))))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(data["tokens"], width)
            self.positions = nn.Parameter(torch.zeros(data["places"], width))
            self.layers = nn.Sequential(*(Layer() for _ in range(LAYERS)))
            self.norm, self.unembedding = nn.LayerNorm(width), nn.Linear(width, data["tokens"], bias=False)

        def forward(self, x):
            return self.unembedding(self.norm(self.layers(self.embedding(x) + self.positions)))

    def ordered(model):
        """Return the parameters in the order of mathnets: that of the modules, with the first two exchanged."""
        positions, embedding, *others = model.parameters()
        return embedding, positions, *others

    def run():
        model = Model().to(torch.tensor(data["theta"]).dtype)
        nn.utils.vector_to_parameters(torch.tensor(data["theta"]), ordered(model))
        optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
        for x in X:
            optimizer.zero_grad()
            functional.cross_entropy(model(x[:, :-1]).flatten(0, 1), x[:, 1:].flatten()).backward()
            optimizer.step()
        return nn.utils.parameters_to_vector(ordered(model)).detach().numpy()

    return run


def jax(data):
    """Return a run in which all steps are one compiled loop."""
    import jax
    import jax.numpy as jnp

    from tests.benchmarks import networks

    X, model = jnp.array(data["X"]), network(data)
    places = model.split(np.arange(float(model.size)))  # where in the vector each parameter is
    places = jax.tree_util.tree_map(lambda part: part.astype(int), places)
    mask = jnp.tril(jnp.ones((data["places"],) * 2, bool))

    def norm(x, gain, shift):
        centred = x - x.mean(axis=-1, keepdims=True)
        return centred / jnp.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5) * gain + shift

    def loss(theta, x):
        weights = jax.tree_util.tree_map(lambda part: theta[part], places)
        stream = weights.embedding[x[:, :-1]] + weights.positions
        for layer in weights.layers:
            read = norm(stream, layer.gain, layer.shift)
            q, k, v = (jnp.einsum("ntc,hdc->nhtd", read, W) for W in (layer.query, layer.key, layer.value))
            scores = jnp.where(mask, q @ k.mT / q.shape[-1] ** 0.5, -jnp.inf)
            stream += jnp.einsum("nhtd,hcd->ntc", jax.nn.softmax(scores) @ v, layer.output)
            hidden = jax.nn.relu(norm(stream, layer.mlp_gain, layer.mlp_shift) @ layer.inner.T + layer.inner_bias)
            stream += hidden @ layer.outer.T + layer.outer_bias
        z = jax.nn.log_softmax(norm(stream, weights.gain, weights.shift) @ weights.unembedding.T)
        return -jnp.take_along_axis(z, x[:, 1:, None], axis=-1).mean()

    def step(carry, x):
        state, k = carry
        return (networks.jax_adam(state, jax.grad(loss)(state[0], x), k, RATE), k + 1), None

    train = jax.jit(lambda theta, X: jax.lax.scan(step, ((theta, 0 * theta, 0 * theta), jnp.array(0)), X)[0][0][0])
    return lambda: np.asarray(train(jnp.array(data["theta"]), X))
