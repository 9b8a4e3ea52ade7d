r"""Transformers: a stream of vectors, one a token, to which layers of attention and of an MLP add what they found.

A token's vector is the sum of an embedding and, if wanted, of its position. Each layer reads the stream through a
norm, computes, and *adds* its result ("pre-norm"), first by attention over the places up to a token's own, then, place
by place, by an MLP; a last norm and a matrix turn each vector into scores of the next token:

$$x \leftarrow x + \mathrm{attention}(\mathrm{norm}(x)), \qquad x \leftarrow x + \mathrm{MLP}(\mathrm{norm}(x)).$$

Without the MLPs it is an attention-only transformer. In the public functions sequences are rows. Inside (`Plan`),
places are columns, as they are in `mathnets.network`, so that sums and norms over features run along memory, and the
places of an example lie side by side. All parameters lie in one flat vector; the matrices are views of it.
"""

import copy
from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.activations import Activation, relu
from mathnets.attention import causal_mask, frequencies, sinusoidal_positions
from mathnets.training import History

POSITIONS = ("learned", "sinusoidal", "rotary", "none")
EPS = 1e-5  # beside the variance in a norm
_BLOCK = 2**17  # scores of attention that are computed together: more do not fit into the processor's cache
_SAFE = 60.0  # scores up to this size need no shift before the exponential


class Layer(NamedTuple):
    """The parameters of one layer, or anything else of their shapes: views of one vector; None for what it lacks.

    Attributes:
        gain, shift: of the norm before attention, shape (D,).
        query, key, value: of each head, shape (H, d, D).
        output: what each head writes, shape (H, D, d).
        mlp_gain, mlp_shift: of the norm before the MLP, shape (D,).
        inner: weights of the MLP's hidden units, shape (M, D).
        inner_bias: their biases, shape (M,).
        outer: what the hidden units write, shape (D, M).
        outer_bias: shape (D,).
    """

    gain: np.ndarray
    shift: np.ndarray
    query: np.ndarray
    key: np.ndarray
    value: np.ndarray
    output: np.ndarray
    mlp_gain: np.ndarray
    mlp_shift: np.ndarray
    inner: np.ndarray
    inner_bias: np.ndarray
    outer: np.ndarray
    outer_bias: np.ndarray


class Weights(NamedTuple):
    """The parameters of a transformer, or anything else of their shapes: views of one vector; None for what it lacks.

    Attributes:
        embedding: shape (K, D), a row a token.
        positions: shape (context, D), a row a place, where they are learned.
        layers: a list of `Layer`.
        gain, shift: of the last norm, shape (D,).
        unembedding: shape (K, D), a row a token: the embedding itself where the two are tied.
    """

    embedding: np.ndarray
    positions: np.ndarray
    layers: list
    gain: np.ndarray
    shift: np.ndarray
    unembedding: np.ndarray


class Trace(NamedTuple):
    """What happened inside on the way forward, for N sequences of T tokens.

    Attributes:
        residuals: the stream before the first layer and after each attention and each MLP, shape (R, N, T, D).
        patterns: where each head of each layer looked, shape (L, N, H, T, T): query, key; rows sum to 1.
        scores: of the next token, shape (N, T, K).
    """

    residuals: np.ndarray
    patterns: np.ndarray
    scores: np.ndarray


