"""Keep what somebody types until it is sent or expires: sealed, and opened by a code alone. Never commits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.references import (
    ALPHABET,
    CODE_LENGTH,
    check_character,
    new_tracking_code,
    tracking_hash,
)
from casetracker.documents.errors import RefusedFileError
from casetracker.documents.receiving import Received
from casetracker.documents.storage import Store
from casetracker.filing.inputs import PAGES
from casetracker.filing.models import Filing, FilingFile
from casetracker.registry.errors import InvalidInput
from casetracker.sealing.box import SealBox

# Time limits to complain are counted in days: who has not sent it by then will hardly be in time.
KEPT = dt.timedelta(days=14)
MOST_CHARACTERS = 250_000
MOST_FILES = 20
MOST_PER_PASS = 500
# Whoever changes one of these complains of something else, or elsewhere.
MATTER = tuple(name for page in ("what", "whose", "where") for name in PAGES[page]().fields)
# How a letter that is in no code was probably meant, as Crockford says.
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


class TooLongDraft(Exception):
    """Nobody types so much."""


def typed_code(text: str) -> str:
    """Return a code as it was made, from how somebody typed it.

    Raises :class:`InvalidInput` with what is wrong with it: a code is checked before anything is looked up.
    """
    plain = "".join(text.upper().replace("-", "").split()).translate(READ_AS)
    if not plain:
        raise InvalidInput({"code": [_("Fill in this field.")]})
    strange = sorted({sign for sign in plain if sign not in ALPHABET})
    if strange:
        raise InvalidInput(
            {
                "code": [
                    _(
                        "A code has only digits and Latin letters. Check: %(signs)s",
                        signs=" ".join(strange[:5]),
                    )
                ]
            }
        )
    if len(plain) != CODE_LENGTH + 1:
        told = _(
            "A code has 16 characters; these are %(count)d. Compare it with what you wrote down.",
            count=len(plain),
        )
        raise InvalidInput({"code": [told]})
    if check_character(plain[:-1]) != plain[-1]:
        raise InvalidInput(
            {"code": [_("This code has a typing error: a character is wrong, or two have changed places.")]}
        )
    return plain


def new_filing(session: Session) -> Filing:
    """Begin a filing; nothing is typed yet."""
    now = db.now()
    filing = Filing(state="draft", created_at=now, saved_at=now, expires_at=now + KEPT)
    session.add(filing)
    session.flush()
    return filing


def locked(session: Session, filing_id: int) -> Filing | None:
    """Return a filing, locked until the unit of work ends; None for one that is gone or has expired."""
    wanted = sa.select(Filing).where(Filing.id == filing_id).with_for_update()
    found = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    is_over = found is not None and found.state == "draft" and not _is_kept(found)
    return None if is_over else found


def revived(session: Session, filing_id: int) -> Filing | None:
    """Return a draft, locked, also one that has expired and is not deleted yet: somebody works on it."""
    wanted = sa.select(Filing).where(Filing.id == filing_id, Filing.state == "draft").with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def filing_by_id(session: Session, filing_id: int) -> Filing | None:
    """Return a filing to look at; None for one that is gone or has expired."""
    found = session.get(Filing, filing_id)
    return None if found is not None and found.state == "draft" and not _is_kept(found) else found


def filing_of_code(session: Session, code: str) -> Filing | None:
    """Return the filing that a code opens; *code* is from :func:`typed_code`."""
    found = session.scalars(sa.select(Filing).where(Filing.code_hash == tracking_hash(code))).one_or_none()
    return found if found is not None and _is_kept(found) else None


def _is_kept(filing: Filing) -> bool:
    return filing.expires_at is not None and filing.expires_at > db.now()


def answers_of(box: SealBox, filing: Filing) -> dict[str, str]:
    """Return what was typed so far; raises ``InvalidToken`` when the present keys do not open it."""
    if filing.sealed is None:
        return {}
    return {str(name): str(text) for name, text in json.loads(box.open(filing.sealed)).items()}


def save_answers(box: SealBox, filing: Filing, typed: Mapping[str, str]) -> dict[str, str]:
    """Put what one page holds to what was typed before; return all of it.

    Raises :class:`TooLongDraft`; what was typed on other pages stays. An earlier try to send counts as the
    moment of filing only while it is the same matter before the same body.
    """
    before = answers_of(box, filing)
    answers = before | {name: storable(text) for name, text in typed.items()}
    content = json.dumps(answers, ensure_ascii=False)
    if len(content) > MOST_CHARACTERS:
        raise TooLongDraft
    filing.sealed = box.seal(content.encode())
    if any(before.get(name, "") != answers.get(name, "") for name in MATTER):
        filing.tried_at = None
    keep_longer(filing)
    return answers


def storable(text: str) -> str:
    """Return what was typed as every database can take it, with a question mark for what none can."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def keep_longer(filing: Filing) -> None:
    """Count the time for which a draft is kept from now."""
    filing.saved_at = db.now()
    filing.expires_at = filing.saved_at + KEPT


def give_code(filing: Filing) -> str:
    """Return a new code for a draft: shown once, stored as a hash; an earlier one opens nothing any more."""
    code = new_tracking_code()
    filing.code_hash = tracking_hash(code)
    keep_longer(filing)
    return code


def discard(session: Session, filing: Filing) -> None:
    """Delete a draft and its files for good."""
    session.execute(sa.delete(FilingFile).where(FilingFile.filing_id == filing.id))
    session.delete(filing)
    session.flush()


def add_file(
    session: Session, box: SealBox, store: Store, filing: Filing, received: Received, most_bytes: int
) -> None:
    """Keep a file that was received with a draft; the very file again changes nothing.

    The content is written before the row, as for documents. Raises :class:`RefusedFileError`.
    """
    if any(file.sha256 == received.sha256 for file in filing.files):
        return
    if len(filing.files) >= MOST_FILES or sum(it.size for it in filing.files) + received.size > most_bytes:
        raise RefusedFileError(
            _("There are too many files, or they are too large together. Remove one, or hand it in later.")
        )
    store.put(received.sha256, received.file)
    filing.files.append(
        FilingFile(
            sha256=received.sha256,
            sealed_name=box.seal(received.name.encode()),
            content_type=received.type.media_type,
            size=received.size,
            scan_state=received.scan_state,
            scanned_at=received.scanned_at,
            added_at=db.now(),
        )
    )
    keep_longer(filing)
    session.flush()


def remove_file(session: Session, filing: Filing, file_id: int) -> bool:
    """Remove a file of a draft; tell whether there was one."""
    found = next((file for file in filing.files if file.id == file_id), None)
    if found is not None:
        filing.files.remove(found)
        session.delete(found)
        session.flush()
    return found is not None


def name_of(box: SealBox, file: FilingFile) -> str:
    """Return the name under which a file was sent."""
    return box.open(file.sealed_name).decode()


def drop_expired_filings(session: Session) -> int:
    """Delete the drafts that nobody came back to, and the codes of what was sent; return how many."""
    wanted = sa.select(Filing).where(Filing.expires_at <= db.now()).order_by(Filing.id).limit(MOST_PER_PASS)
    expired = session.scalars(wanted.with_for_update(skip_locked=True)).all()
    for filing in expired:
        if filing.state == "draft":
            discard(session, filing)
        else:
            filing.sealed = filing.code_hash = filing.expires_at = None
    session.flush()
    return len(expired)
