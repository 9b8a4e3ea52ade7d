r"""A language model of the Llama family: a transformer that says how probable each token is as the next one.

A token is a column of the table E. Each layer adds to it what its attention and its network find,

$$x \leftarrow x + W_O \, \text{attention}(\nu(x)), \qquad
  x \leftarrow x + W_2 \left( s(W_1 \nu(x)) \odot W_3 \nu(x) \right),$$

where $\nu$ divides by the root mean square (and scales each coordinate) and $s(z) = z / (1 + e^{-z})$. Attention
compares a query with the keys of this and of all earlier tokens. Both are turned first, coordinates $2i$ and $2i + 1$
of the token at place $t$ by the angle $t \, b^{-2i/d}$, so that what counts is how far apart the two are; several query
heads share one head of keys and values. Behind the last layer the scores of the next token are $E^T \nu(x)$: the table
serves twice.

In the public functions tokens are rows. Inside, they are columns: so a layer is one product $Wx$, and its heads are
blocks of rows, which need no copy. Numbers are float32: the matrices of such a file have at most 8 bits a weight.
"""

from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.bpe import Tokenizer

_ENDS = ("token_embd.weight", "output_norm.weight")
_PARTS = "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"


class Trace(NamedTuple):
    """What a model computed on T tokens.

    Attributes:
        tokens: their numbers, a list.
        scores: of each next token after each, logits, shape (T, V); or after the last ones alone.
        attention: weights, shape (layers, heads, T, T): row t says where token t looks; each sums to 1.
        residuals: the vector of each token before the first layer and behind each, shape (layers + 1, T, D).
    """

    tokens: list
    scores: np.ndarray
    attention: np.ndarray
    residuals: np.ndarray

    @property
    def surprise(self):
        r"""$-\ln P(t_{n+1} \mid t_1 \dots t_n)$, in nats, of each token behind one that has scores."""
        return _surprise(self.scores[:-1], self.tokens[len(self.tokens) - len(self.scores) + 1 :])


class _Layer(NamedTuple):
    """The weights of one layer; those with the same input stand under one another in one matrix."""

    attention_scale: np.ndarray  # (D, 1)
    qkv: np.ndarray  # ((heads + 2 groups) d, D)
    out: np.ndarray  # (D, heads d)
    network_scale: np.ndarray  # (D, 1)
    gate_up: np.ndarray  # (2 H, D)
    down: np.ndarray  # (D, H)