class Transformer:
    r"""A causal transformer, which says at each place of a sequence of tokens which token comes next.

    Args:
        tokens: number K of different tokens, which are the numbers from 0 to K - 1.
        context: the longest sequence.
        width: number D of features of the stream.
        heads: number H of attention heads of a layer, a divisor of `width`: each has d = D / H features.
        layers: number of layers.
        hidden: number M of hidden units of each MLP; 0 for attention alone.
        positions: "learned" or "sinusoidal" to add to the embedding, "rotary" to turn queries and keys, or "none".
        tied: whether scores are dot products with the embedding itself instead of a matrix of their own.
        norm: whether layers and scores read the stream through a norm.
        activation: of the MLPs, an `Activation`.
        rng: a Generator or seed. Matrices start normal with variance one over their inputs, those that write into
            the stream divided by the root of their number, embeddings with variance one over the width.
        dtype: of all numbers inside, float64 or float32.

    Attributes:
        size: number P of parameters.
        tokens, context, width, heads, layers, hidden, positions, tied, norm, activation, dtype: as given.

    Raises:
        ValueError: if a number or a word is out of its range, or `width` is no multiple of `heads`.
        TypeError: if `activation`, `tied`, `norm` or `rng` is something else.

    Examples:
        >>> network = Transformer(10, 8, width=12, heads=3, layers=2, rng=0)
        >>> network.forward([[1, 2, 3]]).shape
        (1, 3, 10)
        >>> network.trace([[1, 2, 3]]).patterns.shape  # layer, sequence, head, query, key
        (2, 1, 3, 3, 3)

    Source:
        vaswani2017, xiong2020, elhage2021
    """

    def __init__(
        self,
        tokens,
        context,
        *,
        width=64,
        heads=4,
        layers=2,
        hidden=0,
        positions="learned",
        tied=False,
        norm=True,
        activation=relu,
        rng,
        dtype=np.float64,
    ):
        self.tokens, self.context = inputs.integer(tokens, "tokens", least=2), inputs.integer(context, "context")
        self.width, self.heads = inputs.integer(width, "width"), inputs.integer(heads, "heads")
        self.layers, self.hidden = inputs.integer(layers, "layers"), inputs.integer(hidden, "hidden", least=0)
        self.positions = inputs.choice(positions, "positions", POSITIONS)
        self.tied, self.norm = inputs.boolean(tied, "tied"), inputs.boolean(norm, "norm")
        if self.width % self.heads:
            raise ValueError(f"width needs to be a multiple of heads, got {width} and {heads}; change one of them")
        if (self.positions == "sinusoidal" and width % 2) or (self.positions == "rotary" and width // heads % 2):
            of = "width" if self.positions == "sinusoidal" else "the width of a head"
            raise ValueError(f"{of} needs to be even with {positions} positions, got {width} for {heads} heads; add 1")
        if not isinstance(activation, Activation):
            raise TypeError(f"activation needs to be an Activation such as relu, got {activation!r}; take one of them")
        self.activation, self.dtype = activation, inputs.float_dtype(dtype)
        self._shapes = self._shape_of_each()
        self.size = sum(int(np.prod(shape)) for shape in self._shapes.values())
        self._theta = np.zeros(self.size, self.dtype)
        self._draw(inputs.generator(rng))

    def __repr__(self):
        return (
            f"Transformer({self.tokens}, {self.context}, width={self.width}, heads={self.heads}, "
            f"layers={self.layers}, hidden={self.hidden}, positions={self.positions!r})"
        )

    # Parameters.

    @property
    def parameters(self):
        """All parameters, shape (P,): the array that the network computes with; to assign copies numbers into it."""
        return self._theta

    @parameters.setter
    def parameters(self, theta):
        """Copy the numbers `theta`, shape (P,), into the parameters."""
        self._theta[...] = inputs.vector(theta, "theta", length=self.size, dtype=self.dtype)

    @property
    def weights(self):
        """The parameters as `Weights`: views, to be read or written."""
        return self.split(self._theta)

    def split(self, vector):
        """Return as `Weights` a `vector` of P numbers like the parameters, shape (P,): for an array, views of it."""
        vector = inputs.array(vector, "vector", dtype=None, finite=False)
        if vector.shape != (self.size,):
            raise ValueError(f"vector needs shape ({self.size},), like parameters, got {vector.shape}; see size")
        found = self._matrices(vector)
        layers = []
        for layer in range(self.layers):
            own = _of_layer(found, layer)
            projections, output = own.pop("projections"), own.pop("output")
            own["query"], own["key"], own["value"] = projections.reshape(3, self.heads, -1, self.width)
            own["output"] = np.moveaxis(output.reshape(self.width, self.heads, -1), 1, 0)
            layers.append(Layer(**dict.fromkeys(Layer._fields) | own))
        top = {name: part for name, part in found.items() if "." not in name}
        top.setdefault("unembedding", top["embedding"])
        return Weights(**dict.fromkeys(Weights._fields) | top | {"layers": layers})

    def at(self, theta):
        """Return a network like this with the parameters `theta`, shape (P,)."""
        theta = inputs.vector(theta, "theta", length=self.size, dtype=self.dtype)
        other = copy.copy(self)
        other._theta = theta.copy()
        return other

    # What it computes.

    def forward(self, X):
        """Return the scores of the next token at each place of sequences `X`, shape (N, T): shape (N, T, K)."""
        X = self._sequences(X)
        scores = np.empty((*X.shape, self.tokens), self.dtype)
        for part, run in self.plan(*X.shape, backward=False).blocks(len(X)):
            scores[part] = np.moveaxis(run.forward(X[part]), 0, -1)
        return scores

    def trace(self, X):
        """Return the `Trace` of the forward pass of sequences `X`, shape (N, T): every stream and every attention."""
        X = self._sequences(X)
        N, T = X.shape
        steps = 1 + self.layers * (2 if self.hidden else 1)
        residuals = np.empty((steps, N, T, self.width), self.dtype)
        patterns = np.empty((self.layers, N, self.heads, T, T), self.dtype)
        scores = np.empty((N, T, self.tokens), self.dtype)
        for part, run in self.plan(N, T, backward=False).blocks(N):
            scores[part] = np.moveaxis(run.forward(X[part]), 0, -1)
            for own, stream in zip(residuals, run.streams, strict=True):
                own[part] = np.moveaxis(stream.reshape(self.width, -1, T), 0, -1)
            for own, found in zip(patterns, run.patterns(), strict=True):
                own[part] = found
        return Trace(residuals, patterns, scores)

    def losses(self, X):
        """Return minus the log-probability of each token of `X`, (N, T), after those before it: shape (N, T - 1)."""
        X = self._sequences(X, targets=True)
        losses = np.empty((len(X), X.shape[1] - 1), self.dtype)
        for part, run in self.plan(len(X), X.shape[1] - 1, backward=False).blocks(len(X)):
            run.forward(X[part, :-1])
            losses[part] = run.losses(X[part, 1:])
        return losses

    def loss(self, X):
        """Return the mean of `losses` over sequences `X`, shape (N, T), a float, in nats a token."""
        return float(self.losses(X).mean())

    def gradient(self, X):
        """Return the gradient of the `loss` of sequences `X`, shape (N, T), as one vector, shape (P,)."""
        X = self._sequences(X, targets=True)
        return self.plan(len(X), X.shape[1] - 1).gradient(X)[1].copy()

    def next_token(self, X, *, temperature=1.0):
        r"""Return the probability of each token after sequences `X`, shape (T,) or (N, T): shape (K,) or (N, K).

        Scores are divided by the `temperature` before the softmax; at 0 the highest score gets everything.
        """
        many = inputs.axes(X) != 1
        X = self._sequences(X if many else [X])
        temperature = inputs.real(temperature, "temperature", least=0)
        z = self.forward(X)[:, -1].astype(float)
        z -= z.max(axis=-1, keepdims=True)
        if temperature == 0:
            p = (np.arange(self.tokens) == z.argmax(axis=-1)[:, None]).astype(float)
        else:
            with np.errstate(over="ignore"):
                p = np.exp(z / temperature)
        p /= p.sum(axis=-1, keepdims=True)
        return p if many else p[0]

    def sample(self, X, n, *, temperature=1.0, rng):
        """Return sequences `X`, shape (T,) or (N, T), with `n` tokens more, each drawn after those before it.

        Each is drawn from `next_token` at the `temperature`, with a Generator or seed `rng`, after the last `context`
        tokens; what lies further back is forgotten.
        """
        many = inputs.axes(X) != 1
        X, rng = self._tokens(X if many else [X]), inputs.generator(rng)
        n, temperature = inputs.integer(n, "n"), inputs.real(temperature, "temperature", least=0)
        for _ in range(n):
            below = self.next_token(X[:, -self.context :], temperature=temperature).cumsum(axis=-1)
            drawn = rng.random((len(X), 1)) * below[:, -1:]
            X = np.concatenate([X, (below <= drawn).sum(axis=-1, keepdims=True)], axis=1)
        return X if many else X[0]

    def plan(self, n, length, *, backward=True):
        """Return the `Plan` for passes over `n` sequences of a `length`, forward alone unless `backward`."""
        return Plan(self, n, length, backward=backward)

    # How it is made.

    def _shape_of_each(self):
        """Return {name: shape} of the parameters in their order; those of a layer begin with its number."""
        D, M = self.width, self.hidden
        shapes = {"embedding": (self.tokens, D)}
        if self.positions == "learned":
            shapes["positions"] = (self.context, D)
        for layer in range(self.layers):
            own = {"gain": (D,), "shift": (D,)} if self.norm else {}
            own |= {"projections": (3 * D, D), "output": (D, D)}
            if M:
                own |= {"mlp_gain": (D,), "mlp_shift": (D,)} if self.norm else {}
                own |= {"inner": (M, D), "inner_bias": (M,), "outer": (D, M), "outer_bias": (D,)}
            shapes |= {f"{layer}.{name}": shape for name, shape in own.items()}
        if self.norm:
            shapes |= {"gain": (D,), "shift": (D,)}
        return shapes if self.tied else shapes | {"unembedding": (self.tokens, D)}

    def _matrices(self, vector):
        """Return {name: view} of a vector of P numbers."""
        views, end = {}, 0
        for name, shape in self._shapes.items():
            begin, end = end, end + int(np.prod(shape))
            views[name] = vector[begin:end].reshape(shape)
        return views

    def _draw(self, rng):
        writers = self.layers * (2 if self.hidden else 1)
        for name, view in self._matrices(self._theta).items():
            if name.endswith("gain"):
                view[...] = 1
            elif view.ndim == 2:
                variance = 1 / view.shape[1] / (writers if name.endswith(("output", "outer")) else 1)
                view[...] = rng.normal(scale=variance**0.5, size=view.shape)

    def _tokens(self, X):
        """Return sequences of tokens as int64, shape (N, T)."""
        X = inputs.points(X)
        if (np.floor(X) != X).any() or X.min() < 0 or X.max() >= self.tokens:
            raise ValueError(
                f"X needs tokens, whole numbers from 0 to {self.tokens - 1}, got {X.min():g} to {X.max():g}; "
                "number them with np.unique(text, return_inverse=True)"
            )
        return X.astype(np.int64)

    def _sequences(self, X, *, targets=False):
        """Return sequences that fit into the context, with one token more to be predicted if `targets`."""
        X = self._tokens(X)
        if X.shape[1] > self.context + targets:
            raise ValueError(
                f"X needs sequences of at most {self.context + targets} tokens (a context of {self.context}), "
                f"got {X.shape[1]}; cut them"
            )
        if X.shape[1] < 1 + targets:
            raise ValueError(f"X needs sequences of at least 2 tokens, one to predict, got {X.shape}; lengthen them")
        return X


def train(network, batches, optimizer, *, record=None):
    r"""Train a transformer on one batch of sequences after the other, and return what happened.

    The parameters are changed in place, by what the optimizer makes of the gradient of the mean loss of each batch.

    Args:
        network: a `Transformer`.
        batches: arrays of tokens, shape (N, T) each, of any number; a generator may draw them freshly.
        optimizer: one of `mathnets.optimizers`.
        record: when to record the parameters: an int k for each k-th step and the end; or the steps themselves, from
            0 on, of which those beyond the last batch are left out; None for never.

    Returns:
        A `mathnets.training.History`: the loss of each batch before its step, and what was recorded.

    Raises:
        ValueError: if sequences do not fit, or there is no batch.
        TypeError: if `network` or `optimizer` is something else.
        FloatingPointError: if a loss is no longer finite; names the step.

    Examples:
        >>> from mathnets.optimizers import Adam
        >>> network = Transformer(3, 8, width=8, heads=1, layers=1, rng=0)
        >>> history = train(network, 100 * [[[0, 1, 2, 0, 1, 2, 0, 1]]], Adam(0.01))
        >>> bool(history.losses[-1] < 0.1 < history.losses[0])
        True
        >>> network.sample([0, 1], 4, temperature=0, rng=0)
        array([0, 1, 2, 0, 1, 2])

    Source:
        vaswani2017, kingma2015
    """
    if not isinstance(network, Transformer):
        raise TypeError(f"network needs to be a Transformer, got {type(network).__name__}; see mathnets.training")
    inputs.able(optimizer, "optimizer", ("start", "step"), "mathnets.optimizers.Adam(0.001)")
    due = _recorded(record)
    theta, plan, losses, recorded = network.parameters, None, [], {}
    optimizer = copy.copy(optimizer).start(theta)
    for step, batch in enumerate(_iterable(batches)):
        X = network._sequences(batch, targets=True)
        if plan is None or plan.shape != (len(X), X.shape[1] - 1):
            plan = network.plan(len(X), X.shape[1] - 1)
        if due(step):
            recorded[step] = theta.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            loss, gradient = plan.gradient(X)
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"training needs a learning rate at which it does not diverge, got a loss of {loss} at step {step}; "
                "take a smaller rate"
            )
        losses.append(loss)
        optimizer.step(theta, gradient)
    if not losses:
        raise ValueError("batches need to be at least one array of tokens, got none; a generator serves only once")
    if due(len(losses), end=True):
        recorded[len(losses)] = theta.copy()
    shape = len(recorded), network.size
    parameters = np.array(list(recorded.values()), network.dtype).reshape(shape)
    return History(np.array(losses), np.array(list(recorded), dtype=np.int64), parameters)


