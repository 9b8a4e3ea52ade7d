r"""Optimizers: rules that take a gradient and move parameters downhill, and schedules of their learning rate.

An optimizer changes an array in place: parameters of shape (P,), or M rows of them, shape (M, P), each row a run of
its own. So one call moves M networks, or M starting points on a surface.

    optimizer = Adam(0.01).start(theta)
    for _ in range(steps):
        optimizer.step(theta, gradient(theta))

The rate $\eta$ is a number, an array of shape (M,) with one rate a row, or a schedule: a function of the step
k = 0, 1, 2, ... that returns either. Below, $g$ is the gradient, products and roots are entry by entry, and all
averages start at 0. The small number $\varepsilon$ stands *outside* the root, everywhere.

`GradientDescent` with gradients of random batches is stochastic gradient descent (SGD). Overflow of a run that
diverges is left to the caller's `numpy.errstate`.
"""

import copy
import inspect

import numpy as np

from mathnets import inputs


class _Optimizer:
    """What the optimizers share: the rate, and when it is checked; each has `_begin` and `_update` of its own."""

    def __init__(self, rate):
        self.rate = rate if callable(rate) else _rates(rate)
        self._shape = None

    def __repr__(self):
        shown = (f"{name}={getattr(self, name)!r}" for name in inspect.signature(type(self)).parameters)
        return f"{type(self).__name__}({', '.join(shown)})"

    def start(self, theta):
        """Forget all earlier steps, make ready for parameters like `theta`, shape (P,) or (M, P), and return self."""
        if not isinstance(theta, np.ndarray) or theta.dtype not in (np.float64, np.float32) or theta.ndim not in (1, 2):
            found = f"{theta.dtype} {theta.shape}" if isinstance(theta, np.ndarray) else type(theta).__name__
            raise TypeError(
                f"theta needs to be a float64 or float32 array of shape (P,) or (M, P), since it is changed in place, "
                f"got {found}; make it one with np.array(theta, dtype=float)"
            )
        self._shape, self._dtype = theta.shape, theta.dtype
        self.steps = 0
        self._constant = None if callable(self.rate) else self._column(self.rate)
        self._spare = np.empty_like(theta)
        self._begin(theta)
        return self

    def step(self, theta, gradient):
        """Change the parameters `theta` in place, by one step along a `gradient` of the same shape."""
        if not self._shape == np.shape(theta) == np.shape(gradient):
            self._refuse(theta, gradient)
        rate = self._column(self.rate(self.steps)) if self._constant is None else self._constant
        self.steps += 1
        self._update(theta, gradient, rate)

    def rate_at(self, step):
        """Return the learning rate of a `step`, counted from 0: a number, or one for each row."""
        return self.rate(step) if callable(self.rate) else self.rate

    def rows(self, part):
        """Return a copy, not yet started, for the rows that the slice `part` takes of the parameters."""
        chosen, rate = copy.copy(self), self.rate
        chosen._shape = None
        if callable(rate):
            chosen.rate = lambda step: _part(rate(step), part)
        else:
            chosen.rate = _part(rate, part)
        return chosen

    def _begin(self, theta):
        """Set the arrays that the rule remembers to their values before the first step."""

    def _column(self, rate):
        """Return a number, or rates of shape (M, 1) in the parameters' dtype, after a check."""
        if np.ndim(rate) == 0:
            if not 0 <= rate < np.inf:
                raise ValueError(f"rate needs finite numbers of at least 0, got {rate} at step {self.steps}; change it")
            return float(rate)
        rate = np.asarray(rate, dtype=self._dtype)
        if rate.shape != self._shape[:-1]:
            raise ValueError(
                f"rate needs one number, or one for each row of the parameters, shape {self._shape[:-1]}, "
                f"got {rate.shape}; the parameters have shape {self._shape}"
            )
        if not ((rate >= 0) & np.isfinite(rate)).all():
            raise ValueError(f"rate needs finite numbers of at least 0, got {rate} at step {self.steps}; change it")
        return rate[:, None]

    def _refuse(self, theta, gradient):
        if self._shape is None:
            raise ValueError(
                f"{type(self).__name__} needs to be started, got a step before; call start(theta) before step"
            )
        raise ValueError(
            f"theta and gradient need shape {self._shape}, as at the start, got {np.shape(theta)} and "
            f"{np.shape(gradient)}; call start(theta) for other parameters"
        )


