"""Read the messages of a Maildir, an mbox or a file, and note what they report.

Each message is a unit of work of its own. In a Maildir what was read moves from ``new`` to ``cur``, so that
it is read once; an mbox is only read, and reading a report twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import mailbox
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import structlog

from casetracker import db
from casetracker.alerts.bounces.actions import note_report
from casetracker.alerts.bounces.reading import LONGEST, read_report
from casetracker.sealing.box import SealBox

log = structlog.get_logger(__name__)

NO_REPORT = "no-report"
MOST_PER_PASS = 1000
READ = ":2,S"


def receive(path: Path, box: SealBox, should_stop: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Read what lies at *path*; return how often each thing became of a recipient (see ``note_report``).

    Raises :class:`OSError` when it cannot be read.
    """
    found: Counter[str] = Counter()
    for raw, done in _messages(path):
        if should_stop():
            break
        found.update(note_message(raw, box, db.now()))
        done()
    if found:
        log.info("bounces_read", **{name.replace("-", "_"): number for name, number in sorted(found.items())})
    return found


def note_message(raw: bytes, box: SealBox, now: dt.datetime) -> Iterable[str]:
    """Note what one message reports, in a unit of work of its own."""
    report = read_report(raw)
    if report is None:
        return [NO_REPORT]
    with db.unit_of_work() as session:
        return list(note_report(session, box, report, now=now))


def _messages(path: Path) -> Iterator[tuple[bytes, Callable[[], None]]]:
    if path.is_dir():
        yield from _of_maildir(path)
    elif _begins_as_mbox(path):
        yield from _of_mbox(path)
    else:
        yield _start_of(path), _nothing


def _of_maildir(path: Path) -> Iterator[tuple[bytes, Callable[[], None]]]:
    new, read = path / "new", path / "cur"
    read.mkdir(exist_ok=True)
    for file in sorted(new.iterdir())[:MOST_PER_PASS]:
        # A link could lead anywhere.
        if file.is_file() and not file.is_symlink():
            yield _start_of(file), _Moved(file, read / f"{file.name.partition(':')[0]}{READ}")


class _Moved:
    """Moves a message that was read out of the way."""

    def __init__(self, file: Path, to: Path) -> None:
        self.file, self.to = file, to

    def __call__(self) -> None:
        self.file.rename(self.to)


def _of_mbox(path: Path) -> Iterator[tuple[bytes, Callable[[], None]]]:
    messages = mailbox.mbox(path, create=False)
    try:
        for key in messages.iterkeys():
            yield messages.get_bytes(key)[:LONGEST], _nothing
    finally:
        messages.close()


def _begins_as_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST)


def _nothing() -> None:
    """Leave a message where it lies."""
