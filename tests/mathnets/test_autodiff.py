"""Automatic differentiation: agreement with autograd and with numbers, on known and on random expressions."""

import gc
import re
import weakref

import numpy as np
import pytest
from autograd import grad as peer_gradient
from autograd import jacobian as peer_jacobian
from autograd import numpy as anp
from autograd.scipy.special import expit
from autograd.scipy.special import logsumexp as peer_log_sum_exp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.special import log_softmax as scipy_log_softmax
from scipy.special import logsumexp, softmax

from mathnets import autodiff as ad
from mathnets.autodiff import Node
from mathnets.gradients import central_difference, check_gradient, complex_step

SEEDS = range(10)


def plain(f):
    """The same function of arrays, with arrays as values."""
    return lambda x: f(Node(x)).value


# Known derivatives


def test_gradients_of_one_small_graph():
    """The numbers of e = (a + b) * (b + 1) at a = 2, b = 1: e = 6, de/da = 2, de/db = 5."""
    a, b = Node(2.0), Node(1.0)
    e = (a + b) * (b + 1)
    e.backward()
    assert (e.value, a.gradient, b.gradient, e.gradient) == (6, 2, 5, 1)


def test_value_used_twice_gets_both_gradients():
    """In a + a the gradient of a is 2, and in a * a it is 2a."""
    a = Node(3.0)
    (a + a).backward()
    assert a.gradient == 2
    (a * a).backward()
    assert a.gradient == 6


