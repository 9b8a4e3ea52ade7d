r"""Ten networks that began differently give most horses the same wrong name.

How many of ten networks call an image a dog: at the left end all say cat, at the right end all say dog. They learned
from the same pictures, from different first weights and in different orders. A committee adds to the doubt of one
network only where it disagrees, and on horses it seldom does.

Reference: lakshminarayanan2017, animalmnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels
from mathnets.abstain import auroc

SHAPE = "wide"


def compute(animal_networks):
    """Votes for "dog", 0 to 10, of cats and dogs and of horses; what the nearest training image says; and how well
    the confidence of the committee's mean tells horses from cats and dogs.
    """
    result, sure = {}, {}
    for name in ("home", "horses"):
        score = animal_networks[f"{name}_score"]
        mean = (1 / (1 + np.exp(-score))).mean(axis=0)
        sure[name] = np.maximum(mean, 1 - mean)
        votes = (score > 0).sum(axis=0)
        result[name] = np.bincount(votes, minlength=11) / len(votes)
    return result | {
        "unanimous_home": float(result["home"][[0, 10]].sum()),
        "unanimous": float(result["horses"][[0, 10]].sum()),
        "all_dog": float(result["horses"][10]),
        "nearest_is_dog": float((animal_networks["horses_nearest"] == 1).mean()),
        "auroc": auroc(sure["home"], sure["horses"]),
    }


def claims(result):
    yield Claim(
        "On more than eight horses in ten all ten networks agree.",
        bool(0.8 < result["horses"][[0, 10]].sum() < 1),
        measured=result["unanimous"],
    )
    yield Claim(
        "On cats and dogs they agree more often, but by less than a tenth.",
        bool(0 < result["unanimous_home"] - result["unanimous"] < 0.1),
        measured=result["unanimous_home"] - result["unanimous"],
    )
    yield Claim(
        "The committee's mean confidence tells horses no better from cats and dogs than a coin, give or take 0.1.",
        abs(result["auroc"] - 0.5) < 0.1,
        measured=result["auroc"],
    )
    yield Claim(
        "The nearest training image of a horse is a dog in more than eight cases of ten.",
        bool(0.8 < result["nearest_is_dog"] < 0.95),
        measured=result["nearest_is_dog"],
    )


def alt(result):
    return (
        "Bars for 0 to 10 votes for dog. Cats and dogs: two towers at 0 and 10, almost equal. Horses: one tower of "
        f"{result['horses'][10]:.0%} at 10, a smaller one of {result['horses'][0]:.0%} at 0, and little in between."
    )


def draw(fig, result):
    axes = panels(fig, 2, page=(1, 2), sharey=True)
    for ax, name, text, color in (
        (axes[0], "home", "cats and dogs, unseen", COLORS.muted),
        (axes[1], "horses", "horses", COLORS.purple),
    ):
        ax.bar(np.arange(11), 100 * result[name], 0.8, color=color)
        ax.set_title(text, color=color)
        ax.set(xlabel="networks that say “dog”", xticks=[0, 5, 10])
        for votes in (0, 10):
            share = result[name][votes]
            note(ax, votes, 100 * share + 1.5, f"{share:.0%}", color, ha="center", va="bottom")
    axes[0].set(ylabel="share of the images", ylim=(0, 90))
    axes[0].yaxis.set_major_formatter("{x:.0f}%")
