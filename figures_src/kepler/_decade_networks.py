"""Networks that learned the place of Mars on each day of ten years from the day alone, asked about the years after."""

import numpy as np

from mathnets.activations import relu, tanh
from mathnets.data import mars
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.orbits import heliocentric, julian_day
from mathnets.training import train

SEEDS = range(10)
START, YEAR, LEARNED = julian_day(1590, 1, 1), 365.25, 10  # years from 1590 on
KINDS = {  # activation: hidden layers, spread of the first weights, factor of the others, steps
    relu: ([64, 64, 64], 1.5, 1.0, 4000),
    tanh: ([48, 48], 8.0, 0.7, 3000),
}


def networks(activation):
    """Ten networks of one kind, before training: kinks or bends all over the ten years."""
    hidden, first, other, _ = KINDS[activation]

    def initial(n_out, n_in, rng):
        return rng.normal(0, first if n_in == 1 else other * (2 / n_in) ** 0.5, (n_out, n_in))

    found = MLP([1, *hidden, 2], activation, rng=SEEDS, initial=initial)
    for seed, (W, b) in enumerate(zip(found.weights[0], found.biases[0], strict=True)):
        b[:] = -W[:, 0] * np.random.default_rng([seed, 1]).uniform(-1, 1, len(b))
    return found


def compute():
    """Places of Mars and of each kind's ten networks every five days of 15 years; their errors every 20 days of 60."""
    place = lambda years: heliocentric(mars.elements("mars"), START + YEAR * years)[:, :2]  # noqa: E731
    as_input = lambda years: (years / 5 - 1)[:, None]  # noqa: E731
    learned = np.arange(round(LEARNED * YEAR)) / YEAR
    film, long = np.arange(0, 15, 5 / YEAR), np.arange(0, 60, 20 / YEAR)
    result = {"years": film, "mars": place(film), "long_years": long}
    for activation, (*_, steps) in KINDS.items():
        found, name = networks(activation), activation.name
        train(found, as_input(learned), place(learned), Adam(cosine(3e-3, steps)), steps=steps, batch=64, rng=SEEDS)
        error = lambda years: np.linalg.norm(found.forward(as_input(years)) - place(years), axis=2)  # noqa: B023, E731
        result[f"{name}_paths"] = found.forward(as_input(film)).round(4)
        result[f"{name}_error"] = error(film)
        result[f"{name}_long_error"] = error(long)
        result[f"{name}_fit"] = error(learned).mean(axis=1)
    return result
