r"""Words as vectors: counted from a text by the company they keep, and reckoned with as analogies.

Words are known by their place in a vocabulary; `V` holds their vectors, a row a word.
"""

import re

import numpy as np

from mathnets import geometry, inputs

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BLOCK = 1 << 22  # scores kept at once


def split_words(text):
    r"""Return the words of a text, in lower case: letters, with apostrophes inside.

    Args:
        text: a string.

    Returns:
        A list of strings.

    Raises:
        TypeError: if `text` is no string.

    Examples:
        >>> split_words("Fair is foul, and foul's fair:")
        ['fair', 'is', 'foul', 'and', "foul's", 'fair']

    Source:
        jurafsky2009
    """
    return _WORD.findall(inputs.text(text).lower())


def vocabulary(tokens, *, most=2000):
    r"""Return the different words of a list, the most frequent first, and equally frequent ones by the alphabet.

    Args:
        tokens: words, a list of strings, at least one.
        most: how many are kept at most.

    Returns:
        A list of strings.

    Raises:
        TypeError: if `tokens` is no list of strings.
        ValueError: if it is empty, or `most` is below 1.

    Examples:
        >>> vocabulary(["fair", "is", "foul", "and", "foul", "is", "fair"], most=3)
        ['fair', 'foul', 'is']

    Source:
        jurafsky2009
    """
    different, counts = np.unique(_strings(tokens, "tokens"), return_counts=True)
    order = np.lexsort((np.arange(len(different)), -counts))
    return different[order[: inputs.integer(most, "most")]].tolist()


def places(words, wanted):
    r"""Return where in a vocabulary words stand.

    Args:
        words: the vocabulary, a list of different strings.
        wanted: words of it: a list of strings.

    Returns:
        Shape (N,), int64.

    Raises:
        TypeError: if an argument is no list of strings.
        ValueError: if it is empty, or a word is not in the vocabulary.

    Examples:
        >>> places(["the", "king", "queen"], ["queen", "the"])
        array([2, 0])

    Source:
        jurafsky2009
    """
    words = _strings(words, "words")
    known = _once(words)
    wanted = [str(word) for word in _strings(wanted, "wanted")]
    lacking = [word for word in wanted if word not in known]
    if lacking:
        raise ValueError(f"wanted needs words of the vocabulary, got {lacking[0]!r}; leave it out, or count more words")
    return np.array([known[word] for word in wanted], dtype=np.int64)


def cooccurrence(tokens, words, *, window=4):
    r"""Return how often two words stand within a window of each other.

    $$C_{ij} = \#\{(s, t) : 1 \le |s - t| \le w,\ \text{word}_s = i,\ \text{word}_t = j\}$$

    Words that are not in the vocabulary keep their places in the text and are not counted.

    Args:
        tokens: the text, a list of strings.
        words: the vocabulary, a list of K different strings.
        window: $w$, at least 1.

    Returns:
        Symmetric counts, shape (K, K), float64.

    Raises:
        TypeError: if a list is none of strings.
        ValueError: if one is empty, or `window` is below 1.

    Examples:
        >>> cooccurrence(["a", "b", "a", "x", "b"], ["a", "b"], window=2)
        array([[2., 3.],
               [3., 0.]])

    Source:
        jurafsky2009
    """
    tokens, words = _strings(tokens, "tokens"), _strings(words, "words")
    window, size = inputs.integer(window, "window"), len(words)
    known = _once(words)
    text = np.array([known.get(str(token), -1) for token in tokens])
    counts = np.zeros(size * size)
    for apart in range(1, min(window, len(text) - 1) + 1):
        left, right = text[:-apart], text[apart:]
        both = (left >= 0) & (right >= 0)
        counts += np.bincount(left[both] * size + right[both], minlength=size * size)
    counts = counts.reshape(size, size)
    return counts + counts.T