class LanguageModel:
    r"""A language model, read from a GGUF file of the Llama architecture.

    Its vector of token t after all layers gives the probabilities of the next, $P(k \mid t_1 \dots t_n)$.

    Args:
        file: a `mathnets.gguf.File`. Its weights are decoded to float32, four bytes each.

    Attributes:
        tokenizer: its `mathnets.bpe.Tokenizer`.
        layers, heads, groups: the numbers of layers, of query heads in each, and of heads of keys and values.
        width, size: the number D of coordinates of a token, and of all parameters.
        context: the greatest number of tokens that it was made for.

    Raises:
        TypeError: if `file` is no such file.
        ValueError: if it holds another architecture.

    Examples:
        >>> from mathnets.data import smollm
        >>> model = smollm.load()
        >>> model
        LanguageModel(30 layers, 9 heads, width 576, 134,515,008 parameters)
        >>> best = model.probabilities("The capital of France is").argmax()
        >>> model.tokenizer.decode([best])
        ' Paris'

    Source:
        vaswani2017, touvron2023, su2024, ainslie2023
    """

    def __init__(self, file):
        found = inputs.able(file, "file", ("metadata", "array"), "mathnets.gguf.read(path)").metadata
        if (name := found.get("general.architecture")) != "llama":
            raise ValueError(f"file needs the architecture llama, got {name}; use such a model")
        self.tokenizer = Tokenizer.of(file)
        self.layers, self.context, self.heads, self.groups, self.width, hidden, self._d = (
            _setting(found, name, int)
            for name in (
                "block_count",
                "context_length",
                "attention.head_count",
                "attention.head_count_kv",
                "embedding_length",
                "feed_forward_length",
                "rope.dimension_count",
            )
        )
        self._base, self._eps = (
            _setting(found, name, float) for name in ("rope.freq_base", "attention.layer_norm_rms_epsilon")
        )
        if (scaling := found.get("llama.rope.scaling.type", "none")) != "none":
            raise ValueError(f"file needs angles without scaling, got rope.scaling.type {scaling}; use such a model")
        if self.heads % self.groups or self._d % 2:
            raise ValueError(
                f"file needs heads in equal groups, of an even width, got {self.heads} in {self.groups}, of {self._d}; "
                "use such a model"
            )
        known = {*_ENDS, *(f"blk.{k}.{part}.weight" for k in range(self.layers) for part in _PARTS)}
        if more := sorted(file.tensors.keys() - known):
            raise ValueError(
                f"file needs the tensors of a Llama model with one table, got also {more[0]}; use such a one"
            )
        q, kv, vocabulary = self.heads * self._d, self.groups * self._d, len(self.tokenizer.tokens)
        self._E = _stack(file, {"token_embd": vocabulary}, self.width)
        self._scale = _stack(file, {"output_norm": self.width})
        self._blocks = [
            _Layer(
                _stack(file, {f"blk.{k}.attn_norm": self.width}),
                _stack(file, {f"blk.{k}.attn_q": q, f"blk.{k}.attn_k": kv, f"blk.{k}.attn_v": kv}, self.width),
                _stack(file, {f"blk.{k}.attn_output": self.width}, q),
                _stack(file, {f"blk.{k}.ffn_norm": self.width}),
                _stack(file, {f"blk.{k}.ffn_gate": hidden, f"blk.{k}.ffn_up": hidden}, self.width),
                _stack(file, {f"blk.{k}.ffn_down": self.width}, hidden),
            )
            for k in range(self.layers)
        ]
        self.size = sum(part.size for block in self._blocks for part in block) + self._E.size + self._scale.size

    def __repr__(self):
        return f"LanguageModel({self.layers} layers, {self.heads} heads, width {self.width}, {self.size:,} parameters)"

    # What it says of a text: a string, or numbers of tokens.

    def forward(self, text, *, without=()):
        """Return the scores of all next tokens after each of `text`, logits, shape (T, V).

        `without` lists heads, pairs (layer, head) counted from 0, whose results are replaced by zeros.
        """
        return self._scores(self._run([self.tokens(text)], self._heads(without)))

    def trace(self, text, *, without=()):
        """Return all that is computed on `text`, as a `Trace`; `without` as in `forward`."""
        return self.traces([text], without=without)[0]

    def traces(self, texts, *, without=(), last=None):
        """Return the `Trace` of each of `texts`, a list; `without` as in `forward`.

        Its scores are those after the `last` tokens alone, if that many are given: with the whole table of tokens
        they are a good part of the work.

        They are computed side by side, shorter ones with a filling behind them that none of their tokens sees. So the
        weights go through memory once, which for short texts is most of the time; the numbers are the same but for
        rounding.
        """
        texts = [self.tokens(text) for text in inputs.sequence(texts, "texts")]
        heads, lengths = self._heads(without), [len(tokens) for tokens in texts]
        n, t = len(texts), max(lengths, default=0)
        last = t if last is None else inputs.integer(last, "last")
        if n == 0:
            return []
        filled, ahead = np.zeros((n, t), int), np.array(lengths)[:, None] - np.arange(t)
        filled[ahead > 0] = np.concatenate(texts)
        scored = (ahead > 0) & (ahead <= last)
        attention = np.empty((self.layers, self.heads, n, t, t), np.float32)
        residuals = np.empty((self.layers + 1, n, t, self.width), np.float32)
        x = self._run(filled, heads, attention=attention, residuals=residuals)
        scores = self._scores(np.compress(scored.ravel(), x, axis=1))
        scores = np.split(scores, np.cumsum(scored.sum(axis=1))[:-1])
        return [
            Trace(tokens, scores[i], attention[:, :, i, :m, :m], residuals[:, i, :m])
            for i, (tokens, m) in enumerate(zip(texts, lengths, strict=True))
        ]

    def scores(self, vectors):
        """Return the scores that `vectors`, shape (..., D), would give behind the last layer, shape (..., V).

        Of the residuals of a `Trace` they tell what the model would say if it ended there (the logit lens).
        """
        vectors = inputs.array(vectors, "vectors", dtype=np.float32)
        if vectors.ndim == 0 or vectors.shape[-1] != self.width:
            raise ValueError(f"vectors needs shape (..., {self.width}), got {vectors.shape}; give a row a token")
        inputs.squarable(vectors, "vectors", dtype=np.float32)
        scores = self._scores(np.ascontiguousarray(vectors.reshape(-1, self.width)).T)
        return scores.reshape(*vectors.shape[:-1], scores.shape[-1])

    def probabilities(self, text, *, without=()):
        """Return the probability of each token as the next one after `text`, shape (V,); `without` as in `forward`."""
        x = self._run([self.tokens(text)], self._heads(without))
        return np.exp(_log_softmax(self._scores(x[:, -1:])[0]))

    def surprise(self, text, *, without=()):
        r"""Return $-\ln P(t_{n+1} \mid t_1 \dots t_n)$, in nats, of each token of `text` but the first, shape (T - 1,).

        `without` as in `forward`.
        """
        tokens = self.tokens(text, least=2)
        return _surprise(self.forward(tokens[:-1], without=without), tokens[1:])

    def perplexity(self, text, *, without=()):
        """Return the exponential of the mean `surprise` of `text`, a float; `without` as in `forward`.

        A perplexity of 10 is that of a choice among ten equal ones, at each token.
        """
        return float(np.exp(self.surprise(text, without=without).mean(dtype=np.float64)))

    def continued(self, text, count, *, temperature=0.0, most=None, rng=None, stop=()):
        """Return the numbers of `count` tokens that continue `text`, one drawn after the other, a list.

        Each is drawn from the probabilities that scores divided by the `temperature` have, among the `most` probable
        tokens alone if that is given, by the Generator or seed `rng`; at temperature 0 it is the most probable one.
        The list ends early with a token whose number is in `stop`.
        """
        tokens = self.tokens(text)
        count = inputs.integer(count, "count")
        temperature = inputs.real(temperature, "temperature", least=0)
        most = None if most is None else inputs.integer(most, "most", most=len(self.tokenizer.tokens))
        stop = set(self.tokenizer.checked(stop))
        rng = inputs.generator(rng) if temperature else None
        self._fits(len(tokens) + count)
        past = np.empty((2, self.layers, self.groups, self._d, len(tokens) + count), np.float32)
        found, new = [], tokens
        for _ in range(count):
            x = self._run([new], {}, past=past, begin=len(tokens) + len(found) - len(new))
            new = [_draw(self._scores(x[:, -1:])[0], temperature, most, rng)]
            found += new
            if new[0] in stop:
                break
        return found

    def tokens(self, text, least=1):
        """Return `text`, a string or numbers of tokens, as a list of numbers: `least` of them or more."""
        least = inputs.integer(least, "least")
        tokens = self.tokenizer.encode(text) if isinstance(text, str) else self.tokenizer.checked(text)
        if len(tokens) < least:
            raise ValueError(f"text needs at least {least} token(s), got {len(tokens)}; write more")
        self._fits(len(tokens))
        return tokens

    # How it is computed.

    def _fits(self, length):
        if length > self.context:
            raise ValueError(f"text needs at most {self.context} tokens, got {length}; cut it")

    def _heads(self, without):
        """Return the heads that are left out, as a dict from layer to list of heads."""
        left = {}
        for pair in inputs.sequence(without, "without"):
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise TypeError(f"without needs pairs (layer, head), got {pair!r}; such as [(0, 1)]")
            layer = inputs.integer(pair[0], "layer", least=0, most=self.layers - 1)
            left.setdefault(layer, []).append(inputs.integer(pair[1], "head", least=0, most=self.heads - 1))
        return left

    def _run(self, tokens, without, *, attention=None, residuals=None, past=None, begin=0):
        """Return the vectors of `tokens`, shape (N, T), behind the last layer, as columns, shape (D, N T).

        What is computed on the way is written into `attention` and `residuals`. `past` holds the keys and values of
        the tokens before the place `begin`, if N is 1, and takes those of these.
        """
        n, t = np.shape(tokens)
        x = np.ascontiguousarray(self._E[np.ravel(tokens)].T)
        end, d = begin + t, self._d
        cos, sin = _turns(np.arange(begin, end), d, self._base)
        future = np.arange(begin, end)[:, None] < np.arange(end)
        q_rows = self.heads * d
        for k, layer in enumerate(self._blocks):
            if residuals is not None:
                residuals[k] = x.T.reshape(n, t, -1)
            z = layer.qkv @ _normed(x, layer.attention_scale, self._eps)
            z = np.moveaxis(z.reshape(-1, d, n, t), 2, 1)  # (heads, N, d, T)
            turned = _turned(z[: self.heads + self.groups], cos, sin)
            q = turned[: self.heads].reshape(self.groups, -1, n, d, t)  # (groups, heads of each, N, d, T)
            keys, values = turned[self.heads :], z[self.heads + self.groups :]
            if past is not None:
                past[0, k, :, :, begin:end], past[1, k, :, :, begin:end] = keys[:, 0], values[:, 0]
                keys, values = past[:, k, :, None, :, :end]
            weights = q.mT @ keys[:, None]  # (groups, heads of each, N, T, T with the past)
            weights /= np.float32(np.sqrt(d))
            weights[..., future] = -np.inf
            _softmax(weights)
            if attention is not None:
                attention[k] = weights.reshape(self.heads, n, t, end)
            heads = (values[:, None] @ weights.mT).reshape(self.heads, n, d, t)
            heads[without.get(k, [])] = 0
            x += layer.out @ np.moveaxis(heads, 1, 2).reshape(q_rows, n * t)
            z = layer.gate_up @ _normed(x, layer.network_scale, self._eps)
            gate, up = np.split(z, 2)
            x += layer.down @ _silu_times(gate, up)
        if residuals is not None:
            residuals[-1] = x.T.reshape(n, t, -1)
        return x

    def _scores(self, x):
        """Return the scores of the next token after columns `x`, as rows, shape (T, V)."""
        return _normed(x, self._scale, self._eps).T @ self._E.T