def excerpts(tokens, length, *, batch, steps, rng):
    """Yield batches of sequences that begin at random places of one long text.

    Args:
        tokens: the text as numbers, shape (S,).
        length: tokens of a sequence, at most S: the context, and one to predict.
        batch: sequences of a batch.
        steps: number of batches.
        rng: a Generator or seed.

    Yields:
        Arrays of tokens, shape (batch, length).

    Raises:
        ValueError: if a number is out of its range.
        TypeError: if `rng` is something else.

    Examples:
        >>> for batch in excerpts([0, 1, 2, 3, 4], 4, batch=2, steps=1, rng=1):
        ...     print(batch)
        [[0 1 2 3]
         [1 2 3 4]]

    Source:
        goodfellow2016
    """
    tokens = inputs.labels(tokens, name="tokens")
    if tokens.dtype.kind == "U":
        raise ValueError("tokens needs numbers, got strings; number them with np.unique(text, return_inverse=True)")
    length, batch = inputs.integer(length, "length", most=len(tokens)), inputs.integer(batch, "batch")
    steps, rng = inputs.integer(steps, "steps"), inputs.generator(rng)
    return _excerpts(tokens, length, batch, steps, rng)


def _excerpts(tokens, length, batch, steps, rng):
    for _ in range(steps):
        begin = rng.integers(len(tokens) - length + 1, size=(batch, 1))
        yield tokens[begin + np.arange(length)]


