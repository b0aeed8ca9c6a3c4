"""Change what the clocks of an election hang on: its dates, and whether its rules hold. Never commits.

The clocks themselves are computed again by the case room (``cases/elections.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.lawbook import LawBook
from casetracker.registry.changes import changed_values
from casetracker.registry.errors import InvalidInput, StaleElection
from casetracker.registry.models import Election
from casetracker.registry.plans import is_beyond_verified_law

__all__ = ["InvalidInput", "StaleElection", "change_election", "confirm_law", "withdraw_confirmation"]

LONGEST_TEXT = 500


def change_election(
    session: Session,
    election: Election,
    changes: Mapping[str, Any],
    *,
    actor: str,
    reason: str,
    seen: dt.datetime | None,
    rules: Container[str] | None = None,
) -> list[str]:
    """Change dates, calendar plan or their sources; return the names of the fields that changed.

    *changes* holds only what is to change: ``called_on``, ``voting_on``, ``results_on`` (dates),
    ``results_at`` (an instant), ``overrides`` and ``sources`` (as their JSON columns hold them; a source
    that is not given goes with its date). *seen* is ``changed_at`` as the person saw it; *rules* are the
    rule ids that a plan may name. From now on the files of the register no longer overwrite these dates.
    Raises :class:`InvalidInput` and :class:`StaleElection`.
    """
    _check_text("reason", reason, _("Say why the dates change: those who read the record need it."))
    session.refresh(election, with_for_update=True)
    if election.changed_at != seen:
        raise StaleElection(election.id)
    values = changed_values(election, changes, rules)
    if not values:
        return []
    details = {name: [_told(getattr(election, name)), _told(value)] for name, value in values.items()}
    for name, value in values.items():
        setattr(election, name, value)
    election.changed_at = _next_moment(seen)
    session.flush()
    details["reason"] = [reason]
    record(session, actor=actor, action="election.changed", thing=_ref(election), details=details)
    return sorted(values)


def confirm_law(
    session: Session, book: LawBook, election: Election, source: str, *, actor: str, seen: str
) -> None:
    """Record that the rules of *book* hold for an election that reaches beyond the verified law.

    *source* is the text of the law that was compared; it is told in public. *seen* is the digest of the
    rules that the person had before them. The confirmation counts while the rules stay as they are.
    Raises :class:`InvalidInput`.
    """
    _check_text("source", source, _("Name the text of the law that was compared."))
    session.refresh(election, with_for_update=True)
    if not is_beyond_verified_law(book, election):
        raise InvalidInput(
            {"_schema": [_("The law of this election is verified: there is nothing to confirm.")]}
        )
    if seen != book.digest:
        changed = _("The rules have changed since you opened this page. Read them again, then confirm.")
        raise InvalidInput({"_schema": [changed]})
    known = election.law_confirmation or {}
    if (known.get("digest"), known.get("source")) == (book.digest, source.strip()):
        again = _("The rules are confirmed by this text already. Nothing was recorded a second time.")
        raise InvalidInput({"_schema": [again]})
    on = db.now().astimezone(ZoneInfo(election.zone)).date()
    election.law_confirmation = {
        "on": on.isoformat(),
        "source": source.strip(),
        "digest": book.digest,
        "by": actor,
    }
    session.flush()
    details = {"source": source.strip(), "digest": book.digest}
    record(session, actor=actor, action="law.confirmed", thing=_ref(election), details=details)


def withdraw_confirmation(session: Session, election: Election, reason: str, *, actor: str) -> None:
    """Take back that the rules hold for an election; clocks that were set keep their dates.

    Raises :class:`InvalidInput`.
    """
    _check_text(
        "reason", reason, _("Say why the confirmation is withdrawn: those who read the record need it.")
    )
    session.refresh(election, with_for_update=True)
    told = election.law_confirmation
    if not told:
        raise InvalidInput({"_schema": [_("The rules are not confirmed for this election.")]})
    election.law_confirmation = None
    session.flush()
    details = {
        "confirmed_on": told["on"],
        "source": told["source"],
        "digest": told["digest"],
        "reason": reason,
    }
    record(session, actor=actor, action="law.confirmation-withdrawn", thing=_ref(election), details=details)


def _check_text(field: str, text: str, missing: str) -> None:
    if not text.strip():
        raise InvalidInput({field: [missing]})
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(
            {
                field: [
                    _(
                        "This is too long: %(length)s characters. Use at most %(most)s.",
                        length=len(text),
                        most=LONGEST_TEXT,
                    )
                ]
            }
        )


def _next_moment(seen: dt.datetime | None) -> dt.datetime:
    """Return now, but always later than before: the moment is what tells two states apart."""
    now = db.now()
    return now if seen is None else max(now, seen + dt.timedelta(microseconds=1))


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _ref(election: Election) -> str:
    return f"election:{election.code}"
