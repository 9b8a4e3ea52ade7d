r"""Two layers learn to copy what comes again, all at once; one layer does not learn it.

Sequences of random tokens that repeat. Above, the loss on the second half, of which everything could be known; the
dashed line is guessing. Below, the prefix score of the best head: the share of its attention that goes to the tokens
which followed an earlier copy of the own one. Each line is one of three starts.

Reference: olsson2022, elhage2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, note, panels

SHAPE = "square"
GUESS = np.log(20)


def compute(repeats):
    """The losses and scores of the shared run, and when and how fast the loss falls."""
    steps, second = repeats["steps"], repeats["second"]
    ten = np.argmax(steps == 100)  # records in a hundred steps
    fall = (second[..., :-ten] - second[..., ten:])[..., steps[:-ten] >= 50]
    return {
        "steps": steps,
        "second": second,
        "prefix": repeats["prefix"],
        "first_half": repeats["first"][..., -1],
        "drop": fall.max(axis=-1),
        "drop_two": fall.max(axis=-1)[1],
        "cliff_begins": 50 + 10 * fall.argmax(axis=-1)[1],
        "last_one": second[0, :, -5:].mean(axis=1),
        "last_two": second[1, :, -5:].mean(axis=1),
        "score_one": repeats["prefix"][0, :, -1],
        "score_two": repeats["prefix"][1, :, -1],
    }


def claims(result):
    one, two = result["last_one"], result["last_two"]
    yield Claim(
        "With two layers the loss on the second half ends below 0.6 from every start, with one layer above 2.",
        bool(np.all(two < 0.6) and np.all(two > 0) and np.all(one > 2) and np.all(one < 3.5)),
        measured=two,
    )
    score_one, score_two = result["score_one"], result["score_two"]
    yield Claim(
        "With two layers a head comes to put over 70% of its attention on what followed an earlier copy.",
        bool(np.all(score_two > 0.7) and np.all(score_two < 1)),
        measured=score_two,
    )
    yield Claim(
        "No network of one layer has a head with a score above one half.",
        bool(np.all(score_one < 0.5) and np.all(score_one > 0.05)),
        measured=float(np.sum(score_one > 0.5)),
        expected=0,
        tolerance=0,
        source="olsson2022, argument 1: induction heads form in models of two layers and more, and not in those of "
        "one; read in a summary",
        verdict="yes",
    )
    drop = result["drop"]
    yield Claim(
        "After the first 50 steps, two layers lose over 1.2 nats within some hundred steps, one layer never over 0.9.",
        bool(np.all(drop[1] > 1.2) and np.all(drop[0] < 0.9) and np.all(drop < 3) and np.all(drop > 0)),
        measured=drop[1],
    )
    yield Claim(
        "With two layers that fall begins after step 100, from every start.",
        bool(np.all(result["cliff_begins"] > 100) and np.all(result["cliff_begins"] < 300)),
        measured=result["cliff_begins"],
    )
    first = result["first_half"]
    yield Claim(
        "On the first half, of which nothing can be known, no network does better than guessing.",
        bool(np.all(first > GUESS - 0.02) and np.all(first < GUESS + 1)),
        measured=first,
    )


def alt(result):
    one, two = np.median(result["last_one"]), np.median(result["last_two"])
    return (
        f"The loss of one layer sinks slowly to {one:.1f}; that of two stays with it for over a hundred steps, then "
        f"drops to {two:.2f}. Below, the prefix score of two layers jumps at the same steps from about "
        f"{np.median(result['prefix'][1, :, 0]):.1f} to {np.median(result['score_two']):.2f}; that of one layer stays "
        f"at {np.median(result['score_one']):.2f}."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2, sharex=True)
    steps = result["steps"]
    for ax, key in ((top, "second"), (bottom, "prefix")):
        ax.plot(steps, result[key][0].T, color=COLORS.orange, lw=1.3)
        ax.plot(steps, result[key][1].T, color=COLORS.blue, lw=1.3)
        one, two = (2.02, 0.72) if key == "second" else (0.17, 0.73)
        note(ax, 395, one, "one layer", COLORS.orange, ha="right", va="center")
        note(ax, 395, two, "two layers", COLORS.blue, ha="right", va="center")
    top.axhline(GUESS, color=COLORS.muted, lw=1.1, ls=(0, (4, 2)), zorder=1)
    note(top, 395, GUESS + 0.06, "guessing", COLORS.muted, ha="right", va="bottom", size="small")
    top.set(ylim=(0, 3.8), ylabel="loss on the second half")
    bottom.set(ylim=(0, 1), ylabel="prefix score of the best head", xlabel="steps", xlim=(0, 400))
    if is_slide(fig):
        top.set_xlabel("steps")
