"""Find the cases of a person by an exact word; the search is recorded, the word is not."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.accounts.policy import scope_of
from casetracker.audit.actions import record
from casetracker.cases.blind_index import SamePerson, cases_of_person, typed_words
from casetracker.cases.errors import InvalidInput
from casetracker.cases.identities import Vault


def find_person(session: Session, vault: Vault, user: User, text: str, *, reason: str) -> list[SamePerson]:
    """Return the cases in the user's scope of the person whose name, address, number or IIN was typed.

    Recorded with its reason, by what was looked for and how much was found. Raises :class:`InvalidInput`.
    """
    words = typed_words(text)
    if not words:
        raise InvalidInput(
            {"who": [_("Type a whole name, an e-mail address, a telephone number or an IIN.")]}
        )
    found = cases_of_person(session, vault.box, words, scope_of(user))
    details = {"reason": reason, "by": sorted({kind for kind, _word in words}), "found": len(found)}
    record(session, actor=user.ref, action="person.searched", thing=user.ref, details=details)
    for it in found:
        told = {"reason": reason, "by": list(it.by)}
        record(session, actor=user.ref, action="person.searched", thing=it.case.ref, details=told)
    return found
