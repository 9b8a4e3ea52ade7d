"""MkDocs hooks: the import path and extensions, the release date, and a site that is swapped in only when whole."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from figures_src._build import project, staging  # noqa: E402

state = {"command": "build", "failed": False, "stage": None}


def on_startup(command, dirty):
    """Note which command runs; `serve` shows a failing figure's message in its place."""
    state.update(command=command, failed=False, stage=None)
    if command == "serve":
        os.environ["MATHNETS_SERVE"] = "1"


def on_config(config):
    """Add what the pages need, and let `build` write beside the site that stands."""
    os.environ["SOURCE_DATE_EPOCH"] = str(project.epoch())
    config.markdown_extensions.append("figures_src._build.tex")
    if state["command"] != "serve":
        state["stage"] = staging.begin(Path(config.site_dir))
        config.site_dir = str(state["stage"])
    return config


def on_build_error(error):
    """Remember that this build must not replace the site."""
    state["failed"] = True


def on_post_build(config):
    """Remember that all pages were written."""
    state["written"] = True


def on_shutdown():
    """Swap the finished site in, or leave the one that stood before as it was."""
    if state["stage"] is not None:
        if state["failed"] or not state.pop("written", False):
            shutil.rmtree(state["stage"], ignore_errors=True)
        else:
            staging.finish(state["stage"])