class GradientDescent(_Optimizer):
    r"""Gradient descent, $\theta \leftarrow \theta - \eta g$.

    On a quadratic with curvatures from $\mu$ to $L$ it converges if and only if $\eta < 2/L$.

    Args:
        rate: learning rate, above 0.

    Raises:
        ValueError: if the rate is not a positive number, or an array of them.

    Examples:
        >>> theta = np.array([1.0, 2.0])
        >>> GradientDescent(0.1).start(theta).step(theta, np.array([1.0, -1.0]))
        >>> theta
        array([0.9, 2.1])

    Source:
        cauchy1847, robbins1951
    """

    def _update(self, theta, g, rate):
        np.multiply(g, rate, out=self._spare)
        theta -= self._spare


class Momentum(_Optimizer):
    r"""Polyak's heavy ball, $v \leftarrow \beta v - \eta g$ and then $\theta \leftarrow \theta + v$.

    On quadratics the best choice converges as $(\sqrt\kappa - 1) / (\sqrt\kappa + 1)$ a step; elsewhere it may cycle.

    Args:
        rate: learning rate, above 0.
        beta: share of the last step that is kept, at least 0 and below 1.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.zeros(1)
        >>> optimizer = Momentum(0.1, beta=0.5).start(theta)
        >>> for _ in range(3):
        ...     optimizer.step(theta, np.ones(1))
        >>> theta.round(3)  # -(0.1 + 0.15 + 0.175)
        array([-0.425])

    Source:
        polyak1964, rumelhart1986
    """

    def __init__(self, rate, beta=0.9):
        super().__init__(rate)
        self.beta = inputs.real(beta, "beta", least=0, below=1)

    def _begin(self, theta):
        self._velocity = np.zeros_like(theta)

    def _update(self, theta, g, rate):
        v = self._velocity
        v *= self.beta
        v -= np.multiply(g, rate, out=self._spare)
        theta += v


class Nesterov(_Optimizer):
    r"""Nesterov's acceleration: a gradient step from a point ahead.

    $$x^+ = \theta - \eta g, \qquad \theta \leftarrow x^+ + \beta (x^+ - x)$$

    The parameters $\theta$ are the point ahead, where the gradient is taken; what is guaranteed is guaranteed for
    the points $x$, kept in `iterate`. With `beta=None` the momentum grows as in the original, $\beta_k = (t_k - 1) /
    t_{k+1}$ with $t_1 = 1$ and $t_{k+1} = (1 + \sqrt{1 + 4 t_k^2}) / 2$: then for every convex function whose
    gradient is $L$-Lipschitz, $\eta = 1/L$ gives $f(x_k) - f^* \le 2L\|x_0 - x^*\|^2 / (k+1)^2$.

    Args:
        rate: learning rate, above 0.
        beta: momentum, at least 0 and below 1; None for Nesterov's sequence.

    Attributes (after `start`):
        iterate: the point $x$, in the shape of the parameters.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.array([1.0])
        >>> optimizer = Nesterov(0.1, beta=0.5).start(theta)
        >>> optimizer.step(theta, theta.copy())  # the gradient of x^2 / 2
        >>> optimizer.iterate, theta.round(12)
        (array([0.9]), array([0.85]))

    Source:
        nesterov1983, beck2009
    """

    def __init__(self, rate, beta=0.9):
        super().__init__(rate)
        self.beta = None if beta is None else inputs.real(beta, "beta", least=0, below=1)

    def _begin(self, theta):
        self.iterate = theta.copy()
        self._t = 1.0

    def _update(self, theta, g, rate):
        beta = self.beta
        if beta is None:
            t, self._t = self._t, (1 + (1 + 4 * self._t**2) ** 0.5) / 2
            beta = (t - 1) / self._t
        theta -= np.multiply(g, rate, out=self._spare)
        ahead = np.subtract(theta, self.iterate, out=self._spare)  # x+ - x
        ahead *= beta
        np.copyto(self.iterate, theta)
        theta += ahead


class Adagrad(_Optimizer):
    r"""Adagrad: each entry has a rate that shrinks with its past gradients.

    $$\theta \leftarrow \theta - \eta g / (\sqrt{s} + \varepsilon)$$

    Here $s \leftarrow s + g^2$ is the sum of all squared gradients so far, this one included.

    Args:
        rate: learning rate, above 0.
        eps: $\varepsilon$, at least 1e-30.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.zeros(2)
        >>> Adagrad(0.1).start(theta).step(theta, np.array([5.0, -0.01]))
        >>> theta.round(6)  # the first step is a rate long in every entry
        array([-0.1,  0.1])

    Source:
        duchi2011
    """

    def __init__(self, rate, eps=1e-8):
        super().__init__(rate)
        self.eps = inputs.real(eps, "eps", least=1e-30)

    def _begin(self, theta):
        self._squares = np.zeros_like(theta)

    def _update(self, theta, g, rate):
        self._squares += np.square(g, out=self._spare)
        _descend(theta, g, self._squares, rate, self.eps, self._spare)