X = np.array([[0.3, -1.2, 2.0], [1.5, 0.7, -0.4]])
SAME = {  # operation: ours, autograd's, whether it takes complex numbers
    "+": (lambda x: x + x[0] + 2.0, lambda x: x + x[0] + 2.0, True),
    "r+": (lambda x: X + x + (1 + x), lambda x: X + x + (1 + x), True),
    "-": (lambda x: (x - x[:, :1]) * x - 3, lambda x: (x - x[:, :1]) * x - 3, True),
    "r-": (lambda x: (X - x) * (1 - x), lambda x: (X - x) * (1 - x), True),
    "negative": (lambda x: -x * x, lambda x: -x * x, True),
    "*": (lambda x: x * x[1] * 2, lambda x: x * x[1] * 2, True),
    "r*": (lambda x: X * x * (3 * x), lambda x: X * x * (3 * x), True),
    "/": (lambda x: x[0] / x / 2, lambda x: x[0] / x / 2, True),
    "r/": (lambda x: X / x + 2 / x, lambda x: X / x + 2 / x, True),
    "** number": (lambda x: x**3 + x**0 + x**1 + x**-2, lambda x: x**3 + x**0 + x**1 + x**-2, True),
    "** node": (lambda x: (x * x) ** x[0], lambda x: (x * x) ** x[0], True),
    "r**": (lambda x: 2**x + abs(X[0]) ** 2**x, lambda x: 2**x + abs(X[0]) ** 2**x, True),
    "@": (lambda x: x @ x.T, lambda x: anp.dot(x, x.T), True),
    "r@": (lambda x: X.T @ x, lambda x: anp.dot(X.T, x), True),
    "@ vector": (lambda x: x @ x[0], lambda x: anp.dot(x, x[0]), True),
    "vector @": (lambda x: x[:, 1] @ x, lambda x: anp.dot(x[:, 1], x), True),
    "vector @ vector": (lambda x: x[0] @ x[1], lambda x: anp.dot(x[0], x[1]), True),
    "exp": (ad.exp, anp.exp, True),
    "log": (lambda x: ad.log(x * x), lambda x: anp.log(x * x), True),
    "tanh": (ad.tanh, anp.tanh, True),
    "sigmoid": (ad.sigmoid, expit, False),
    "relu": (ad.relu, lambda x: anp.maximum(x, 0), False),
    "maximum": (lambda x: ad.maximum(x, x[0]), lambda x: anp.maximum(x, x[0]), False),
    "sum": (lambda x: x.sum() * x, lambda x: anp.sum(x) * x, True),
    "sum axis": (lambda x: x.sum(axis=0) * x.sum(-1)[0], lambda x: anp.sum(x, 0) * anp.sum(x, -1)[0], True),
    "sum kept": (lambda x: x / x.sum(1, keepdims=True), lambda x: x / anp.sum(x, 1, keepdims=True), True),
    "sum axes": (lambda x: (x * x).sum((0, 1)), lambda x: anp.sum(x * x, (0, 1)), True),
    "mean": (lambda x: x.mean() * x, lambda x: anp.mean(x) * x, True),
    "mean axis": (lambda x: x - x.mean(1, keepdims=True), lambda x: x - anp.mean(x, 1, keepdims=True), True),
    "mean axes": (lambda x: (x**2).mean((-1, 0)), lambda x: anp.mean(x**2, (-1, 0)), True),
    "reshape": (lambda x: x.reshape(3, 2) @ x, lambda x: anp.dot(x.reshape(3, 2), x), True),
    "reshape -1": (lambda x: x.reshape((1, -1, 1)) * x[:, None], lambda x: x.reshape(1, -1, 1) * x[:, None], True),
    "transpose": (lambda x: x.transpose() @ x, lambda x: anp.dot(x.T, x), True),
    "transpose axes": (
        lambda x: x[None].transpose(2, 0, 1) * x[0, :2],
        lambda x: anp.transpose(x[None], (2, 0, 1)) * x[0, :2],
        True,
    ),
    "index": (lambda x: x[1, 2] * x[0, ::-1], lambda x: x[1, 2] * x[0, ::-1], True),
    "index repeated": (lambda x: x[[0, 0, 1]] ** 2, lambda x: x[anp.array([0, 0, 1])] ** 2, True),
    "index mask": (lambda x: x[X > 0] ** 2, lambda x: x[X > 0] ** 2, True),
    "softmax": (
        lambda x: ad.softmax(x) ** 2,
        lambda x: (anp.exp(x) / anp.sum(anp.exp(x), 1, keepdims=True)) ** 2,
        True,
    ),
    "softmax axis": (lambda x: ad.softmax(x, 0), lambda x: anp.exp(x) / anp.sum(anp.exp(x), 0), True),
    "softmax all": (lambda x: ad.softmax(x, None), lambda x: anp.exp(x) / anp.sum(anp.exp(x)), True),
    "log-sum-exp": (lambda x: ad.log_sum_exp(x), lambda x: peer_log_sum_exp(x, 1), True),
    "log-sum-exp axis": (
        lambda x: x - ad.log_sum_exp(x, 0, keepdims=True),
        lambda x: x - peer_log_sum_exp(x, 0, keepdims=True),
        True,
    ),
    "log-sum-exp all": (lambda x: ad.log_sum_exp(x, None), lambda x: peer_log_sum_exp(x), True),
    "concatenate": (
        lambda x: ad.concatenate([x, X, x[:1] ** 2]),
        lambda x: anp.concatenate([x, X, x[:1] ** 2]),
        True,
    ),
    "concatenate axis": (
        lambda x: ad.concatenate([x * x, x], axis=-1),
        lambda x: anp.concatenate([x * x, x], axis=1),
        True,
    ),
}


