"""The command that measures the pages of a built site: `python -m tests.pages site`.

It checks the HTML of all pages with vnu, runs Lighthouse on one page of every kind, as a phone and as a desktop, and
prints the scores. Exit code 1 says that a page is faulty, or below its aim. The score for performance depends on what
else the machine does; with `--clock cpu` a task of the page counts the processor's time and not that of the wall.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests import browser, markup, site

LIGHTHOUSE = markup.PACKAGES / "lighthouse" / "cli" / "index.js"
# without a window a browser that holds the first paint back does so for seconds
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-features=PaintHolding"
SCORES = ("performance", "accessibility", "best-practices", "seo")
AIM = dict.fromkeys(SCORES, 100) | {"performance": 95}
FIGURE = AIM | {"performance": 99}
FRAME = {name: aim for name, aim in AIM.items() if name != "seo"}  # it asks not to be found: the figure's page is


def main(arguments=None):
    """Run what the command line asks for; return the exit code."""
    options = _options(arguments)
    pages = site.kinds(options.site)
    if unknown := set(options.kinds) - set(pages):
        sys.exit(f"needs kinds of {', '.join(pages)}; got {', '.join(sorted(unknown))}")
    for message in filter(None, [options.html and markup.lacking(), options.scores and lacking()]):
        sys.exit(message)
    bad = list(markup.faults(options.site)) if options.html else []
    if options.html:
        print(*bad, f"vnu: {len(bad)} faults", sep="\n")
    if options.scores:
        with site.served(options.site) as address:
            for kind in options.kinds or pages:
                for device in options.device:
                    try:
                        found = measure(f"{address}/{pages[kind]}", device, options.clock, options.runs)
                    except RuntimeError as error:  # as where the machine is so busy that the browser does not answer
                        bad.append(f"{kind} ({device}): {error}")
                        continue
                    print(f"{kind:24} {device:8}", *_shown(found), f"load {os.getloadavg()[0]:.1f}", flush=True)
                    bad += [f"{kind} ({device}): {line}" for line in below(found, aim(kind))]
        print(*bad, sep="\n")
    return 1 if bad else 0


def lacking():
    """Return what to install before Lighthouse can run, or None."""
    if shutil.which("node") is None:
        return "Lighthouse needs Node 18 or later, found none; install it"
    if not LIGHTHOUSE.is_file():
        return f"needs Lighthouse, found none in {markup.PACKAGES}; run `{markup.INSTALL}`"
    return None


def aim(kind):
    """Return the least scores of a kind of page."""
    return FRAME if kind.startswith("embedded") else FIGURE if kind.split(",")[0] == "figure" else AIM


def below(found, least):
    """Return a line for every score below its aim, with what Lighthouse objects to."""
    return [
        f"{name} {found[name]}, aim {least[name]} {'; '.join(found['objections'][name])}".rstrip()
        for name in least
        if found[name] < least[name]
    ]


def measure(url, device, clock="wall", runs=1):
    """Return the medians of a page's scores and times over some runs of Lighthouse, and its objections."""
    reports = [_report(url, device, clock) for _ in range(runs)]
    found = {name: statistics.median_low(_score(r, name) for r in reports) for name in SCORES}
    for name, audit in (("blocked", "total-blocking-time"), ("painted", "largest-contentful-paint")):
        found[name] = statistics.median(r["audits"][audit]["numericValue"] for r in reports)
    found["objections"] = {name: _objections(reports[-1], name) for name in SCORES}
    return found


def by_processor(events):
    """Shorten, in place, what a trace says of each task, and of what happens in it, to the processor's time for it."""
    threads = defaultdict(list)
    for event in events:
        if "tts" in event:
            threads[event["pid"], event["tid"]].append(event)
    for thread in threads.values():
        start = clock = end = 0
        for event in sorted(thread, key=lambda e: (e["ts"], -e.get("dur", 0))):
            if event["ts"] < end:
                event["ts"] = start + max(0, event["tts"] - clock)
            elif event["ph"] == "X" and event["name"].endswith("RunTask"):
                start, clock, end = event["ts"], event["tts"], event["ts"] + event["dur"]
            else:
                continue
            event.update({"dur": event["tdur"]} if "tdur" in event else {})


def _report(url, device, clock):
    """Run Lighthouse once; return its report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(SCORES)}", *(["--preset=desktop"] if device == "desktop" else [])]
        steps = [[f"--chrome-flags={FLAGS}", f"-GA={folder}"], [f"-A={folder}"]]
        for step in steps[: 1 + (clock == "cpu")]:
            done = subprocess.run(
                [*command, *step],
                env=os.environ | {"CHROME_PATH": browser.found() or ""},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"Lighthouse failed: {done.stderr.strip()[-300:]}")
            trace = Path(folder) / "defaultPass.trace.json"
            events = json.loads(trace.read_text(encoding="utf-8"))
            by_processor(events["traceEvents"])
            trace.write_text(json.dumps(events), encoding="utf-8")
        return json.loads(report.read_text(encoding="utf-8"))


def _score(report, name):
    return round(100 * (report["categories"][name]["score"] or 0))


def _objections(report, name):
    """What keeps a score from 100: each audit that failed, with the first thing that it names."""
    failed = []
    for part in report["categories"][name]["auditRefs"]:
        audit = report["audits"][part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < (0.9 if name == "performance" else 1):
            items = audit.get("details", {}).get("items") or [{}]
            what = audit.get("displayValue") or (items[0].get("node") or {}).get("snippet") or ""
            failed.append(f"{part['id']} {what[:120]}".rstrip())
    return failed


def _shown(found):
    yield " ".join(f"{name} {found[name]:3}" for name in SCORES)
    yield f"blocked {found['blocked']:5.0f} ms, painted after {found['painted'] / 1000:.1f} s;"


def _options(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__.partition("\n\n")[2])
    parser.add_argument("site", type=Path, help="the folder of a built site")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="of its pages, such as chapter; all of them if none")
    parser.add_argument("--device", nargs="+", choices=["mobile", "desktop"], default=["mobile", "desktop"])
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall", help="cpu on a machine that others use too")
    parser.add_argument("--runs", type=int, default=1, help="the median of so many")
    parser.add_argument("--html", action=argparse.BooleanOptionalAction, default=True, help="check the HTML")
    parser.add_argument("--scores", action=argparse.BooleanOptionalAction, default=True, help="run Lighthouse")
    options = parser.parse_args(arguments)
    if options.runs < 1 or not (options.site / "figures.json").is_file():
        parser.error(f"needs the folder of a built site and runs >= 1, got {options.site} and {options.runs}")
    return options


if __name__ == "__main__":
    sys.exit(main())