class RMSProp(_Optimizer):
    r"""RMSProp: each entry's gradient over its recent root mean square.

    $$\theta \leftarrow \theta - \eta g / (\sqrt{v} + \varepsilon)$$

    Here $v \leftarrow \beta v + (1 - \beta) g^2$, without a correction for its start at 0.

    Args:
        rate: learning rate, above 0.
        beta: share of the average that is kept, at least 0 and below 1.
        eps: $\varepsilon$, at least 1e-30.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.zeros(2)
        >>> RMSProp(0.1, beta=0.75).start(theta).step(theta, np.array([5.0, -0.01]))
        >>> theta.round(5)  # the first step is a rate over the root of 1 - beta long
        array([-0.2,  0.2])

    Source:
        tieleman2012
    """

    def __init__(self, rate, beta=0.9, eps=1e-8):
        super().__init__(rate)
        self.beta = inputs.real(beta, "beta", least=0, below=1)
        self.eps = inputs.real(eps, "eps", least=1e-30)

    def _begin(self, theta):
        self._squares = np.zeros_like(theta)

    def _update(self, theta, g, rate):
        v = self._squares
        v *= self.beta
        squares = np.square(g, out=self._spare)
        squares *= 1 - self.beta
        v += squares
        _descend(theta, g, v, rate, self.eps, self._spare)