@pytest.mark.parametrize("ours, peers, analytic", SAME.values(), ids=SAME.keys())
def test_operation_against_autograd_and_numbers(ours, peers, analytic):
    """Value and Jacobian of each operation are autograd's, and those of central differences, on ten arrays."""
    for seed in SEEDS:
        x = np.random.default_rng(seed).uniform(0.2, 2.0, size=X.shape) * np.where(X > 0, 1, -1)
        np.testing.assert_allclose(ours(Node(x)).value, peers(x), rtol=1e-13, atol=1e-15)
        found = ad.jacobian(ours, x)
        np.testing.assert_allclose(found, peer_jacobian(peers)(x), rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(found, central_difference(plain(ours), x), rtol=1e-7, atol=1e-7)
        if analytic:
            np.testing.assert_allclose(found, complex_step(peers, x), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    "shapes",
    [
        *[((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4))],
        *[((5, 2, 3), (3,)), ((3,), (5, 3, 2)), ((4, 1, 2, 3), (5, 3, 2)), ((1, 2, 3), (5, 3, 1))],
    ],
)
def test_matrix_products_of_all_shapes(shapes):
    """Vectors, matrices and stacks of them, stretched or not, have the gradients of autograd, for both factors."""
    rng = np.random.default_rng(0)
    a, b = (rng.normal(size=shape) for shape in shapes)
    weights = rng.normal(size=(a @ b).shape)
    A, B = Node(a), Node(b)
    ((A @ B) * weights).sum().backward()
    for node, position in ((A, 0), (B, 1)):
        expected = peer_gradient(lambda a, b: anp.sum(anp.matmul(a, b) * weights), position)(a, b)
        assert node.gradient.shape == node.shape
        np.testing.assert_allclose(node.gradient, expected, rtol=1e-12, atol=1e-14)


@settings(deadline=None)
@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
def test_broadcasting_is_undone(shapes):
    """Whatever shapes numpy stretches to each other, each gradient has the shape of its own array, and is right."""
    rng = np.random.default_rng(0)
    a, b = (rng.uniform(0.5, 2, size=shape) for shape in shapes.input_shapes)
    A, B = Node(a), Node(b)
    (A * B - A / B).sum().backward()
    assert A.gradient.shape == a.shape and B.gradient.shape == b.shape
    whole = np.broadcast_arrays(a, b)
    for node, part, slope in ((A, 0, whole[1] - 1 / whole[1]), (B, 1, whole[0] + whole[0] / whole[1] ** 2)):
        stretched = [peer_gradient(lambda *p: anp.sum(p[0] * p[1] - p[0] / p[1]), part)(a, b)]
        np.testing.assert_allclose(node.gradient, stretched[0], rtol=1e-12)
        assert node.gradient.sum() == pytest.approx(slope.sum(), rel=1e-12, abs=1e-12)


# Random expressions


@st.composite
def expressions(draw):
    """A random program on numbers that any module with tanh, exp and log can run: a list of steps."""
    steps = []
    for made in range(3, 3 + draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["+", "-", "*", "/", "tanh", "exp", "log", "**", "sum", "mean", "@"]))
        steps.append((kind, draw(st.integers(0, made - 1)), draw(st.integers(0, made - 1))))
    return steps


def run(steps, x, module):
    """Run a random program on the rows of x, from which each step makes one more row, and sum up the last ones."""
    made = [x[0], x[1], x[2]]
    for kind, i, j in steps:
        a, b = made[i], made[j]
        made.append(
            {
                "+": lambda a=a, b=b: a + b,
                "-": lambda a=a, b=b: a - 0.5 * b,
                "*": lambda a=a, b=b: module.tanh(a) * b,
                "/": lambda a=a, b=b: a / (2 + module.tanh(b)),
                "tanh": lambda a=a, b=b: module.tanh(a),
                "exp": lambda a=a, b=b: module.exp(module.tanh(a)),
                "log": lambda a=a, b=b: module.log(2 + module.tanh(a)),
                "**": lambda a=a, b=b: (2 + module.tanh(a)) ** module.tanh(b),
                "sum": lambda a=a, b=b: a - module.tanh(b).sum(),
                "mean": lambda a=a, b=b: module.tanh(b).mean() * a,
                "@": lambda a=a, b=b: (module.tanh(a) @ module.tanh(b)) - b,
            }[kind]()
        )
    return (made[-1] * made[-1]).sum() + made[-2].sum()


@settings(deadline=None)
@given(expressions(), st.integers(0, 2**32))
def test_random_expressions_against_autograd_and_the_complex_step(steps, seed):
    """The gradient of any program is that of autograd, and that of the complex step to its last digits."""
    x = np.random.default_rng(seed).normal(size=(3, 2))
    found = ad.gradient(lambda x: run(steps, x, ad), x)
    size = 1e-300 + np.abs(found).max()
    assert np.abs(found - peer_gradient(lambda x: run(steps, x, anp))(x)).max() <= 1e-11 * size + 1e-12
    assert np.abs(found - complex_step(lambda x: run(steps, x, np), x)).max() <= 1e-11 * size + 1e-12


