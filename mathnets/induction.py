r"""Induction heads: how a transformer continues a pattern that it has seen once, and how to see that it does.

In a sequence ... A B ... A, a head that looks back from the second A to the token *after* the first one, B, can
predict B. It needs to know at B that A came before, so it takes two layers: a head of the first writes at each place
what stood before it, and a head of the second, the induction head, looks for places where its own token is written.

The measures here take the patterns that `Transformer.trace` gives, and sequences in which tokens come again.
"""

import numpy as np

from mathnets import inputs
from mathnets.transformer import Transformer


def repeated_sequences(n, length, tokens, *, period, distinct=False, rng):
    """Return sequences of random tokens that come again and again.

    Nothing can be known of the first period, and everything of the rest. With periods of many lengths the way back
    has to be found by the tokens themselves; with a single one it is always the same number of places.

    Args:
        n: number of sequences.
        length: tokens of a sequence.
        tokens: number K of different tokens.
        period: number of tokens before they come again; or (least, most), between which each sequence has its own.
        distinct: whether the tokens of a period are all different; there need to be enough.
        rng: a Generator or seed.

    Returns:
        The sequences, int64, shape (n, length).

    Raises:
        ValueError: if a number is out of its range.
        TypeError: if `rng` or `distinct` is something else.

    Examples:
        >>> repeated_sequences(2, 8, 10, period=4, rng=0)
        array([[8, 6, 5, 2, 8, 6, 5, 2],
               [3, 0, 0, 0, 3, 0, 0, 0]])

    Source:
        olsson2022
    """
    n, length = inputs.integer(n, "n"), inputs.integer(length, "length")
    tokens, rng = inputs.integer(tokens, "tokens", least=2), inputs.generator(rng)
    distinct = inputs.boolean(distinct, "distinct")
    least, most = period if isinstance(period, tuple) and len(period) == 2 else (period, period)
    least = inputs.integer(least, "period")
    most = inputs.integer(most, "period", least=least, most=tokens if distinct else None)
    if distinct:
        first = rng.permuted(np.tile(np.arange(tokens), (n, 1)), axis=1)[:, :most]
    else:
        first = rng.integers(tokens, size=(n, most))
    periods = np.full((n, 1), most) if least == most else rng.integers(least, most + 1, size=(n, 1))
    return np.take_along_axis(first, np.arange(length) % periods, axis=1)


def prefix_matching(patterns, X):
    r"""Return of each head the share of attention that goes to tokens which followed an earlier copy of the own one.

    $$\frac{1}{|I|} \sum_{i \in I} \sum_{j \le i,\; x_{j-1} = x_i} A_{ij}$$

    Here I are the places whose token was there before. An induction head has a score near 1; attention that is spread
    evenly has less than one over the period if its tokens differ (two thirds of it where a period comes twice).

    Args:
        patterns: attention, shape (L, N, H, T, T): query, key.
        X: the tokens, shape (N, T).

    Returns:
        The scores, in [0, 1], shape (L, H).

    Raises:
        ValueError: if shapes disagree, or no token comes again.

    Examples:
        >>> X = [[0, 1, 0, 1]]  # the third looks at the second, the fourth at the third
        >>> A = np.eye(4)[[0, 0, 1, 2]]
        >>> prefix_matching(A[None, None, None], X)
        array([[1.]])

    Source:
        olsson2022
    """
    A, X = _patterns(patterns), inputs.points(X)
    if A.shape[1] != len(X) or A.shape[-1] != X.shape[1]:
        raise ValueError(f"patterns and X need the same sequences, got {A.shape} and {X.shape}; take one trace's")
    N, T = X.shape
    wanted = np.zeros((N, 1, T, T), bool)
    wanted[..., 1:] = (X[:, :, None] == X[:, None, :-1])[:, None]
    wanted &= np.tri(T, dtype=bool)
    places = wanted.any(axis=-1)
    if not places.any():
        raise ValueError("X needs tokens that come again, got none; see repeated_sequences")
    return (A * wanted).sum(axis=(1, 3, 4)) / places.sum()