class Adam(_Optimizer):
    r"""Adam: an average gradient over the root mean square.

    $$\theta \leftarrow \theta - \eta\,\hat m / (\sqrt{\hat v} + \varepsilon)$$

    Here $m \leftarrow \beta_1 m + (1 - \beta_1) g$ and $v \leftarrow \beta_2 v + (1 - \beta_2) g^2$ are averages, and
    $\hat m = m / (1 - \beta_1^t)$, $\hat v = v / (1 - \beta_2^t)$ correct step t = 1, 2, ... for their start at 0.
    So the first step is $-\eta\,\mathrm{sign}(g)$, up to $\varepsilon$.

    Args:
        rate: learning rate, above 0.
        beta1: share of the average gradient that is kept, at least 0 and below 1.
        beta2: share of the average square that is kept, at least 0 and below 1.
        eps: $\varepsilon$, at least 1e-30.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.zeros(2)
        >>> Adam(0.1).start(theta).step(theta, np.array([5.0, -0.01]))
        >>> theta.round(6)
        array([-0.1,  0.1])

    Source:
        kingma2015
    """

    def __init__(self, rate, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(rate)
        self.beta1 = inputs.real(beta1, "beta1", least=0, below=1)
        self.beta2 = inputs.real(beta2, "beta2", least=0, below=1)
        self.eps = inputs.real(eps, "eps", least=1e-30)

    def _begin(self, theta):
        self._m = np.zeros_like(theta)
        self._v = np.zeros_like(theta)

    def _update(self, theta, g, rate):
        m, v, beta1, beta2 = self._m, self._v, self.beta1, self.beta2
        m *= beta1  # m and v are kept without the factors 1 - beta, which join the corrections in two numbers
        m += g
        v *= beta2
        v += np.square(g, out=self._spare)
        in_m = (1 - beta1) / (1 - beta1**self.steps)
        in_root = ((1 - beta2) / (1 - beta2**self.steps)) ** 0.5
        _descend(theta, m, self._second_moment(v), rate * (in_m / in_root), self.eps / in_root, self._spare)

    def _second_moment(self, v):
        return v


class AMSGrad(Adam):
    r"""AMSGrad: Adam with the largest average square so far, $v^{\max} \leftarrow \max(v^{\max}, v)$, in place of $v$.

    So an entry's rate never grows, apart from the corrections for the start, which are those of Adam (applied after
    the maximum; the original has none).

    Args:
        rate: learning rate, above 0.
        beta1: share of the average gradient that is kept, at least 0 and below 1.
        beta2: share of the average square that is kept, at least 0 and below 1.
        eps: $\varepsilon$, at least 1e-30.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.zeros(2)
        >>> AMSGrad(0.1).start(theta).step(theta, np.array([5.0, -0.01]))
        >>> theta.round(6)
        array([-0.1,  0.1])

    Source:
        reddi2018
    """

    def __init__(self, rate, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(rate, beta1, beta2, eps)

    def _begin(self, theta):
        super()._begin(theta)
        self._largest = np.zeros_like(theta)

    def _second_moment(self, v):
        return np.maximum(self._largest, v, out=self._largest)


class AdamW(Adam):
    r"""AdamW: Adam, and beside it weights that decay, $\theta \leftarrow (1 - \eta\lambda)\,\theta$ before each step.

    The decay is no part of the gradient, so that it is not divided by its root mean square.

    Args:
        rate: learning rate, above 0.
        decay: $\lambda$, at least 0.
        beta1: share of the average gradient that is kept, at least 0 and below 1.
        beta2: share of the average square that is kept, at least 0 and below 1.
        eps: $\varepsilon$, at least 1e-30.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> theta = np.array([1.0])
        >>> AdamW(0.1, decay=0.5).start(theta).step(theta, np.zeros(1))
        >>> theta
        array([0.95])

    Source:
        loshchilov2019
    """

    def __init__(self, rate, decay=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(rate, beta1, beta2, eps)
        self.decay = inputs.real(decay, "decay", least=0)

    def _update(self, theta, g, rate):
        g = g.copy() if np.may_share_memory(g, theta) else g
        theta *= 1 - rate * self.decay
        super()._update(theta, g, rate)


def step_decay(rate, every, factor=0.1):
    r"""Return the schedule that changes the rate by a factor every s steps, $\eta_k = \eta f^{\lfloor k/s \rfloor}$.

    Args:
        rate: first rate, above 0: a number or shape (M,).
        every: number of steps s between two changes.
        factor: what to multiply with, above 0 and at most 1.

    Returns:
        A function of the step k = 0, 1, 2, ...

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> schedule = step_decay(1.0, every=10, factor=0.5)
        >>> [schedule(k) for k in (0, 9, 10, 20)]
        [1.0, 1.0, 0.5, 0.25]

    Source:
        goodfellow2016
    """
    rate, every = _rates(rate), inputs.integer(every, "every")
    factor = inputs.real(factor, "factor", above=0, most=1)
    return lambda k: rate * factor ** (k // every)


def cosine(rate, steps, final=0.0):
    r"""Return the schedule that falls along half a cosine, $\eta_k = \eta (f + (1 - f)(1 + \cos(\pi k / K)) / 2)$.

    Args:
        rate: first rate, above 0: a number or shape (M,).
        steps: number of steps K after which the fall ends; the rate stays there.
        final: last rate as a share f of the first, in [0, 1].

    Returns:
        A function of the step k = 0, 1, 2, ...

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> schedule = cosine(1.0, steps=10)
        >>> [round(float(schedule(k)), 12) for k in (0, 5, 10, 20)]
        [1.0, 0.5, 0.0, 0.0]

    Source:
        loshchilov2017
    """
    rate, steps = _rates(rate), inputs.integer(steps, "steps")
    final = inputs.real(final, "final", least=0, most=1)
    return lambda k: rate * (final + (1 - final) * (1 + np.cos(np.pi * min(k / steps, 1))) / 2)


def inverse_time(rate, halving):
    r"""Return the schedule that falls as one over the time, $\eta_k = \eta / (1 + k/h)$.

    The rates sum to infinity and their squares do not: Robbins and Monro's condition for stochastic gradients.

    Args:
        rate: first rate, above 0: a number or shape (M,).
        halving: the step h at which the rate is half the first, above 0.

    Returns:
        A function of the step k = 0, 1, 2, ...

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> schedule = inverse_time(1.0, halving=10)
        >>> [schedule(k) for k in (0, 10, 30)]
        [1.0, 0.5, 0.25]

    Source:
        robbins1951
    """
    rate, halving = _rates(rate), inputs.real(halving, "halving", above=0)
    return lambda k: rate / (1 + k / halving)


def warm_up(rate, steps):
    r"""Return the schedule that rises to a rate, or to another schedule, in equal steps: $\min(1, (k+1)/K)\,\eta_k$.

    Args:
        rate: a number above 0, shape (M,), or a schedule.
        steps: number of steps K of the rise.

    Returns:
        A function of the step k = 0, 1, 2, ...

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> schedule = warm_up(1.0, steps=4)
        >>> [schedule(k) for k in range(6)]
        [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]

    Source:
        goyal2017
    """
    steps = inputs.integer(steps, "steps")
    if callable(rate):
        return lambda k: min(1, (k + 1) / steps) * rate(k)
    rate = _rates(rate)
    return lambda k: min(1, (k + 1) / steps) * rate


def _descend(theta, direction, squares, rate, eps, spare):
    """Do theta -= rate * direction / (sqrt(squares) + eps), in place."""
    np.sqrt(squares, out=spare)
    spare += eps
    np.divide(direction, spare, out=spare)
    spare *= rate
    theta -= spare


def _rates(rate):
    """Return a rate as a float, or rates as an array of shape (M,), all above 0."""
    if inputs.axes(rate, "rate") == 0:
        return inputs.real(rate, "rate", above=0)
    rate = inputs.vector(rate, "rate").copy()
    if (rate <= 0).any():
        raise ValueError(f"rate needs numbers above 0, got {rate.min():g}; choose positive rates")
    return rate


def _part(rate, part):
    """Return the rates of some rows; a single rate is that of all."""
    return rate if np.ndim(rate) == 0 else rate[part]