def test_network_against_check_gradient():
    """The loss of a two-layer network has the gradient that `check_gradient` finds, over ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x, labels = rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)

        def loss(theta, x=x, labels=labels):
            W, b, V = theta[:20].reshape(4, 5), theta[20:25], theta[25:].reshape(5, 3)
            scores = ad.tanh(x @ W + b) @ V
            return (ad.log_sum_exp(scores) - scores[np.arange(7), labels]).mean()

        theta = rng.normal(size=40)
        assert check_gradient(plain(loss), lambda theta, loss=loss: ad.gradient(loss, theta), theta, rng) < 1e-7


# Extremes


def test_stable_forms_at_large_numbers():
    """Softmax, log-sum-exp, sigmoid and tanh have finite values and gradients at a thousand and beyond."""
    x = np.array([1e3, -1e3, 0.0, 1e300])
    for f, expected in (
        (ad.softmax, softmax(x)),
        (ad.log_sum_exp, logsumexp(x)),
        (ad.sigmoid, [1, 0, 0.5, 1]),
        (ad.tanh, [1, -1, 0, 1]),
    ):
        node = Node(x)
        y = f(node)
        np.testing.assert_allclose(y.value, expected)
        y.sum().backward()
        assert np.isfinite(node.gradient).all()
    scores = Node([[0.0, 800.0]])
    loss = ad.log_sum_exp(scores) - scores[:, 0]
    loss.sum().backward()
    assert loss.value == -scipy_log_softmax([[0.0, 800.0]])[:, 0]
    np.testing.assert_allclose(scores.gradient, [[-1, 1]])


def test_sigmoid_keeps_the_digits_of_its_slope():
    """At 40, where the value rounds to 1, the slope is still e^-40."""
    assert ad.gradient(ad.sigmoid, 40.0) == pytest.approx(np.exp(-40), rel=1e-12, abs=0)


def test_kinks_have_the_documented_slopes():
    """At its kink relu has the slope 0, and equals share the slope of their maximum; a power of 0 is smooth."""
    assert ad.gradient(lambda x: ad.relu(x), 0.0) == 0
    a, b = Node([1.0, 2.0]), Node([1.0, 1.0])
    ad.maximum(a, b).sum().backward()
    np.testing.assert_array_equal(a.gradient, [0.5, 1])
    np.testing.assert_array_equal(b.gradient, [0.5, 0])
    np.testing.assert_array_equal(ad.gradient(lambda x: (x**2).sum(), [0.0, -3.0]), [0, -6])
    np.testing.assert_array_equal(ad.gradient(lambda x: (x**1 + x**0).sum(), [0.0]), [1])
    assert ad.gradient(lambda p: 0.0**p, 2.0) == 0


@pytest.mark.parametrize(
    "compute, message",
    [
        (lambda: ad.log(Node(0.0)), "log needs a finite result, got infinity or NaN; give it numbers above 0"),
        (lambda: ad.log(-1.0), "log needs a finite result"),
        (lambda: ad.exp(Node(710.0)), "exp needs .*give it numbers below 709, or use log_sum_exp"),
        (lambda: Node(1.0) / 0, "/ needs .*keep zeros out of the denominator"),
        (lambda: Node(-1.0) ** 0.5, r"\*\* needs .*keep its base above 0"),
        (lambda: Node(1e200) * 1e200, r"\* needs .*rescale its arguments"),
        (lambda: Node([1e200]) @ [1e200], "@ needs .*rescale its arguments"),
        (lambda: Node([1.0])[:0].mean(), "mean needs a finite result"),
        (lambda: (Node(0.0) ** 0.5).backward(), r"the gradient of \*\* needs to be finite.*keep its base above 0"),
        (lambda: (Node(1e-200) / 1e-300 * 1e100).backward(), "the gradient of / needs to be"),
    ],
)
def test_results_that_are_not_finite_are_named(compute, message):
    """An operation whose value or gradient leaves the numbers says which it is, and what to do, without a warning."""
    with pytest.raises(FloatingPointError, match=message):
        compute()


# The graph


def test_second_backward_gives_the_same():
    """Gradients are those of the last output: replaced, never added up, however often and from wherever one walks."""
    x = Node([1.0, 2.0])
    square = x * x
    y, z = square.sum(), (3 * square).sum()
    for _ in range(3):
        y.backward()
        np.testing.assert_array_equal(x.gradient, [2, 4])
    z.backward()
    np.testing.assert_array_equal(x.gradient, [6, 12])
    np.testing.assert_array_equal(square.gradient, [3, 3])
    assert y.gradient == 1  # not in the graph of z: as it was
    (y + z).backward()
    np.testing.assert_array_equal(x.gradient, [8, 16])


def test_diamonds_are_walked_once():
    """A chain of 60 squares of sums has 2^60 paths, and its gradient all the same: each node is visited once."""
    x = Node(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.gradient == 2.0**60 and len(ad.graph(y).nodes) == 61


def test_graph_of_100000_operations():
    """No recursion limits the depth, neither of the walk nor of the throwing away."""
    x = Node(1.0)
    y = x
    for _ in range(50_000):
        y = -(y - x)
    y.backward()
    assert y.value == 1.0 and x.gradient == 1.0  # 0, 1, 0, 1, ...
    nodes, edges = ad.graph(y)
    assert len(nodes) == 100_001 and len(edges) == 150_000
    del y, nodes, edges
    gc.collect()


def test_graph_is_freed_when_nobody_holds_it():
    """Nodes know their parents, not their children, so dropping the output frees the graph, without a collection."""

    class Watched(np.ndarray):
        pass

    x = Node([1.0])
    middle = ad.exp(x)
    value = middle.value.view(Watched)
    middle.value = value
    gone = weakref.ref(value)
    y = middle * 2
    y.backward()
    del middle, value
    assert gone() is not None
    gc.disable()
    try:
        del y
        assert gone() is None
    finally:
        gc.enable()


@settings(deadline=None)
@given(expressions())
def test_graph_is_in_topological_order(steps):
    """Each node stands once, after its parents, the output last, and the edges are those of the parents."""
    output = run(steps, Node(np.ones((3, 2))), ad)
    nodes, edges = ad.graph(output)
    place = {node: i for i, node in enumerate(nodes)}
    assert len(place) == len(nodes) and nodes[-1] is output
    assert all(i < j for i, j in edges)
    assert edges == [(place[parent], place[node]) for node in nodes for parent in node.parents]


def test_graph_can_be_drawn():
    """Nodes tell their operation, value, gradient, name and parents, and which are constants."""
    w, x = Node([2.0, 1.0], name="w"), Node([3.0, 4.0], name="x")
    output = ad.relu(w @ x - 4)
    output.name = "y"
    output.backward()
    nodes, edges = ad.graph(output)
    assert [(n.operation, n.name) for n in nodes] == [
        ("", "w"),
        ("", "x"),
        ("@", ""),
        ("", ""),
        ("-", ""),
        ("relu", "y"),
    ]
    assert [n.value.tolist() for n in nodes] == [[2, 1], [3, 4], 10, 4, 6, 6]
    assert [None if n.gradient is None else n.gradient.tolist() for n in nodes] == [[3, 4], [2, 1], 1, None, 1, 1]
    assert [n.constant for n in nodes] == [False, False, False, True, False, False]
    assert edges == [(0, 2), (1, 2), (2, 4), (3, 4), (4, 5)]
    assert nodes[2].parents == (w, x)
    assert repr(w) == "Node([2.0, 1.0], name='w')" and repr(output) == "Node(6.0, name='y', operation='relu')"


def test_constants_get_no_gradient():
    """Plain arrays, and what is made of them alone, have no gradient, and their rules are not run."""
    c = ad.log(np.array([0.5, 2.0]))
    x = Node(1.0)
    y = (c * c * x).sum()
    y.backward()
    assert c.constant and not y.constant and c.gradient is None
    assert x.gradient == pytest.approx(2 * np.log(2) ** 2)
    zero = ad.exp([0.0])
    zero.backward()
    assert zero.gradient == [1.0]


def test_seed_gives_the_product_with_the_jacobian():
    """backward(v) leaves v J in the gradient, for each row of the identity a row of the Jacobian."""
    A = np.arange(6.0).reshape(2, 3)
    x = Node([1.0, 2.0, 3.0])
    y = A @ x
    y.backward([1, 10])
    np.testing.assert_array_equal(x.gradient, [1, 10] @ A)
    np.testing.assert_array_equal(ad.jacobian(lambda x: A @ x, x.value), A)


def test_chain_rule_is_a_product_of_jacobians():
    """The Jacobian of a composition is the product of the Jacobians, over ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        W, V, x = rng.normal(size=(4, 3)), rng.normal(size=(2, 4)), rng.normal(size=3)
        f, g = (lambda x, W=W: ad.tanh(W @ x)), (lambda h, V=V: ad.sigmoid(V @ h))
        product = ad.jacobian(g, f(x).value) @ ad.jacobian(f, x)
        np.testing.assert_allclose(ad.jacobian(lambda x, f=f, g=g: g(f(x)), x), product, rtol=1e-12)


