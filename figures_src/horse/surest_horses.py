r"""To a network that knows only cats and dogs, nine horses in ten are surely dogs, or else surely cats.

Ten networks learned cats and dogs from silhouettes, and were then shown 958 horses. Top: the horses that they are
surest are dogs. Bottom: those that they are surest are cats. The confidence is the mean of the ten.

Reference: animalmnist
"""

import numpy as np
from matplotlib.patches import Rectangle

from figures_src._kit import COLORS, Claim, tinted
from mathnets.data import animals

SHOWN, COLUMNS = 18, 9
CREDIT = "animals: Animal-MNIST, MIT licence"
SHAPE = "wide"


def compute(animal_networks):
    """The horses with the highest and the lowest mean probability of "dog", and the shares of horses called so."""
    score = animal_networks["horses_score"]
    dog = 1 / (1 + np.exp(-score))
    order = np.argsort(dog.mean(axis=0), kind="stable")
    H, _ = animals.load("all", names="horse")
    return {
        "dogs": np.round(H[order[::-1][:SHOWN]], 2),
        "cats": np.round(H[order[:SHOWN]], 2),
        "sure_dogs": np.sort(dog.mean(axis=0))[::-1][:SHOWN],
        "sure_cats": 1 - np.sort(dog.mean(axis=0))[:SHOWN],
        "called_dog": (score > 0).mean(axis=1),
        "confidence": np.maximum(dog, 1 - dog).mean(axis=1),
        "over_90": (np.maximum(dog, 1 - dog) > 0.9).mean(axis=1),
        "horses": score.shape[1],
    }


def claims(result):
    yield Claim(
        "Every network calls between 80% and 92% of the horses a dog.",
        bool(np.all(result["called_dog"] > 0.8) and np.all(result["called_dog"] < 0.92)),
        measured=result["called_dog"],
    )
    yield Claim(
        "Every network gives over 85% of the horses a confidence over 0.9.",
        bool(np.all(result["over_90"] > 0.85) and np.all(result["over_90"] <= 1)),
        measured=result["over_90"],
    )
    yield Claim(
        "On the horses shown the ten agree with a mean confidence over 0.97.",
        bool(min(result["sure_dogs"].min(), result["sure_cats"].min()) > 0.97 and result["sure_dogs"].max() <= 1),
        measured=result["sure_cats"].min(),
    )


def over(confidence):
    """The least of some confidences, rounded down, in percent."""
    return f"{np.floor(1e4 * confidence.min()) / 100:.2f}%"


def alt(result):
    return (
        f"Two blocks of {SHOWN} silhouettes of horses. Those above are called dogs with a confidence over "
        f"{over(result['sure_dogs'])}, those below cats with over {over(result['sure_cats'])}. Of "
        f"{result['horses']} horses {np.median(result['called_dog']):.0%} are called dogs, and "
        f"{np.median(result['over_90']):.0%} get a confidence over 0.9."
    )


def draw(fig, result):
    side, gap = 28, 4
    step = side + gap
    for ax, name, color in zip(fig.subplots(2, 1), ("dogs", "cats"), (COLORS.blue, COLORS.orange), strict=True):
        wall = np.zeros((SHOWN // COLUMNS * step - gap, COLUMNS * step - gap))
        for i, x in enumerate(result[name]):
            top, left = i // COLUMNS * step, i % COLUMNS * step
            wall[top : top + side, left : left + side] = x.reshape(side, side)
            frame = Rectangle((left - 0.5, top - 0.5), side, side, facecolor=COLORS.wash, edgecolor=COLORS.faint)
            ax.add_patch(frame)
        ax.imshow(tinted(wall, color), zorder=2)
        ax.set_axis_off()
        ax.set_title(f"“{name[:-1]}”, with a confidence over {over(result[f'sure_{name}'])}", color=color)
