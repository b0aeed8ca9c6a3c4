"""Seal everything anew with the first key, so that the others can be dropped; and tell which key opens what.

A batch is one transaction with its audit row. What is to be done is read from the rows themselves, so a
rotation that was killed is simply started again, and one that is done changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import SealedColumn

BATCH = 200
READ_AT_ONCE = 2000
THING = "keys"


@dataclass(frozen=True)
class Rotated:
    """How far a rotation of a column has come: rows looked at, sealed anew, and ids that no key opens."""

    seen: int
    renewed: int
    locked: tuple[int, ...]


@dataclass(frozen=True)
class Opened:
    """What the keys open of a column: rows by the place of their key (from 0), and ids that none opens.

    Attributes:
        outdated: rows whose key is the first, but what hangs on them was made with another.
    """

    by_key: dict[int, int]
    locked: tuple[int, ...]
    outdated: int


def sealed_rows(session: Session, column: SealedColumn) -> int:
    """Return how many rows of a column hold something sealed."""
    wanted = sa.select(sa.func.count()).select_from(column.model).where(column.attribute.is_not(None))
    return int(session.scalar(wanted) or 0)


def rotate(column: SealedColumn, box: SealBox, *, actor: str, batch: int = BATCH) -> Iterator[Rotated]:
    """Seal every row of a column with the first key; yield after each batch, which is committed by then."""
    after, seen, renewed = 0, 0, 0
    locked: tuple[int, ...] = ()
    while True:
        with db.unit_of_work() as session:
            rows = _locked_rows(session, column, box, after, batch)
            if not rows:
                return
            fates = [_renew(session, column, box, row, is_current) for row, is_current in rows]
            count = fates.count("renewed")
            if count:
                details = {"column": column.name, "rows": count, "key": box.key_names[0]}
                record(session, actor=actor, action="keys.rotated", thing=THING, details=details)
            locked += tuple(row.id for (row, _), fate in zip(rows, fates, strict=True) if fate == "locked")
            after, seen, renewed = rows[-1][0].id, seen + len(rows), renewed + count
            session.flush()
            session.expunge_all()
        yield Rotated(seen, renewed, locked)


def _locked_rows(
    session: Session, column: SealedColumn, box: SealBox, after: int, batch: int
) -> Sequence[tuple[Any, bool]]:
    """Return the next rows, locked, each with whether what hangs on it was made with the first key."""
    model = column.model
    wanted = sa.select(model, _current(column, box)).where(model.id > after, column.attribute.is_not(None))
    wanted = wanted.order_by(model.id).limit(batch).with_for_update(of=model)
    found = session.execute(wanted.execution_options(populate_existing=True)).unique()
    return [(row, bool(is_current)) for row, is_current in found]


def _current(column: SealedColumn, box: SealBox) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(column.is_current(box), sa.false()) if column.is_current else sa.true()


def _renew(session: Session, column: SealedColumn, box: SealBox, row: Any, is_current: bool) -> str:
    """Seal a row anew where that is needed; return ``renewed``, ``current`` or ``locked``."""
    sealed = getattr(row, column.attribute.key)
    try:
        content, place = box.open_and_tell(as_bytes(sealed))
    except InvalidToken:
        return "locked"
    if place == 0 and is_current:
        return "current"
    token = box.seal(content)
    setattr(row, column.attribute.key, token.decode() if isinstance(sealed, str) else token)
    if column.follow is not None:
        column.follow(session, box, row, content)
    return "renewed"


def open_all(session: Session, column: SealedColumn, box: SealBox) -> Opened:
    """Try the keys at every row of a column, in batches."""
    after, by_key, locked = 0, Counter[int](), []
    model = column.model
    while True:
        wanted = sa.select(model.id, column.attribute).where(model.id > after, column.attribute.is_not(None))
        rows = session.execute(wanted.order_by(model.id).limit(READ_AT_ONCE)).all()
        if not rows:
            break
        for row_id, sealed in rows:
            try:
                by_key[box.open_and_tell(as_bytes(sealed))[1]] += 1
            except InvalidToken:
                locked.append(row_id)
        after = rows[-1][0]
    return Opened(dict(by_key), tuple(locked), _outdated(session, column, box))


def _outdated(session: Session, column: SealedColumn, box: SealBox) -> int:
    wanted = sa.select(sa.func.count()).select_from(column.model)
    wanted = wanted.where(column.attribute.is_not(None), sa.not_(_current(column, box)))
    return int(session.scalar(wanted) or 0)


def as_bytes(sealed: bytes | str) -> bytes:
    """Return what is stored as the box takes it."""
    return sealed.encode() if isinstance(sealed, str) else bytes(sealed)