def test_function_that_does_not_depend_has_zero_gradient():
    """A node that does not contain x gives zeros of its shape."""
    np.testing.assert_array_equal(ad.gradient(lambda x: Node(3.0), [1.0, 2.0]), [0, 0])
    np.testing.assert_array_equal(ad.jacobian(lambda x: Node([3.0, 4.0]), [1.0, 2.0]), np.zeros((2, 2)))
    assert ad.jacobian(lambda x: x * x, 3.0) == 6


# Arrays in and out


def test_values_cannot_be_changed_and_gradients_are_the_callers():
    """The caller's array is copied, values are read-only, and a leaf's gradient shares memory with nothing."""
    mine = np.array([1.0, 2.0])
    x, b = Node(mine), Node([0.0, 0.0])
    y = (x + b).sum()
    mine[:] = 7
    y.backward()
    np.testing.assert_array_equal(x.value, [1, 2])
    for value in (x.value, y.value, (x + mine).parents[1].value):
        with pytest.raises(ValueError, match="read-only"):
            value[...] = 0
    x.gradient *= 5
    np.testing.assert_array_equal(b.gradient, [1, 1])
    np.testing.assert_array_equal(x.gradient, [5, 5])


def test_seed_is_not_aliased():
    """The gradient of the output is a copy of the seed."""
    x, seed = Node([1.0, 2.0]), np.array([1.0, 1.0])
    y = x * 1
    y.backward(seed)
    y.gradient[:] = 9
    x.gradient[:] = 8
    np.testing.assert_array_equal(seed, [1, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(dtype):
    """Values and gradients of float32 nodes stay float32, beside plain numbers and arrays of their kind."""
    x = Node([0.5, 2.0], dtype=dtype)
    y = (ad.softmax(2 * x**2 + 1) @ np.ones(2, dtype) + ad.sigmoid(x).mean() - ad.relu(x[0]) / 3) ** 2
    y.backward()
    assert y.value.dtype == x.value.dtype == x.gradient.dtype == dtype
    mixed = (x * np.ones(2, np.float64)).sum()
    mixed.backward()
    assert mixed.value.dtype == np.float64 and x.gradient.dtype == dtype
    assert Node([1, 2]).value.dtype == np.float64


def test_inputs_of_every_kind():
    """Lists, integers, booleans and strided, read-only arrays serve as values and as constants."""
    wide = np.arange(8.0).reshape(2, 4)
    wide.setflags(write=False)
    for same in ([0, 2], np.array([0, 2], np.int8), wide[0, ::2], np.array([0, 2], np.float16)):
        x = Node([3.0, 4.0])
        y = (x * same + Node(same)).sum()
        y.backward()
        assert y.value == 10
        np.testing.assert_array_equal(x.gradient, [0, 2])
    assert (Node(2.0) * True).value == 2


def test_rows_of_a_node_can_be_walked():
    """A loop over a node gives its rows, and ends."""
    x = Node([[1.0, 2.0], [3.0, 4.0]])
    rows = list(x)
    assert [row.value.tolist() for row in rows] == [[1, 2], [3, 4]]
    (rows[0] @ rows[1]).backward()
    np.testing.assert_array_equal(x.gradient, [[3, 4], [1, 2]])


@pytest.mark.parametrize(
    "compute, kind, message",
    [
        (lambda: Node([1.0, 2.0]).backward(), ValueError, "backward needs a node of one entry, got shape (2,); sum it"),
        (lambda: Node(1.0).backward([1.0]), ValueError, "seed needs the shape of the node, (), got (1,)"),
        (lambda: Node(1.0).backward(np.nan), ValueError, "seed needs finite numbers"),
        (lambda: Node([[1.0], [2.0, 3.0]]), ValueError, "value needs rows of equal length"),
        (lambda: Node(np.nan), ValueError, "value needs finite numbers, got NaN"),
        (lambda: Node("a"), TypeError, "value needs numbers"),
        (lambda: Node(1j), ValueError, "value needs real numbers"),
        (lambda: Node(1.0, dtype=np.int64), ValueError, "dtype must be float64 or float32"),
        (lambda: Node(1.0) + "a", TypeError, "value needs numbers"),
        (lambda: Node([1.0]) * [np.inf], ValueError, "value needs finite numbers, got infinity"),
        (lambda: Node([1.0, 2.0]) + np.ones(3), ValueError, "+ needs shapes that fit together, got (2,) and (3,)"),
        (lambda: Node([1.0, 2.0]) @ [1.0], ValueError, "@ needs shapes that fit together, got (2,) and (1,)"),
        (lambda: Node([1.0, 2.0]).reshape(3), ValueError, "reshape needs shapes that fit together, got (2,)"),
        (lambda: Node([1.0, 2.0])[2], IndexError, "[] needs shapes that fit together, got (2,) (index 2 is out"),
        (lambda: Node([1.0]).sum(1), ValueError, "axis must be an int in the range [-1, 0], got 1"),
        (lambda: Node([1.0]).mean("a"), ValueError, "axis must be an int"),
        (lambda: Node([[1.0]]).sum((0, -2)), ValueError, "axes need to be each at most once, got (0, -2)"),
        (lambda: Node([[1.0]]).transpose(0), ValueError, "axes need to be each of 2 once, got (0,)"),
        (lambda: ad.softmax(1.0, -1), ValueError, "axis must be an int"),
        (lambda: ad.log_sum_exp(Node([1.0])[:0]), ValueError, "log_sum_exp needs shapes that fit together"),
        (lambda: ad.concatenate([]), ValueError, "parts need to be arrays of equally many axes"),
        (lambda: ad.concatenate([1.0, 2.0]), ValueError, "parts need to be arrays of equally many axes"),
        (lambda: ad.concatenate([[1.0], [[2.0]]]), ValueError, "parts need to be arrays of equally many axes"),
        (lambda: ad.concatenate([[[1.0]], [[2.0, 3.0]]]), ValueError, "concatenate needs shapes that fit together"),
        (lambda: np.asarray(Node(1.0)), TypeError, "an array needs numbers, got a Node.*take its value, node.value"),
        (lambda: np.exp(Node(1.0)), TypeError, "does not support ufuncs"),
        (lambda: ad.graph(1.0), TypeError, "output needs to be a Node, got float"),
        (lambda: ad.gradient(1.0, 1.0), TypeError, "f needs to be a function, got float"),
        (lambda: ad.gradient(lambda x: x.value, 1.0), TypeError, "f needs to give a Node, got ndarray"),
        (lambda: ad.gradient(lambda x: x, [1.0, 2.0]), ValueError, "or take the jacobian"),
        (lambda: ad.jacobian(lambda x: x, [np.nan]), ValueError, "value needs finite numbers"),
    ],
)
def test_bad_input_is_refused(compute, kind, message):
    """The error says what was needed, what came, and what to do."""
    with pytest.raises(kind, match=re.escape(message).replace(r"\.\*", ".*")):
        compute()


@pytest.mark.parametrize("index", [np.array([0]), [0]])
def test_an_index_that_changes_later_changes_no_gradient(index):
    """The graph holds what was taken, not what the caller's index says when the walk back comes."""
    x = Node([1.0, 2.0])
    y = (x[index] * 3).sum()
    index[0] = 1
    y.backward()
    np.testing.assert_array_equal(x.gradient, [3, 0])


def test_broadcasting_with_nothing_gives_a_gradient_of_zeros():
    """One number that is spread over no entries has a gradient of its own shape."""
    a = Node([1.0])
    (a + np.zeros(0)).sum().backward()
    np.testing.assert_array_equal(a.gradient, [0])
