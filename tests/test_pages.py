"""The command that measures pages: its aims, what it says of a page below them, the processor's time in a trace."""

from tests import pages

FOUND = {
    "performance": 97,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 66,
    "objections": {"performance": ["total-blocking-time 300 ms"], "seo": ["is-crawlable"]},
}


def test_aims_of_the_kinds():
    """A figure's page needs 99, others 95; a frame, which asks not to be found, is not judged by whether it can be."""
    assert pages.below(FOUND, pages.aim("figure, moving")) == [
        "performance 97, aim 99 total-blocking-time 300 ms",
        "seo 66, aim 100 is-crawlable",
    ]
    assert pages.below(FOUND, pages.aim("figures")) == ["seo 66, aim 100 is-crawlable"]
    assert pages.below(FOUND, pages.aim("embedded, dark")) == []


def test_a_task_is_shortened_to_the_time_of_the_processor():
    """A task that waited shrinks, what happens in it keeps its place in the thread's own time, the next one stays."""
    task = {"pid": 1, "tid": 2, "ph": "X", "name": "ThreadControllerImpl::RunTask", "ts": 1000, "tts": 50}
    inside = {"pid": 1, "tid": 2, "ph": "X", "name": "Layout", "ts": 1600, "tts": 70, "dur": 300, "tdur": 20}
    apart = {"pid": 1, "tid": 3, "ph": "X", "name": "Layout", "ts": 1600, "dur": 300}
    events = [
        inside,
        {**task, "dur": 1000, "tdur": 100},
        {**task, "ts": 2000, "tts": 150, "dur": 60, "tdur": 60},
        apart,
    ]
    pages.by_processor(events)
    assert [(e["ts"], e["dur"]) for e in events] == [(1020, 20), (1000, 100), (2000, 60), (1600, 300)]
