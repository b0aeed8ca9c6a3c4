"""Keep what somebody typed into the intake form until it is registered or expires. Never commits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.errors import DuplicateImport
from casetracker.cases.models import Case, IntakeDraft
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import seal_column

# A complaint is to be decided within days; who has not registered it by then will not.
DAYS_KEPT = 14
MOST_DRAFTS = 50
# As much as a form may hold; more is no draft of one.
MOST_CHARACTERS = 250_000


class StaleDraft(Exception):
    """The draft was saved from another window since it was read."""


class TooManyDrafts(Exception):
    """The person has ``MOST_DRAFTS`` drafts already."""


class TooLongDraft(Exception):
    """Nobody typed so much."""


seal_column(IntakeDraft.sealed)


@dataclass(frozen=True)
class Kept:
    """A draft that was opened. ``values`` is None when the present keys do not open it."""

    form_id: str
    version: int
    saved_at: dt.datetime
    expires_at: dt.datetime
    values: Mapping[str, str] | None


def drafts_of(session: Session, box: SealBox, user_id: int, limit: int = MOST_DRAFTS) -> list[Kept]:
    """Return the drafts of a user, what was saved last leading."""
    statement = sa.select(IntakeDraft).where(
        IntakeDraft.user_id == user_id, IntakeDraft.expires_at > db.now()
    )
    rows = session.scalars(
        statement.order_by(IntakeDraft.saved_at.desc(), IntakeDraft.id.desc()).limit(limit)
    )
    return [_opened(box, row) for row in rows]


def draft_of(session: Session, box: SealBox, user_id: int, form_id: str) -> Kept | None:
    """Return a draft of this user, or None: nobody has another's, and none has what has expired."""
    row = _row(session, user_id, form_id)
    return _opened(box, row) if row and row.expires_at > db.now() else None


def save_draft(
    session: Session, box: SealBox, user_id: int, form_id: str, values: Mapping[str, str], *, version: int
) -> int:
    """Keep what was typed; return the new version. *version* is the draft's as the window knows it, or 0.

    Raises :class:`StaleDraft`, :class:`TooManyDrafts`, :class:`TooLongDraft`, and :class:`DuplicateImport`
    when the form was registered already, in another window say.
    """
    drop_expired_drafts(session)
    content = json.dumps(dict(values), ensure_ascii=False)
    if len(content) > MOST_CHARACTERS:
        raise TooLongDraft
    row, now = _row(session, user_id, form_id, lock=True), db.now()
    if row is None:
        row = _new(session, user_id, form_id, now)
    elif row.version != version:
        if _opened(box, row).values == dict(values):
            return row.version
        raise StaleDraft
    row.sealed, row.saved_at, row.version = box.seal(content.encode()), now, row.version + 1
    row.expires_at = now + dt.timedelta(days=DAYS_KEPT)
    session.add(row)
    session.flush()
    return row.version


def import_key_of(form_id: str) -> str:
    """Return the key by which a form that is sent twice becomes one case."""
    return f"form:{form_id}"


def _new(session: Session, user_id: int, form_id: str, now: dt.datetime) -> IntakeDraft:
    known = session.scalar(sa.select(Case.reference).where(Case.import_key == import_key_of(form_id)))
    if known:
        raise DuplicateImport(known)
    count = sa.select(sa.func.count()).select_from(IntakeDraft).where(IntakeDraft.user_id == user_id)
    if (session.scalar(count) or 0) >= MOST_DRAFTS:
        raise TooManyDrafts
    return IntakeDraft(user_id=user_id, form_id=form_id, version=0, created_at=now)


def discard_draft(session: Session, user_id: int, form_id: str) -> bool:
    """Delete a draft of this user for good; tell whether there was one."""
    row = _row(session, user_id, form_id)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def drop_expired_drafts(session: Session) -> int:
    """Delete what has expired, of everybody: it names persons. Return how many there were."""
    expired = session.scalars(sa.select(IntakeDraft.id).where(IntakeDraft.expires_at <= db.now())).all()
    if expired:
        session.execute(sa.delete(IntakeDraft).where(IntakeDraft.id.in_(expired)))
    return len(expired)


def _row(session: Session, user_id: int, form_id: str, *, lock: bool = False) -> IntakeDraft | None:
    statement = sa.select(IntakeDraft).where(IntakeDraft.form_id == form_id, IntakeDraft.user_id == user_id)
    statement = statement.execution_options(populate_existing=True)
    return session.scalars(statement.with_for_update() if lock else statement).one_or_none()


def _opened(box: SealBox, row: IntakeDraft) -> Kept:
    try:
        values: Mapping[str, str] | None = {
            str(name): str(text) for name, text in json.loads(box.open(row.sealed)).items()
        }
    except InvalidToken:
        values = None
    return Kept(row.form_id, row.version, row.saved_at, row.expires_at, values)