def ppmi(counts):
    r"""Return positive pointwise mutual information: how much oftener two words meet than by chance.

    $$\max\left(0, \log \frac{C_{ij} \sum C}{\sum_j C_{ij} \sum_i C_{ij}}\right)$$

    and 0 where two words never meet.

    Args:
        counts: at least 0, not all 0, shape (K, L).

    Returns:
        Shape (K, L), at least 0, in nats.

    Raises:
        ValueError: if a count is negative, or all are 0.

    Examples:
        >>> ppmi([[0, 2], [2, 4]]).round(3)
        array([[0.   , 0.288],
               [0.288, 0.   ]])

    Source:
        church1990, bullinaria2007
    """
    counts = inputs.squarable(inputs.points(counts, "counts"), "counts")
    if (counts < 0).any() or not counts.any():
        raise ValueError("counts needs numbers of at least 0, not all 0, got others; count how often words meet")
    counts = counts / counts.max()
    rows, columns, meets = counts.sum(axis=1), counts.sum(axis=0), counts > 0
    logs = np.zeros_like(counts)
    np.log(counts, out=logs, where=meets)
    marginal = [np.log(part, out=np.zeros_like(part), where=part > 0) for part in (rows, columns)]
    information = logs + np.log(counts.sum()) - marginal[0][:, None] - marginal[1]
    return np.where(meets, np.maximum(information, 0), 0.0)


def svd_vectors(M, k, *, power=0.5):
    r"""Return word vectors from a matrix of associations: $U_k S_k^p$ of the singular value decomposition $U S V^\top$.

    With $p = 1$ the dot products of the vectors are, of all of rank $k$, those nearest to $M M^\top$. A smaller power
    gives the first directions, which mostly tell how frequent a word is, less weight. The sign of each column is such
    that its largest entry is positive.

    Args:
        M: shape (K, L), such as `ppmi` gives; a thousand rows take a second, and twice as many eight times as long.
        k: how many numbers a word gets, from 1 to the smaller side.
        power: $p$, from 0 to 2.

    Returns:
        Shape (K, k).

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> svd_vectors([[3, 0], [0, 4]], 1, power=1)
        array([[0.],
               [4.]])

    Source:
        levy2015
    """
    M = inputs.squarable(inputs.points(M, "M"), "M")
    k, power = inputs.integer(k, "k", most=min(M.shape)), inputs.real(power, "power", least=0, most=2)
    U, S, _ = np.linalg.svd(M, full_matrices=False)
    U, S = U[:, :k], S[:k]
    largest = np.take_along_axis(U, np.abs(U).argmax(axis=0)[None], axis=0)
    return U * np.where(largest < 0, -1, 1) * S**power


