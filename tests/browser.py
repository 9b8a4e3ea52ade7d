"""A headless browser for the tests: found on the machine, never downloaded."""

import os
import shutil
import time

import pytest
from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
]


def found():
    """Return the path of an installed browser, or None."""
    return os.environ.get("MATHNETS_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)


def executable():
    """Return the path of an installed browser; where there is none, skip, and fail in continuous integration."""
    path = found()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs a browser, found none of {', '.join(NAMES)}")
    return path


def launch():
    """Yield a running browser."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


def until(page, expression, seconds=60):
    """Wait for a condition, asked from outside: under its policy the page itself evaluates no text."""
    end = time.monotonic() + seconds
    while not _holds(page, expression):
        assert time.monotonic() < end, f"waited in vain for {expression}"
        page.wait_for_timeout(50)


def _holds(page, expression):
    try:
        return page.evaluate(expression)
    except Error as error:  # the page leads on to another: that one is asked next
        if "context was destroyed" not in str(error):
            raise
        return False


def ready(page):
    """Wait for the scripts of a page, which come when it has been painted."""
    until(
        page, "!document.querySelector('script[data-src]') || document.querySelector('body > .mn-unseen[role=status]')"
    )