def previous_token(patterns):
    r"""Return of each head the share of attention that goes to the token just before, $A_{i,i-1}$ on average.

    Args:
        patterns: attention, shape (L, N, H, T, T), of at least two tokens: query, key.

    Returns:
        The scores, in [0, 1], shape (L, H).

    Raises:
        ValueError: if the shape is another, or a number is no share.

    Examples:
        >>> previous_token(np.eye(4)[[0, 0, 1, 2]][None, None, None])
        array([[1.]])

    Source:
        olsson2022
    """
    A = _patterns(patterns)
    return np.diagonal(A, -1, axis1=-2, axis2=-1).mean(axis=(1, 3))


def half_losses(losses):
    """Return the mean loss in the first and in the second of two equal halves of sequences.

    Left out is the second half's first token, of which one cannot know that it begins a copy.

    Args:
        losses: of every token but the first, shape (N, 2 P - 1), with P at least 2: see `Transformer.losses`.

    Returns:
        first: mean loss of the tokens of the first half, a float.
        second: mean loss of those of the second half.

    Raises:
        ValueError: if the number of losses of a sequence is even or too small.

    Examples:
        >>> half_losses([[3.0, 3.0, 9.0, 1.0, 0.0]])
        (3.0, 0.5)

    Source:
        olsson2022
    """
    losses = inputs.squarable(inputs.points(losses, "losses"), "losses")
    P = (losses.shape[1] + 1) // 2
    if losses.shape[1] % 2 == 0 or P < 2:
        raise ValueError(f"losses needs 2 P - 1 columns, P of at least 2, got {losses.shape[1]}; take two equal halves")
    half = np.full(P - 1, 1 / (P - 1))
    return float((losses[:, : P - 1] @ half).mean()), float((losses[:, P:] @ half).mean())


def copying_transformer(tokens, context, *, sharpness=50.0):
    r"""Return a transformer of two layers of attention, built by hand, that continues what comes a second time.

    The stream has four parts: the token, its place, the token before it, and what to say next. The head of the first
    layer looks from place p to p - 1 and copies the token there; that of the second looks for places where the own
    token is what came before, and copies the token there. Nothing in it was trained.

    Args:
        tokens: number K of different tokens.
        context: the longest sequence.
        sharpness: score of what matches, over 0 for what does not, above 0.

    Returns:
        A `Transformer` of width 3 K + context, with one head a layer and without norms.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> network = copying_transformer(10, 8)
        >>> network.sample([7, 3, 5, 7], 4, temperature=0, rng=0)
        array([7, 3, 5, 7, 3, 5, 7, 3])

    Source:
        elhage2021, olsson2022
    """
    K, C = inputs.integer(tokens, "tokens", least=2), inputs.integer(context, "context")
    sharpness = inputs.real(sharpness, "sharpness", above=0, most=1e6)
    network = Transformer(K, C, width=3 * K + C, heads=1, layers=2, norm=False, rng=0)
    network.parameters = np.zeros(network.size)
    token, place, before, next_ = np.split(np.eye(network.width), [K, K + C, 2 * K + C])  # rows read their part
    weights = network.weights
    first, second = weights.layers
    scale = sharpness * network.width**0.5
    weights.embedding[...], weights.positions[...], weights.unembedding[...] = token, place, next_
    first.query[0, :C] = scale * place
    first.key[0, 1:C] = place[:-1]  # place p answers to p + 1
    first.value[0, :K], first.output[0, :, :K] = token, before.T
    second.query[0, :K] = scale * token
    second.key[0, :K] = before - place[0]  # the first token, which can but see itself, answers to none
    second.value[0, :K], second.output[0, :, :K] = token, next_.T
    return network


def _patterns(patterns):
    """Return attention, shape (L, N, H, T, T), after a check of the shape and of its range."""
    A = inputs.array(patterns, "patterns")
    if A.ndim != 5 or A.size == 0 or A.shape[-1] != A.shape[-2] or A.shape[-1] < 2:
        raise ValueError(f"patterns needs shape (L, N, H, T, T), T of at least 2, got {A.shape}; see Transformer.trace")
    if A.min() < 0 or A.max() > 1 + 1e-6:
        raise ValueError(f"patterns needs shares from 0 to 1, got {A.min():g} to {A.max():g}; see Transformer.trace")
    return A
