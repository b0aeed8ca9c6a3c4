"""Which filing this browser is busy with: its number stands in the signed cookie, never a code.

A database may give the number of a deleted draft to the next one: when it was begun stands beside it.
"""

from __future__ import annotations

from flask import session as cookie
from sqlalchemy.orm import Session

from casetracker.cases.identities import Vault
from casetracker.filing import drafts
from casetracker.filing.actions import Tools
from casetracker.filing.models import Filing
from casetracker.runtime import document_store, lawbook, settings
from casetracker.sealing.box import SealBox

HELD = "filing"


def tools() -> Tools:
    """Return what filing works with in the running application."""
    keys = settings().identity_keys
    return Tools(lawbook(), SealBox(keys), Vault(keys), document_store())


def box() -> SealBox:
    """Return the keys of the running application."""
    return SealBox(settings().identity_keys)


def is_held() -> bool:
    """Tell whether this browser is busy with a filing."""
    known = cookie.get(HELD)
    return isinstance(known, list)


def hold(filing: Filing) -> None:
    """Let this browser go on with a filing until it is closed."""
    cookie[HELD] = [filing.id, filing.created_at.isoformat()]


def let_go() -> None:
    """Forget in this browser which filing it was."""
    cookie.pop(HELD, None)


def held(session: Session) -> Filing | None:
    """Return the filing that this browser is busy with, to look at; None where there is none."""
    return _own(drafts.filing_by_id(session, cookie[HELD][0])) if is_held() else None


def held_to_change(session: Session) -> Filing | None:
    """Return the filing that this browser is busy with, locked; None where there is none."""
    return _own(drafts.locked(session, cookie[HELD][0])) if is_held() else None


def held_to_revive(session: Session) -> Filing | None:
    """Return the draft of this browser, locked, had it expired or not; None where there is none."""
    return _own(drafts.revived(session, cookie[HELD][0])) if is_held() else None


def _own(filing: Filing | None) -> Filing | None:
    is_it = filing is not None and filing.created_at.isoformat() == cookie[HELD][1]
    return filing if is_it else None


def held_draft(session: Session) -> Filing | None:
    """Return the draft of this browser, to look at; None where there is none, or it is sent."""
    filing = held(session)
    return filing if filing is not None and filing.state == "draft" else None


def is_sent(session: Session) -> bool:
    """Tell whether the filing of this browser was sent."""
    filing = held(session)
    return filing is not None and filing.state == "sent"


def answers_held(session: Session) -> dict[str, str]:
    """Return what was typed in this browser so far."""
    filing = held_draft(session)
    return drafts.answers_of(box(), filing) if filing else {}
