"""Read the messages of a Maildir, an mbox or a file, and note what they report.

Each message is a unit of work of its own. In a Maildir what was read moves from ``new`` to ``cur``, so that
it is read once (with the flag F when it could not be noted); an mbox is only read, and reading a report twice
changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import mailbox
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from casetracker import db
from casetracker.alerts.bounces.actions import note_report
from casetracker.alerts.bounces.reading import LONGEST, Report, read_report
from casetracker.alerts.faults import RETURNED, Fault, error_in_short, note_faults
from casetracker.sealing.box import SealBox

log = structlog.get_logger(__name__)

NO_REPORT, ASIDE = "no-report", "put-aside"
MOST_PER_PASS = 1000
# Where messages are kept that lie nowhere else, below the folder for data.
KEPT_IN = "returned-mails"
# The flags of a Maildir: seen; and flagged besides, for somebody to look at.
READ, PUT_ASIDE = ":2,S", ":2,FS"


def receive(path: Path, box: SealBox, should_stop: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Read what lies at *path*; return how often each thing became of a recipient (see ``note_report``).

    A message that cannot be noted is put aside, and staff is told so: it holds up none of the others.
    Raises :class:`OSError` when nothing can be read.
    """
    found: Counter[str] = Counter()
    for message in _messages(path):
        if should_stop():
            break
        found.update(_noted_or_aside(message, box))
    if found:
        log.info("bounces_read", **{name.replace("-", "_"): number for name, number in sorted(found.items())})
    return found


def _noted_or_aside(message: _Message, box: SealBox) -> Iterable[str]:
    flags = READ
    try:
        became = note_message(message.read(), box, db.now())
    except OperationalError:
        raise
    except Exception as error:
        put_aside(message.name, message.number, error)
        became, flags = [ASIDE], PUT_ASIDE
    message.done(flags)
    return became


def note_message(raw: bytes, box: SealBox, now: dt.datetime) -> Iterable[str]:
    """Note what one message reports, in a unit of work of its own."""
    report = read_report(raw)
    if report is None:
        return [NO_REPORT]
    try:
        return _note(report, box, now)
    except IntegrityError:
        # Somebody else noted the same report at the same moment; by now it is known.
        return _note(report, box, now)


def _note(report: Report, box: SealBox, now: dt.datetime) -> Iterable[str]:
    with db.unit_of_work() as session:
        return list(note_report(session, box, report, now=now))


def put_aside(name: str, number: str, error: Exception) -> None:
    """Tell staff of a message that cannot be noted; the same message again is the same fault."""
    log.error("returned_mail_put_aside", message=name, exc_info=error)
    with db.unit_of_work() as session:
        note_faults(session, [Fault(RETURNED, number, name, error_in_short(error))], db.now())


def keep_and_put_aside(raw: bytes, folder: Path, error: Exception) -> None:
    """Put a message aside that lies nowhere yet: keep it as a file that only the service may read."""
    number = number_of(raw)
    file = folder / KEPT_IN / f"{number}.eml"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(raw)
    put_aside(f"{KEPT_IN}/{file.name}", number, error)


def number_of(raw: bytes) -> str:
    """Return by what a message is told from all others."""
    return hashlib.sha256(raw).hexdigest()[:32]


class _Message(Protocol):
    """A message where it lies; ``number`` tells it from all others."""

    name: str
    number: str

    def read(self) -> bytes:
        """Return the message, as much of it as is looked at."""

    def done(self, flags: str) -> None:
        """See to it that it is not read again."""


def _messages(path: Path) -> Iterator[_Message]:
    if path.is_dir():
        yield from _of_maildir(path)
    elif _begins_as_mbox(path):
        yield from _of_mbox(path)
    else:
        yield _InPlace(path.name, _start_of(path))


def _of_maildir(path: Path) -> Iterator[_Message]:
    new, read = path / "new", path / "cur"
    read.mkdir(exist_ok=True)
    # A link could lead anywhere.
    files = (file for file in sorted(new.iterdir()) if file.is_file() and not file.is_symlink())
    for file in islice(files, MOST_PER_PASS):
        yield _InMaildir(file, read)


class _InMaildir:
    """A message of a Maildir: moved out of the way when it was read."""

    def __init__(self, file: Path, to: Path) -> None:
        self.file, self.to, self.name, self.number = file, to, file.name, file.name

    def read(self) -> bytes:
        return _start_of(self.file)

    def done(self, flags: str) -> None:
        self.file.rename(self.to / f"{self.name.partition(':')[0]}{flags}")


class _InPlace:
    """A message that stays where it lies."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.raw, self.number = raw, number_of(raw)
        self.name = name

    def read(self) -> bytes:
        return self.raw

    def done(self, flags: str) -> None:
        """Leave it."""


def _of_mbox(path: Path) -> Iterator[_Message]:
    messages = mailbox.mbox(path, create=False)
    try:
        for key in messages.iterkeys():
            yield _InPlace(f"{path.name}, {int(key) + 1}", messages.get_bytes(key)[:LONGEST])
    finally:
        messages.close()


def _begins_as_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST)
