"""MkDocs hooks: the import path and extensions, the release date, and a site that is swapped in only when whole."""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority

from figures_src._build import needs

if message := needs.lacking():  # before anything is imported that may be what lacks
    raise PluginError(message)

from figures_src._build import faults, project, rendered, secure, staging, store, style, tex

state = {}


def on_startup(command, dirty):
    """Note which command runs; `serve` shows a failing figure's message in its place."""
    state.update(command=command, whole=False, stage=None, site=project.ROOT, pages=rendered.Pages(command))
    os.environ["MATHNETS_SERVE"] = "1" if command == "serve" else ""


def on_config(config):
    """Add what the pages need; let `build` write beside the site that stands, and end in order when told to."""
    os.environ["SOURCE_DATE_EPOCH"] = str(project.epoch())
    config.markdown_extensions += ["figures_src._build.blocks", "figures_src._build.tex"]
    if state["command"] != "serve":
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
        os.umask(0o022)  # the site is there to be read, whoever builds it
        state.update(config=config, site=Path(config.site_dir))
        state["stage"] = config.site_dir = str(staging.begin(state["site"]))
        tempfile.tempdir = str(store.scratch())  # where the next build finds what a killed one left


def on_nav(nav, config, files):
    """Let many new pages be rendered on all cores."""
    state["pages"].ahead(config, files)


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
    state["whole"] = False
    if line := faults.told(error, state["site"].parent, project.cache()):
        raise PluginError(line) from None


def on_post_build(config):
    """Leave out what no page uses, let no active content through, and remember that all pages were written."""
    if state["stage"] is not None:
        secure.guard(style.prune(config.site_dir))
    state["whole"] = True


def on_shutdown():
    """Swap the finished site in, or leave the one that stood before as it was."""
    if state["stage"] is not None:
        try:
            if state["whole"]:
                staging.finish(state["stage"])
                state["pages"].keep()
        except OSError as error:
            raise PluginError(faults.told(error, state["site"].parent) or str(error)) from None
        finally:
            shutil.rmtree(state["stage"], ignore_errors=True)
            shutil.rmtree(tempfile.tempdir or "", ignore_errors=True)
            # whoever takes the site then, as gh-deploy does, finds it in its place
            state["config"].site_dir, tempfile.tempdir = str(state["site"]), None