def _turned(x, cos, sin):
    """Return columns whose pairs of neighbouring rows are turned by the angles of their places, shape (..., d, T)."""
    even, odd = x[..., 0::2, :], x[..., 1::2, :]
    out = np.empty_like(x)
    np.subtract(even * cos, odd * sin, out=out[..., 0::2, :])
    np.add(even * sin, odd * cos, out=out[..., 1::2, :])
    return out


def _turns(places, d, base):
    """Return cosines and sines of the angles at the places, shape (d / 2, T), float32."""
    angles = base ** (-np.arange(0, d, 2) / d)[:, None] * places
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def _normed(x, scale, eps):
    """Return columns divided by their root mean square, each row scaled."""
    return x * scale / np.sqrt(np.einsum("dt,dt->t", x, x) / np.float32(len(x)) + np.float32(eps))


def _silu_times(gate, up):
    """Return gate / (1 + exp(-gate)) * up, in the memory of `gate`."""
    with np.errstate(over="ignore"):  # the quotient is then 0
        share = np.exp(-gate)
    share += 1
    gate /= share
    gate *= up
    return gate


def _softmax(z):
    """Turn rows into their softmax, in place."""
    z -= z.max(axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)


def _log_softmax(scores):
    """Return logarithms of the probabilities that rows of scores have."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _surprise(scores, tokens):
    """Return how each of the tokens surprises, in nats, after the row of scores that foretold it."""
    return -_log_softmax(scores)[np.arange(len(tokens)), tokens]


def _draw(scores, temperature, most, rng):
    """Return the number of a token drawn by its scores; at temperature 0 the best."""
    if temperature == 0:
        return int(scores.argmax())
    order = np.argsort(-scores, kind="stable")[:most]
    with np.errstate(over="ignore"):  # the exponential is then 0
        shares = np.exp((scores[order] - scores[order[0]]).astype(np.float64) / temperature).cumsum()
    return int(order[np.searchsorted(shares, rng.random() * shares[-1], side="right")])


def _setting(metadata, name, kind):
    """Return a number that a file must name, an int or a float."""
    if not isinstance(value := metadata.get(f"llama.{name}"), kind) or not 0 < value < np.inf:
        raise ValueError(f"file needs a positive {kind.__name__} llama.{name}, got {value!r}; use a whole model")
    return value


def _stack(file, rows, columns=None):
    """Return tensors of a file, dict from name to rows, under one another in one matrix; of vectors, as a column."""
    matrix, begin = np.empty((sum(rows.values()), columns or 1), np.float32), 0
    for name, count in rows.items():
        name, shape = f"{name}.weight", (count, columns) if columns else (count,)
        if (got := file.tensors[name].shape if name in file.tensors else None) != shape:
            raise ValueError(f"file needs {name} of shape {shape}, got {got}; use a whole model")
        file.array(name, out=matrix[begin : begin + count].reshape(shape))
        begin += count
    return matrix
