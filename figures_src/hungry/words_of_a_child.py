r"""GPT-3 and Chinchilla read two thousand to fifty thousand times the words that a child hears by thirteen.

Words, on a logarithmic axis; bars are ranges. Children hear 2 to 7 million words a year, as the literature estimates;
for models the tokens of their training at 0.6 to 0.9 words a token. The reader hears as much to the age of twenty, and
from seven on reads four hours a day at 250 words a minute: our reckoning, meant as an upper bound. A child also sees,
handles, asks and is answered; a model has nothing but the words.

Reference: gilkerson2017, warstadt2023, frank2023, hoffmann2022, brown2020, allal2025, grattafiori2024
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note

YEARLY = (2e6, 7e6)  # words that a child hears in a year
AGES = (2, 5, 13)
READER = 20 * 7e6 + 13 * 365 * 4 * 60 * 250  # heard in twenty years, and read from seven on, four hours a day
WORDS_PER_TOKEN = (0.6, 0.9)
TOKENS = {"GPT-3, 2020": 3e11, "Chinchilla, 2022": 1.4e12, "SmolLM2-135M, 2025": 2e12, "Llama 3, 2024": 1.5e13}


def compute():
    """Lowest and highest words of children, shape (ages, 2), and of models, (models, 2); ratios in powers of ten."""
    children = np.outer(AGES, YEARLY)
    models = np.outer(list(TOKENS.values()), WORDS_PER_TOKEN)
    early = models[:2]  # GPT-3 and Chinchilla, of which the sources speak
    return {
        "children": children,
        "models": models,
        "reader": READER,
        "thirteen": children[-1],
        "orders_at_five": np.log10(early[:, :, None] / children[1]).ravel(),
        "orders_at_thirteen": np.log10(early[:, :, None] / children[2]).ravel(),
        "orders_reader": np.log10(models[1] / READER),
        "chinchilla_times": models[1, 0] / children[-1, 1],
    }


def claims(result):
    thirteen = result["thirteen"]
    yield Claim(
        "At thirteen a child has heard fewer than a hundred million words.",
        bool(thirteen.max() < 1e8 and thirteen.min() > 1e7),
        measured=thirteen.max(),
        expected=1e8,
        tolerance=2e7,
        source="warstadt2023, section 4: 2 to 7 million words a year, hence the track of 100 million (read in copies)",
        verdict="yes",
    )
    orders = result["orders_at_five"]
    yield Claim(
        "GPT-3 and Chinchilla read about four to five powers of ten more than a child of five has heard.",
        bool(orders.min() > 3.5 and orders.max() < 5.2),
        measured=orders,
        expected=4.5,
        tolerance=0.5,
        source="frank2023, abstract: four or five orders of magnitude more than human children (read)",
        verdict="yes",
    )
    orders = result["orders_at_thirteen"]
    yield Claim(
        "Against a child of thirteen it is three to four and a half.",
        bool(orders.min() > 3.2 and orders.max() < 4.8),
        measured=orders,
        expected=3.5,
        tolerance=0.5,
        source="warstadt2023, abstract: three or four orders of magnitude more than under 100 million (read)",
        verdict="yes",
    )
    yield Claim(
        "Even the avid reader of twenty stands over three powers of ten below Chinchilla.",
        bool(result["orders_reader"].min() > 3),
        measured=result["orders_reader"],
    )


def alt(result):
    children, models = result["children"] / 1e6, result["models"]
    return (
        f"Bars on a logarithmic axis. A child of {AGES[0]} has heard {children[0, 0]:.0f} to {children[0, 1]:.0f} "
        f"million words, one of {AGES[2]} {children[2, 0]:.0f} to {children[2, 1]:.0f} million, a reader of twenty at "
        f"most {result['reader'] / 1e6:.0f} million. Models begin at {models[0, 0]:.0e} words and end at "
        f"{models[-1, 1]:.0e}. Between the two groups there is a gap of over two powers of ten."
    )


def draw(fig, result):
    ax = fig.subplots()
    rows = [
        *((f"child of {age}", span, COLORS.blue) for age, span in zip(AGES, result["children"], strict=True)),
        ("reader of 20, at most", (result["reader"],) * 2, COLORS.green),
        *((name, span, COLORS.orange) for name, span in zip(TOKENS, result["models"], strict=True)),
    ]
    for k, (_, (low, high), color) in enumerate(rows):
        ax.plot([low, high], [k, k], color=color, lw=9, solid_capstyle="butt")
    ax.plot(result["reader"], len(AGES), "o", color=COLORS.green, ms=9)
    ax.set_yticks(range(len(rows)), [name for name, *_ in rows])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(xlabel="words heard or read", xlim=(1e6, 3e13), ylim=(len(rows) - 0.4, -0.6))
    log_axis(ax, "x")
    ax.set_xticks([1e6, 1e8, 1e10, 1e12], ["a million", "100 million", "10 billion", "a trillion"])
    ax.grid(axis="x")
    note(
        ax,
        9e9,
        1,
        f"over {np.floor(result['chinchilla_times'] / 1000) * 1000:,.0f} times\nfrom 13 years to Chinchilla",
        ha="center",
        va="center",
        color=COLORS.muted,
    )
