"""W3: an MLP 400-100-10 with ReLU on 10,000 digits, 5 epochs of Adam with batches of 128."""

import numpy as np

from tests.benchmarks import networks

FULL = {"n": 10000, "width": 100, "epochs": 5}
TINY = {"n": 300, "width": 5, "epochs": 2}
AIMS = {"pytorch": 0.3, "jax": 1.0, "sklearn": 0.45}
LARGE = True
TOLERANCE = {"float64": 2e-2, "float32": 2e-1}
BATCH, RATE, SEED = 128, 0.001, 0


def data(n, width, epochs):
    """Return images, digits, the order of the examples in each epoch, and the parameters to start from."""
    from mathnets.data.digits import load

    rng = np.random.default_rng(0)
    X, y = load()
    shuffle = np.random.default_rng(int(np.random.default_rng(SEED).integers(2**63)))  # as mathnets.training does
    orders = np.array([shuffle.permutation(n) for _ in range(epochs)])
    return {"X": X[:n], "y": y[:n], "orders": orders, **networks.start([400, width, 10], rng)}


def metric(data, parameters):
    """Return the cross-entropy of the trained network on its examples."""
    z = networks.scores(*parameters, data["X"], lambda z: np.maximum(z, 0))
    return {"loss": (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), data["y"]]).mean()}


def mathnets(data):
    """Return a run of `mathnets.training`."""
    from mathnets.activations import relu
    from mathnets.losses import cross_entropy
    from mathnets.optimizers import Adam
    from mathnets.training import train

    def run():
        network = networks.mathnets(data, relu, cross_entropy)
        train(network, data["X"], data["y"], Adam(RATE), epochs=len(data["orders"]), batch=BATCH, rng=SEED)
        return network.weights, network.biases

    return run


def pytorch(data):
    """Return a run with modules, and Adam fused, which is the fastest."""
    import torch
    from torch.nn.functional import cross_entropy

    X, y, orders = (torch.tensor(data[key]) for key in ("X", "y", "orders"))

    def run():
        model = networks.pytorch(data, torch.nn.ReLU)
        optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
        for order in orders:
            for chosen in order.split(BATCH):
                optimizer.zero_grad()
                cross_entropy(model(X[chosen]), y[chosen]).backward()
                optimizer.step()
        return networks.pytorch_layers(model)

    return run


def jax(data):
    """Return a run in which all epochs are one compiled loop, with a step of its own for the last, smaller batch."""
    import jax
    import jax.numpy as jnp

    X, y, orders = (jnp.array(data[key]) for key in ("X", "y", "orders"))
    whole = orders.shape[1] // BATCH

    def loss(parameters, chosen):
        z = networks.jax_scores(parameters, X[chosen], jax.nn.relu)
        return -jnp.take_along_axis(jax.nn.log_softmax(z), y[chosen][:, None], axis=1).mean()

    def step(carry, chosen):
        state, k = carry
        return (networks.jax_adam(state, jax.grad(loss)(state[0], chosen), k, RATE), k + 1), None

    def epoch(carry, order):
        carry, _ = jax.lax.scan(step, carry, order[: whole * BATCH].reshape(whole, BATCH))
        rest = order[whole * BATCH :]
        return step(carry, rest) if len(rest) else (carry, None)

    train = jax.jit(lambda state, orders: jax.lax.scan(epoch, (state, jnp.array(0)), orders)[0][0])
    state = networks.jax_start(data)
    return lambda: networks.jax_layers(train(state, orders))


def sklearn(data):
    """Return a run of scikit-learn's classifier, an epoch a call, whose small number in Adam is another."""
    X, y, orders = data["X"], data["y"], data["orders"]
    model = networks.sklearn(data, "relu", learning_rate_init=RATE, batch_size=BATCH)
    model.partial_fit(X[:BATCH], y[:BATCH], classes=np.arange(10))

    def run():
        networks.sklearn_restart(model, data)
        for order in orders:
            model.partial_fit(X[order], y[order])
        return networks.sklearn_layers(model)

    return run
