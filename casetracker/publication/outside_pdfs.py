"""Open PDFs that came from outside: in a process of its own, bounded in time and memory."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from casetracker.documents.reading.bounded import Bounds, BrokeDownError, run_reader
from casetracker.publication.pdf import Area, Covered, PageText, UnreadablePdf, Word

WORKER = "casetracker.publication.pdf.worker"
MEGABYTE = 1024 * 1024
# As many pages as may be covered, each some hundred kilobytes of picture.
BOUNDS = Bounds(seconds=180.0, cpu_seconds=150, answer_bytes=256 * MEGABYTE)
# More readers at once would take the machine from everybody else.
_AT_WORK = threading.BoundedSemaphore(2)
WAIT_SECONDS = 60.0


def texts_of(content: bytes, bounds: Bounds = BOUNDS) -> list[PageText]:
    """Return every page with the words that can be seen on it; raises :class:`UnreadablePdf`."""
    told, _covered = _asked({"task": "texts"}, content, bounds)
    return [_page(it) for it in told["pages"]]


def covered_file(content: bytes, areas: Sequence[Area], bounds: Bounds = BOUNDS) -> Covered:
    """Return the file with its areas covered; raises :class:`UnreadablePdf`."""
    places = [[area.page, area.box, area.kind] for area in areas]
    told, covered = _asked({"task": "cover", "areas": places}, content, bounds)
    hidden, kept = ([_word(it) for it in told[name]] for name in ("hidden", "kept"))
    return Covered(covered, [_page(it) for it in told["pages"]], hidden, kept)


def _asked(question: Mapping[str, Any], content: bytes, bounds: Bounds) -> tuple[dict[str, Any], bytes]:
    if not _AT_WORK.acquire(timeout=WAIT_SECONDS):
        raise UnreadablePdf("too-long")
    try:
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(question).encode() + b"\n" + content)
            file.flush()
            line, _line, rest = run_reader([], file, bounds, worker=WORKER).partition(b"\n")
    except BrokeDownError as broke:
        raise UnreadablePdf(broke.problem) from broke
    finally:
        _AT_WORK.release()
    told: dict[str, Any] = json.loads(line)
    if "problem" in told:
        raise UnreadablePdf(told["problem"])
    return told, rest


def _page(told: Mapping[str, Any]) -> PageText:
    words = tuple(_word(it) for it in told["words"])
    return PageText(told["number"], told["width"], told["height"], words)


def _word(told: Mapping[str, Any]) -> Word:
    left, top, right, bottom = told["box"]
    return Word(told["text"], (left, top, right, bottom), told["line"])
