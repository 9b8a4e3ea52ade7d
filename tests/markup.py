"""The checker of HTML, vnu: found where npm has put it, run once over all pages of a site."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGES = Path(__file__).resolve().parents[1] / "requirements" / "node_modules"
JAR = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
INSTALL = "npm ci --prefix requirements --ignore-scripts"
JAVA = ["-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]  # for one short run: a third less of the processor

KNOWN = (  # the theme's switches are boxes whose state no browser shall fill in, which the standard does not foresee
    r"Attribute “autocomplete” is only allowed when the input type is .*",
)


def lacking():
    """Return what to install before pages can be checked, or None."""
    if shutil.which("java") is None:
        return "the check of the HTML needs Java, found none; install a Java runtime"
    if not JAR.is_file():
        return f"the check of the HTML needs vnu, found none in {PACKAGES}; run `{INSTALL}`"
    return None


def faults(folder):
    """Yield a line for every error that vnu finds in the pages below a folder, but for the theme's known ones.

    Its warnings are left out: it takes `'self'` in a page's policy for another place than that of the page.
    """
    command = [
        "java",
        *JAVA,
        "-jar",
        str(JAR),
        "--skip-non-html",
        "--exit-zero-always",
        "--format",
        "json",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if not done.stderr.startswith("{"):
        raise RuntimeError(f"vnu said: {(done.stdout + done.stderr)[:500]}")
    for message in json.loads(done.stderr)["messages"]:
        if message["type"] == "info" or any(re.fullmatch(known, message["message"]) for known in KNOWN):
            continue
        page = Path(unquote(urlsplit(message.get("url", "")).path))
        where = page.relative_to(Path(folder).resolve()) if page.is_relative_to(Path(folder).resolve()) else page
        extract = " ".join(message.get("extract", "").split())
        yield f"{where.as_posix()}:{message.get('lastLine', 0)}: {message['message']} {extract}".rstrip()