class Plan:
    """Backpropagation through a transformer, ready to run over n sequences of one length: its arrays, made once.

    The sequences are run through in blocks that fit into the processor's cache. Nothing is checked. The plan keeps
    computing with the network's parameters as they change.

    Args:
        network: a `Transformer`.
        n: number of sequences.
        length: number of places at which a next token is predicted.
        backward: whether the gradient will be computed.

    Attributes:
        shape: (n, length).

    Examples:
        >>> network = Transformer(5, 8, width=4, heads=2, layers=1, rng=0)
        >>> loss, gradient = network.plan(2, 3).gradient(np.array([[0, 1, 2, 3], [1, 2, 3, 4]]))
        >>> gradient.shape == (network.size,)
        True

    Source:
        vaswani2017, rumelhart1986
    """

    def __init__(self, network, n, length, *, backward=True):
        self.shape = n, length
        self._network, self._backward, self._runs = network, backward, {}
        self._block = max(1, _BLOCK // (network.heads * length * length))
        if backward:
            self._total, self._own = np.empty((2, network.size), network.dtype)

    def blocks(self, n):
        """Yield (part, run) for one block of the `n` sequences after the other, with the `Run` that suits it."""
        for begin in range(0, n, self._block):
            part = slice(begin, min(begin + self._block, n))
            m = part.stop - begin
            if m not in self._runs:
                self._runs[m] = Run(self._network, m, self.shape[1], self._own if self._backward else None)
            yield part, self._runs[m]

    def gradient(self, X):
        """Return the mean loss of sequences `X`, (n, length + 1), and its gradient, (P,), overwritten by the next."""
        loss, self._total[...] = 0.0, 0
        for part, run in self.blocks(len(X)):
            run.forward(X[part, :-1])
            loss += float(run.losses(X[part, 1:]).sum())
            self._total += run.backward(X[part, 1:], 1 / X[:, 1:].size)
        return loss / X[:, 1:].size, self._total


class Run:
    """The forward and the backward pass of one block of sequences, each place a column.

    Args:
        network: a `Transformer`.
        n: number of sequences.
        length: number of places T.
        gradient: where the gradient is to be written, shape (P,); None if it is not wanted.

    Attributes:
        streams: the stream before the first layer and after each part of a layer, a list of shape (D, n T).

    Examples:
        >>> network = Transformer(5, 8, width=4, heads=2, layers=1, rng=0)
        >>> Run(network, 2, 3, None).forward(np.array([[0, 1, 2], [1, 2, 3]])).shape
        (5, 2, 3)

    Source:
        vaswani2017, rumelhart1986
    """

    def __init__(self, network, n, length, gradient):
        self._shape, self._gradient = (n, length), gradient
        W = network._matrices(network.parameters)
        dW = dict.fromkeys(W) if gradient is None else network._matrices(gradient)
        room = _Room(network, n, length)
        self._embedding, self._dembedding = W["embedding"], dW["embedding"]
        self._tied, unembedding = network.tied, W.get("unembedding", W["embedding"])
        self._positions, self._dpositions = W.get("positions"), dW.get("positions")
        if network.positions == "sinusoidal":
            self._positions = sinusoidal_positions(network.context, network.width).astype(network.dtype)
        self._steps = []
        for layer in range(network.layers):
            own, down = _of_layer(W, layer), _of_layer(dW, layer)
            self._steps.append(_Attention(network, room, own, down))
            if network.hidden:
                self._steps.append(_MLP(network, room, own, down))
        self._read = _Reading(room, unembedding, W.get("gain"), W.get("shift"), None)
        self._one_hot = room.columns(network.tokens)
        self._scores, self._probabilities = room.columns(network.tokens), room.columns(network.tokens)
        self.streams = [room.columns(network.width) for _ in range(len(self._steps) + 1)]
        self._d = room.columns(network.width)
        if gradient is not None:
            dunembedding = np.empty_like(unembedding) if network.tied else dW["unembedding"]
            self._dtop = [dunembedding, dW.get("gain"), dW.get("shift"), None]

    def forward(self, X):
        """Return the scores of the next token after each of the tokens `X`, shape (n, T): shape (K, n, T)."""
        n, T = self._shape
        self._one_hot.fill(0)
        self._one_hot[X.ravel(), np.arange(X.size)] = 1
        x = np.matmul(self._embedding.T, self._one_hot, out=self.streams[0])
        if self._positions is not None:
            x.reshape(-1, n, T)[...] += self._positions[:T].T[:, None]
        for step, after in zip(self._steps, self.streams[1:], strict=True):
            step.forward(x, after)
            after += x
            x = after
        return self._read.forward(x, self._scores).reshape(-1, n, T)

    def losses(self, Y):
        """Return minus the log-probability of the tokens `Y`, shape (n, T), after `forward`: shape (n, T)."""
        z, p = self._scores, self._probabilities
        chosen = z[Y.ravel(), np.arange(Y.size)]
        top = z.max(axis=0)
        np.subtract(z, top, out=p)
        np.exp(p, out=p)
        total = p.sum(axis=0)
        p /= total
        return (np.log(total) + top - chosen).reshape(self._shape)

    def backward(self, Y, share):
        """Return the gradient of `share` times the sum of the losses of tokens `Y`, shape (n, T), after `losses`."""
        n, T = self._shape
        p = self._probabilities
        p[Y.ravel(), np.arange(Y.size)] -= 1
        p *= share
        d = self._read.backward(p, self._dtop, self._d)
        for step in reversed(self._steps):
            d += step.backward(d)
        np.matmul(self._one_hot, d.T, out=self._dembedding)
        if self._tied:  # the embedding has learned from both ends
            self._dembedding += self._dtop[0]
        if self._dpositions is not None:
            self._dpositions.fill(0)
            self._dpositions[:T] = d.reshape(-1, n, T).sum(axis=1).T
        return self._gradient

    def patterns(self):
        """Return where each head of each layer looked in the last `forward`, a list of shape (n, H, T, T)."""
        return [step.pattern() for step in self._steps if isinstance(step, _Attention)]


# The parts of a layer. Each has `forward(x, out)`, and `backward(d)` that turns the gradient at `out` into that at x.


class _Room:
    """Arrays of the sizes of a block, own ones, or spare ones that all layers overwrite, which stay in the cache."""

    def __init__(self, network, n, length):
        self.network, self.n, self.length, self._spare = network, n, length, {}

    def columns(self, rows):
        return np.empty((rows, self.n * self.length), self.network.dtype)

    def spare(self, name, like):
        return self._spare.setdefault((name, like.shape), np.empty_like(like))


class _Reading:
    """A matrix that reads the stream, W (gain * norm(x) + shift) + bias: gain and shift join the matrix."""

    def __init__(self, room, W, gain, shift, bias):
        self._W, self._gain, self._shift, self._bias = W, gain, shift, bias
        self._norm = None if gain is None else _Norm(room)

    def forward(self, x, out):
        self._x, self._M = x, self._W
        if self._norm:
            self._x, self._M = self._norm.forward(x), self._W * self._gain
        np.matmul(self._M, self._x, out=out)
        offset = 0 if self._shift is None else self._W @ self._shift
        offset = offset if self._bias is None else offset + self._bias
        if np.ndim(offset):
            out += offset[:, None]
        return out

    def backward(self, d, gradients, out):
        """Write the gradients of W, gain, shift and bias into the arrays given, and that of x into `out`."""
        dW, dgain, dshift, dbias = gradients
        np.matmul(d, self._x.T, out=dW)
        if self._norm or dbias is not None:
            total = d.sum(axis=1)
        if dbias is not None:
            dbias[...] = total
        if self._norm:
            np.sum(dW * self._W, axis=0, out=dgain)
            np.matmul(total, self._W, out=dshift)
            dW *= self._gain
            dW += np.multiply.outer(total, self._shift)
        np.matmul(self._M.T, d, out=out)
        return self._norm.backward(out) if self._norm else out


class _Norm:
    """Each column brought to mean 0 and variance 1; means are products with a row of 1/D."""

    def __init__(self, room):
        width = room.network.width
        self._mean = np.full(width, 1 / width, room.network.dtype)
        self._normed = room.columns(width)
        self._spare = room.spare("norm", self._normed)

    def forward(self, x):
        np.subtract(x, self._mean @ x, out=self._normed)
        np.multiply(self._normed, self._normed, out=self._spare)
        self._scale = 1 / np.sqrt(self._mean @ self._spare + EPS)
        self._normed *= self._scale
        return self._normed

    def backward(self, d):
        np.multiply(d, self._normed, out=self._spare)
        along = self._mean @ self._spare
        d -= self._mean @ d
        d -= np.multiply(self._normed, along, out=self._spare)
        d *= self._scale
        return d


class _Attention:
    """All heads of a layer. Scores lie with the queries along memory: shape (H, n, keys, queries)."""

    def __init__(self, network, room, W, dW):
        H, d, n, T = network.heads, network.width // network.heads, room.n, room.length
        self._scale = d**-0.5
        self._read = _Reading(room, W["projections"], W.get("gain"), W.get("shift"), None)
        self._dread = [dW["projections"], dW.get("gain"), dW.get("shift"), None]
        self._output, self._doutput = W["output"], dW["output"]
        self._z, self._o = room.columns(3 * network.width), room.columns(network.width)
        self._q, self._k, self._v = self._z.reshape(3, H, d, n, T).swapaxes(2, 3)  # (H, n, d, T)
        self._heads = self._o.reshape(H, d, n, T).swapaxes(1, 2)
        self._S = np.empty((H, n, T, T), network.dtype)
        self._seen = np.ascontiguousarray(causal_mask(T).T, dtype=network.dtype)  # 1 where key <= query
        self._turn = _Turn(network, room) if network.positions == "rotary" else None
        if dW["output"] is not None:
            self._dS, self._dx = room.spare("dS", self._S), room.spare("dx", self._o)
            self._dz, self._do = room.spare("dz", self._z), room.spare("do", self._o)
            self._dq, self._dk, self._dv = self._dz.reshape(3, H, d, n, T).swapaxes(2, 3)
            self._dheads = self._do.reshape(H, d, n, T).swapaxes(1, 2)

    def forward(self, x, out):
        self._read.forward(x, self._z)
        if self._turn:
            self._turn(self._z)
        self._z[: len(self._z) // 3] *= self._scale
        S = np.matmul(self._k.mT, self._q, out=self._S)
        self._total = _exponentials(S, self._seen)  # S / total is the softmax, which is never formed
        np.matmul(self._v, S, out=self._heads)
        self._heads /= self._total
        return np.matmul(self._output, self._o, out=out)

    def backward(self, d):
        np.matmul(d, self._o.T, out=self._doutput)
        np.matmul(self._output.T, d, out=self._do)
        self._dheads /= self._total
        np.matmul(self._dheads, self._S.mT, out=self._dv)
        dS = np.matmul(self._v.mT, self._dheads, out=self._dS)
        dS -= (self._dheads * self._heads).sum(axis=-2, keepdims=True)
        dS *= self._S
        np.matmul(self._k, dS, out=self._dq)
        np.matmul(self._q, dS.mT, out=self._dk)
        self._dz[: len(self._dz) // 3] *= self._scale
        if self._turn:
            self._turn(self._dz, back=True)
        return self._read.backward(self._dz, self._dread, self._dx)

    def pattern(self):
        return (self._S / self._total).mT.swapaxes(0, 1)


class _MLP:
    """Hidden units that see one place each."""

    def __init__(self, network, room, W, dW):
        self._f = network.activation
        self._read = _Reading(room, W["inner"], W.get("mlp_gain"), W.get("mlp_shift"), W["inner_bias"])
        self._dread = [dW["inner"], dW.get("mlp_gain"), dW.get("mlp_shift"), dW["inner_bias"]]
        self._outer, self._bias = W["outer"], W["outer_bias"]
        self._douter, self._dbias = dW["outer"], dW["outer_bias"]
        self._a, self._slope = room.columns(network.hidden), None
        if dW["outer"] is not None:
            self._slope, self._da = np.empty_like(self._a), room.spare("da", self._a)
            self._dx = room.spare("dx", room.columns(network.width))

    def forward(self, x, out):
        self._read.forward(x, self._a)
        self._f.run(self._a, self._slope)
        np.matmul(self._outer, self._a, out=out)
        out += self._bias[:, None]
        return out

    def backward(self, d):
        np.matmul(d, self._a.T, out=self._douter)
        np.sum(d, axis=1, out=self._dbias)
        da = np.matmul(self._outer.T, d, out=self._da)
        da *= self._slope
        return self._read.backward(da, self._dread, self._dx)


class _Turn:
    """Rotary positions: turns pairs of features of the queries and keys, the first two of three parts, in place."""

    def __init__(self, network, room):
        self._heads = 2 * network.heads
        angles = frequencies(network.width // network.heads)[:, None] * np.arange(room.length)
        cos, sin = (np.tile(part(angles).astype(network.dtype), room.n) for part in (np.cos, np.sin))
        self._cos, self._sin, self._back = cos, sin, -sin

    def __call__(self, z, *, back=False):
        x = z[: len(z) // 3 * 2].reshape(self._heads, -1, z.shape[-1])
        even, odd, sin = x[:, 0::2], x[:, 1::2], self._back if back else self._sin
        turned = even * self._cos
        turned -= odd * sin
        odd *= self._cos
        odd += even * sin
        even[...] = turned


def _exponentials(S, seen):
    """Turn scores into their exponentials in place, 0 where a key is not seen; return their sums over the keys."""
    if max(S.max(), -S.min()) > _SAFE:
        S[...] = np.where(seen, S, -np.inf)
        S -= S.max(axis=-2, keepdims=True)
    np.exp(S, out=S)
    S *= seen
    return np.ones((1, S.shape[-2]), S.dtype) @ S  # as a product, faster than sum


def _of_layer(parts, layer):
    """Return {name: part} of one layer, from {name: part} of all."""
    return {name.partition(".")[2]: part for name, part in parts.items() if name.startswith(f"{layer}.")}


def _recorded(record):
    """Return the function that tells of a step whether parameters are recorded before it."""
    if record is None:
        return lambda step, end=False: False
    if inputs.axes(record, "record") == 0:
        every = inputs.integer(record, "record")
        return lambda step, end=False: end or step % every == 0
    wanted = set(inputs.steps(record, "record").tolist())
    return lambda step, end=False: step in wanted


def _iterable(batches):
    if not np.iterable(batches) or isinstance(batches, str):
        raise TypeError(f"batches needs arrays of tokens, got {batches!r}; give a list or a generator of them")
    return batches
