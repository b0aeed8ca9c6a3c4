"""Make the dump of a day from the projection; take away what is too old or holds what was withdrawn."""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.exchange.opendata.describing import (
    DICTIONARY,
    DICTIONARY_FIELDS,
    dictionary_rows,
    package_of,
    write_checksums,
    write_package,
)
from casetracker.exchange.opendata.resources import resources
from casetracker.exchange.opendata.shelf import (
    Dump,
    dumps,
    put_in_place,
    read_dump,
    remove_damaged,
    remove_dump,
    sweep_unfinished,
)
from casetracker.exchange.opendata.taken_back import is_spoilt, takings
from casetracker.exchange.opendata.writing import Written, write_resource, write_table
from casetracker.lawbook import DEFAULT_ZONE
from config.settings import Settings

# The days of the register are those of the capital.
ZONE = ZoneInfo(DEFAULT_ZONE)


@dataclass(frozen=True)
class Passed:
    """What a pass did: the day whose dump it made, and the days whose dumps it took away."""

    made: str | None
    removed: tuple[str, ...]


def dump_when_due(engine: sa.Engine, settings: Settings, now: dt.datetime) -> Passed:
    """Make the dump of today's local day unless it is there, and is still all that may be given.

    State decides, not the hour: a pass that comes late or twice does the same.
    """
    folder, today = settings.open_data_dir, local_day(now)
    newest = read_dump(folder, today)
    with snapshot(engine) as session:
        if newest and newest.licence == settings.open_data.licence and not _is_spoilt(session, newest):
            return Passed(None, ())
        # What must not be given goes first: a dump that fails must not keep it on the shelf.
        removed = _take_away(session, folder, settings.open_data.keep_days, now)
        make_dump(session, folder, today, settings, now)
    sweep_unfinished(folder, now)
    return Passed(today, removed)


def _is_spoilt(session: Session, dump: Dump) -> bool:
    return is_spoilt(dump.made_at, takings(session, dump.made_at))


def _take_away(session: Session, folder: Path, keep_days: int, now: dt.datetime) -> tuple[str, ...]:
    damaged = remove_damaged(folder)
    known = dumps(folder)
    if not known:
        return damaged
    taken = takings(session, min(dump.made_at for dump in known))
    oldest = (now.astimezone(ZONE).date() - dt.timedelta(days=keep_days)).isoformat()
    past = tuple(dump.day for dump in known if dump.day <= oldest or is_spoilt(dump.made_at, taken))
    for day in past:
        remove_dump(folder, day)
    return (*damaged, *past)


def local_day(now: dt.datetime) -> str:
    """Return the day that it is in the capital."""
    return now.astimezone(ZONE).date().isoformat()


def make_dump(session: Session, folder: Path, day: str, settings: Settings, now: dt.datetime) -> Path:
    """Write a dump beside the others and let it take the name of its day when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f".{day}-{secrets.token_hex(4)}"
    made.mkdir()
    try:
        _write(session, made, day, settings, now)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    put_in_place(folder, day, made)
    return folder / day


def _write(session: Session, folder: Path, day: str, settings: Settings, now: dt.datetime) -> None:
    tables = resources(settings.base_url)
    files: list[Written] = []
    for table in tables:
        files += write_resource(session, table, folder)
    files.append(write_table(folder / DICTIONARY, DICTIONARY_FIELDS, dictionary_rows(tables)))
    licence, base_url = settings.open_data.licence, settings.base_url
    package = package_of(tables, files, day=day, base_url=base_url, licence=licence, made_at=now)
    files.append(write_package(folder, package))
    write_checksums(folder, files)


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[Session]:
    """Give a session that only reads, and sees the register as it was at one moment."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(engine) as session:
        yield session