def nearest_words(V, queries, k=5, *, exclude=()):
    r"""Return the words whose vectors have the largest cosines with the queries.

    Args:
        V: vectors, shape (K, D), none of them zero.
        queries: shape (N, D), none of them zero.
        k: how many, from 1 to K less those excluded.
        exclude: places of words that are left out, a list or shape (E,).

    Returns:
        places: shape (N, k), int64, the nearest first.
        cosines: shape (N, k).

    Raises:
        ValueError: if a shape does not fit, a vector is zero, or a number is out of its range.

    Examples:
        >>> found, cosines = nearest_words([[1, 0], [3, 4], [0, 2]], [[1, 0.1]], k=2)
        >>> print(found, cosines.round(2))
        [[0 1]] [[1.   0.68]]

    Source:
        mikolov2013
    """
    U = _units(V, "V")
    queries = _units(queries, "queries", width=U.shape[1])
    exclude = inputs.array(exclude, "exclude")
    out = np.unique(_places(exclude, "exclude", len(U))) if exclude.size else np.zeros(0, dtype=np.int64)
    k = inputs.integer(k, "k", most=max(len(U) - len(out), 0))
    found, cosines = np.empty((len(queries), k), dtype=np.int64), np.empty((len(queries), k))
    step = max(1, _BLOCK // len(U))
    for begin in range(0, len(queries), step):
        part = slice(begin, begin + step)
        scores = queries[part] @ U.T
        scores[:, out] = -np.inf
        found[part] = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        cosines[part] = np.take_along_axis(scores, found[part], axis=1)
    return found, cosines


def questions(pairs):
    r"""Return all analogies "a is to b as c is to d" from pairs in one relation: each pair with each other one.

    Args:
        pairs: places of the words, shape (P, 2), at least two pairs.

    Returns:
        Shape (P (P - 1), 4), int64: the places of a, b, c, d.

    Raises:
        ValueError: if there are fewer than two pairs, or a place is no whole number of at least 0.

    Examples:
        >>> questions([[0, 1], [2, 3]]).tolist()
        [[0, 1, 2, 3], [2, 3, 0, 1]]

    Source:
        mikolov2013
    """
    P = inputs.points(pairs, "pairs", width=2, least=2)
    P = _places(P.ravel(), "pairs").reshape(P.shape)
    one, other = np.nonzero(~np.eye(len(P), dtype=bool))
    return np.concatenate([P[one], P[other]], axis=1)


def analogies(V, questions, *, exclude=True):
    r"""Return the words that answer analogies "a is to b as c is to ?", by the cosine with $\hat b - \hat a + \hat c$.

    $$\arg\max_d\ \cos(\hat d,\ \hat b - \hat a + \hat c)$$

    Vectors are scaled to length 1 first. By custom a, b and c are no answers; without that rule c itself often is the
    nearest, as the difference is short.

    Args:
        V: vectors, shape (K, D), none of them zero.
        questions: places of a, b, c, shape (N, 3) or, with an answer that isn't read, (N, 4).
        exclude: whether a, b and c are left out; K has to be above 3 then.

    Returns:
        Places, shape (N,), int64; of equal cosines the first word.

    Raises:
        ValueError: if a shape does not fit, a vector is zero, or a place is none in `V`.

    Examples:
        >>> V = [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [0, -1, 3]]
        >>> analogies(V, [[0, 1, 2]])
        array([3])

    Source:
        mikolov2013, levy2014
    """
    U, exclude = _units(V, "V"), inputs.boolean(exclude, "exclude")
    Q = _questions(questions, len(U), (3, 4))[:, :3]
    if exclude and len(U) < 4:
        raise ValueError(f"V needs more than 3 words where three are left out, got {len(U)}; add words")
    answers = np.empty(len(Q), dtype=np.int64)
    step = max(1, _BLOCK // len(U))
    for begin in range(0, len(Q), step):
        a, b, c = Q[begin : begin + step].T
        scores = (U[b] - U[a] + U[c]) @ U.T
        if exclude:
            scores[np.arange(len(a))[:, None], Q[begin : begin + step]] = -np.inf
        answers[begin : begin + step] = scores.argmax(axis=1)
    return answers


def analogy_accuracy(V, questions, *, exclude=True):
    r"""Return the share of analogies "a is to b as c is to d" that `analogies` answers with d.

    Args:
        V: vectors, shape (K, D), none of them zero.
        questions: places of a, b, c, d, shape (N, 4).
        exclude: whether a, b and c are left out.

    Returns:
        A number from 0 to 1.

    Raises:
        ValueError: if a shape does not fit, a vector is zero, or a place is none in `V`.

    Examples:
        >>> V = [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]]
        >>> analogy_accuracy(V, questions([[0, 1], [2, 3]]))
        1.0

    Source:
        mikolov2013
    """
    U = _units(V, "V")
    Q = _questions(questions, len(U), (4,))
    return float(np.mean(analogies(U, Q, exclude=exclude) == Q[:, 3]))


def _units(V, name, width=None):
    """Return vectors scaled to length 1."""
    V = inputs.points(V, name, width=width)
    lengths = geometry.norm(V)
    if (lengths == 0).any():
        raise ValueError(f"{name} needs vectors with a direction, got zero in row {np.argmin(lengths)}; leave it out")
    with np.errstate(over="ignore", under="ignore"):
        V = V / np.abs(V).max(axis=1, keepdims=True)  # no square of these overflows
    return V / geometry.norm(V)[:, None]


def _questions(values, size, widths):
    Q = inputs.points(values, "questions")
    if Q.shape[1] not in widths:
        raise ValueError(f"questions needs {' or '.join(map(str, widths))} columns, got {Q.shape[1]}; give a, b, c, d")
    return _places(Q.ravel(), "questions", size).reshape(Q.shape)


def _places(values, name, size=None):
    """Return places in a vocabulary as whole numbers, below `size` if given."""
    values = inputs.labels(inputs.vector(values, name), name=name)
    if values.min() < 0 or (size is not None and values.max() >= size):
        most = "on" if size is None else f"to {size - 1}"
        raise ValueError(f"{name} needs places from 0 {most}, got {values.min()} to {values.max()}; look them up")
    return values


def _strings(values, name):
    """Return words as an array of strings, shape (N,)."""
    if isinstance(values, str) or not np.iterable(values):
        raise TypeError(f"{name} needs to be a list of strings, got {values!r}; split it into words")
    values = list(values)
    strange = [value for value in values if not isinstance(value, str)]
    if strange:
        raise TypeError(f"{name} needs to be a list of strings, got {type(strange[0]).__name__} in it; spell it")
    if not values:
        raise ValueError(f"{name} needs at least 1 word, got none; add words")
    return np.array(values, dtype=np.str_)


def _once(words):
    """Return the place of each word, as a dict."""
    known = {str(word): place for place, word in enumerate(words)}
    if len(known) < len(words):
        raise ValueError(f"words needs each word once, got {len(words) - len(known)} again; drop them")
    return known
