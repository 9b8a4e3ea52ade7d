r"""With single examples descent stops at a floor that shrinks with the rate; a falling rate has no floor.

Least squares on 1,000 fours and nines, shrunk to their ten main directions, with the gradient of one random example
at each step. Top: the loss above its minimum, for three constant rates and for one that falls like
$1/t$; means over 20 walks, bands over ten seeds. Bottom: the floor against the rate. Dashed, the first-order theory,
$\eta$ times the gradients' variance over four. Long before $2/\lambda_{\max}$ (dotted), where the *mean* of the walks
would cease to converge, the walks explode (triangles).

Reference: robbins1951, bottou2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.data import digits
from mathnets.geometry import PCA
from mathnets.optimizers import GradientDescent

SHAPE = "tall"
SEEDS = range(10)
TRAIN, COMPONENTS, WALKS = 1000, 10, 20
RATES = np.array([0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.1, 0.2])
STEPS = 6000
FIRST, HALVING = 0.03, 100  # of the falling rate
EXPLODED = 10.0  # a loss above this is given as this: it says no more than that
CHECKS = np.unique(np.round(np.geomspace(1, STEPS, 60)).astype(int))


def problem():
    """Examples on their ten main directions, where the Hessian is diagonal, with centred labels."""
    X, label = digits.fours_and_nines()
    X, y = X[:TRAIN], np.where(label[:TRAIN] == 4, 1.0, -1.0)
    Z = PCA(COMPONENTS).fit(X).transform(X)
    Z = Z - Z.mean(axis=0)
    return Z, y - y.mean()


def compute():
    """Loss above the minimum at chosen steps for all rates and the falling one; floors, shape (seeds, rates)."""
    Z, y = problem()
    curvatures = np.mean(Z**2, axis=0)
    best = Z.T @ y / TRAIN / curvatures
    slopes = (Z @ best - y)[:, None] * Z  # of the single examples, at the minimum
    rates = np.append(RATES, FIRST)
    start = np.zeros((len(SEEDS), WALKS, len(rates), COMPONENTS))
    theta = start.reshape(-1, COMPONENTS)
    falling = np.arange(len(rates)) == len(RATES)

    def schedule(t):
        now = np.where(falling, rates / (1 + t / HALVING), rates)
        return np.broadcast_to(now, start.shape[:-1]).ravel()

    drawn = np.stack([np.random.default_rng(seed).integers(TRAIN, size=(STEPS, WALKS)) for seed in SEEDS], axis=1)
    rule, curves, late = GradientDescent(schedule).start(theta), [], np.zeros(start.shape[:-1])
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, STEPS + 1):
            i = drawn[t - 1]  # (seeds, walks): the same example for all rates
            x = np.repeat(Z[i][:, :, None], len(rates), axis=2).reshape(-1, COMPONENTS)
            target = np.repeat(y[i], len(rates))
            rule.step(theta, (np.vecdot(theta, x) - target)[:, None] * x)
            if t in CHECKS or (t > STEPS // 2 and t % 10 == 0):
                above = ((theta - best) ** 2 @ curvatures / 2).reshape(start.shape[:-1])
                if t > STEPS // 2 and t % 10 == 0:
                    late += above
                if t in CHECKS:
                    curves.append(above.mean(axis=1))
    curves = np.array(curves).transpose(1, 2, 0)  # (seeds, rates, checks)
    floor = late.mean(axis=1) / (STEPS // 20)
    calm = RATES < 0.005
    fit = [np.polyfit(np.log(RATES[calm]), np.log(f[:-1][calm]), 1)[0] for f in floor]
    end = CHECKS > 800
    fall = [np.polyfit(np.log(CHECKS[end]), np.log(c[-1][end]), 1)[0] for c in curves]
    return {
        "rates": RATES,
        "checks": CHECKS,
        "curves": np.minimum(np.nan_to_num(curves, nan=EXPLODED), EXPLODED),
        "floor": np.minimum(np.nan_to_num(floor[:, :-1], nan=EXPLODED), EXPLODED),
        "theory": RATES * np.sum(np.mean(slopes**2, axis=0)) / 4,
        "floor_slope": np.array(fit),
        "fall_slope": np.array(fall),
        "limit": 2 / curvatures.max(),
        "best_loss": np.mean((Z @ best - y) ** 2) / 2,
    }


def claims(result):
    floor, rates = result["floor"], result["rates"]
    yield Claim(
        "For small rates the floor is proportional to the rate: its slope on logarithmic scales is 1 within a tenth.",
        bool(np.all(np.abs(result["floor_slope"] - 1) < 0.1)),
        measured=result["floor_slope"],
        expected=1.0,
        tolerance=0.1,
        source="bottou2018, theorem 4.6: an upper bound proportional to the rate (recalled)",
        verdict="yes",
    )
    yield Claim(
        "A rate that falls as 1/t makes the loss above the minimum fall as 1/t.",
        bool(np.all(np.abs(result["fall_slope"] + 1) < 0.15)),
        measured=result["fall_slope"],
        expected=-1.0,
        tolerance=0.15,
        source="bottou2018, theorem 4.7: an upper bound that falls as 1/t (recalled)",
        verdict="yes",
    )
    small = rates < 0.005
    ratio = np.median(floor, axis=0)[small] / result["theory"][small]
    yield Claim(
        "At the three smallest rates the middle floor of ten seeds is that of the theory within 15 %.",
        bool(small.sum() == 3 and np.all(np.abs(ratio - 1) < 0.15)),
        measured=ratio,
    )
    wild = floor[:, rates > 0.05].min()
    yield Claim(
        "At rates of 0.1 and 0.2, below the limit of the mean, the mean loss of every seed's walks explodes.",
        bool(wild >= EXPLODED and 0.2 < result["limit"] < 0.5),
        measured=result["limit"],
    )


def alt(result):
    low, high = np.median(result["floor"], axis=0)[[0, 5]]
    return (
        "Top: three falling curves that level off, the lower the smaller the rate, and a fourth that goes on falling, "
        "along a straight line of slope "
        f"{np.median(result['fall_slope']):.2f}. Bottom: the floor rises with the rate from {low:.5f} to "
        f"{high:.4f}, at first "
        f"along the dashed line (slope {np.median(result['floor_slope']):.2f}), then above it; two triangles at 0.1 "
        "and 0.2 mark walks that explode, "
        f"short of the dotted line at {result['limit']:.2f}."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    t = result["checks"]
    for k, color in ((5, COLORS.red), (3, COLORS.orange), (1, COLORS.gold), (-1, COLORS.blue)):
        band(top, t, result["curves"][:, k], color=color, lw=1.5)
    top.set(xlabel="step $t$", ylabel="loss above the minimum", xlim=(1, STEPS), ylim=(3e-4, 1))
    log_axis(top, "x", [1, 10, 100, 1000])
    log_axis(top, "y", [1e-3, 1e-2, 0.1, 1])
    note(top, 5500, 0.13, r"$\eta$ = 0.032", COLORS.red, ha="right", va="bottom")
    note(top, 5500, 0.021, "0.008", COLORS.orange, ha="right", va="bottom")
    note(top, 550, 3.4e-3, "0.002", COLORS.gold, ha="right", va="center")
    note(top, 3000, 6e-4, r"falling as $1/t$", COLORS.blue, ha="right")
    rates, floor = result["rates"], result["floor"]
    calm = floor.max(axis=0) < 1
    band(below, rates[calm], floor[:, calm], color=COLORS.ink)
    below.plot(rates[calm], np.median(floor[:, calm], axis=0), "o", color=COLORS.ink, ms=6)
    below.plot(rates[~calm], np.full((~calm).sum(), 0.8), "^", color=COLORS.red, ms=8)
    note(below, 0.08, 0.8, "explode", COLORS.red, ha="right", va="center")
    below.plot(rates, result["theory"], color=COLORS.blue, ls=(0, (4, 2)), lw=1.4)
    below.axvline(result["limit"], color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
    note(below, result["limit"] * 0.93, 2e-3, r"$2/\lambda_{\max}$", ha="right")
    below.set(xlabel=r"learning rate $\eta$", ylabel="floor", xlim=(8e-4, 0.5), ylim=(1e-3, 1))
    log_axis(below, "x", [0.001, 0.01, 0.1])
    log_axis(below, "y", [1e-3, 1e-2, 0.1, 1])
