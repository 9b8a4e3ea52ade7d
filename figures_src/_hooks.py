"""MkDocs hooks: the import path and extensions, the release date, and a site that is swapped in only when whole."""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mkdocs.exceptions import PluginError  # noqa: E402
from mkdocs.plugins import CombinedEvent, event_priority  # noqa: E402

from figures_src._build import needs  # noqa: E402

if message := needs.lacking():  # before anything is imported that may be what lacks
    raise PluginError(message)

from figures_src._build import faults, project, rendered, secure, staging, store, tex  # noqa: E402

state = {}


def on_startup(command, dirty):
    """Note which command runs, and end in order when told to; `serve` shows a failing figure's message in its place."""
    state.update(command=command, failed=False, written=False, stage=None, site=project.ROOT, pages=rendered.Pages())
    os.environ["MATHNETS_SERVE"] = "1" if command == "serve" else ""
    if command != "serve":
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
        os.umask(0o022)  # the site is there to be read, whoever builds it


def on_config(config):
    """Add what the pages need, and let `build` write beside the site that stands."""
    os.environ["SOURCE_DATE_EPOCH"] = str(project.epoch())
    config.markdown_extensions += ["figures_src._build.blocks", "figures_src._build.tex"]
    if state["command"] != "serve":
        state.update(config=config, site=Path(config.site_dir))
        state["stage"] = config.site_dir = str(staging.begin(state["site"]))
        tempfile.tempdir = str(store.scratch())  # where the next build finds what a killed one left


def on_page_markdown(markdown, page, config, files):
    """Let a page that is in the cache be taken from there."""
    state["pages"].find(page, markdown, config, files)


@event_priority(-200)
def on_env(env, config, files):
    """Note what was rendered, when all references between pages are resolved."""
    state["pages"].rendered(config.site_dir)


@event_priority(100)
def _before_search(context, page, config, nav):
    """Show the search plugin the page without the many tags that it reads slowly and leaves out."""
    state["page"], page.content = page.content, tex.lean(page.content)


@event_priority(-100)
def _after_search(context, page, config, nav):
    """Go on with the page as it was."""
    page.content = state["page"]


on_page_context = CombinedEvent(_before_search, _after_search)


def on_build_error(error):
    """Remember that this build must not replace the site; what has a known cure gets one line, not a traceback."""
    state["failed"] = True
    if line := faults.told(error, state["site"].parent, project.cache()):
        raise PluginError(line) from None


def on_post_build(config):
    """Let no active content through, give each page its policy, and remember that all pages were written."""
    if state["stage"] is not None:
        secure.guard(config.site_dir)
    state["written"] = True


def on_shutdown():
    """Swap the finished site in, or leave the one that stood before as it was."""
    if state["stage"] is not None:
        try:
            if state["written"] and not state["failed"]:
                staging.finish(state["stage"])
                state["pages"].keep()
        except OSError as error:
            raise PluginError(faults.told(error, state["site"].parent) or str(error)) from None
        finally:
            shutil.rmtree(state["stage"], ignore_errors=True)
            shutil.rmtree(tempfile.tempdir or "", ignore_errors=True)
            # whoever takes the site then, as gh-deploy does, finds it in its place
            state["config"].site_dir, tempfile.tempdir = str(state["site"]), None
