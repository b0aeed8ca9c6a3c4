"""Register a complaint once, however often its request is sent."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.api.problems import Problem
from casetracker.api.v1.telling import language
from casetracker.cases.actions import Registration, register_complaint
from casetracker.cases.errors import DuplicateImport
from casetracker.cases.identities import Person, Vault, look
from casetracker.cases.intake import Complaint, check_complaint
from casetracker.cases.models import Case
from casetracker.cases.queries import case_by_reference
from casetracker.runtime import lawbook, settings

PLAIN = (
    "procedure",
    "subject",
    "contested_kind",
    "contested_on",
    "contested_number",
    "text",
    "relief",
    "channel",
    "language",
)


def register(user: User, values: dict[str, Any], key: str | None) -> tuple[Case, str | None]:
    """Return the case and its tracking code; no code when this *key* registered the case before.

    *values* is what ``ComplaintSchema`` gives. Raises :class:`InvalidInput` for what does not fit, and
    :class:`Problem` for a body outside the user's scope and for a key of a different complaint.
    """
    import_key = key and f"api:{user.id}:{key}"
    try:
        registration = _register(user, values, import_key)
    except DuplicateImport as known:
        return _registered_before(user, values, known.reference), None
    return registration.case, registration.tracking_code


def _register(user: User, values: dict[str, Any], import_key: str | None) -> Registration:
    try:
        return _register_once(user, values, import_key)
    except IntegrityError:
        # The same key in the same moment: the other request was first, and now its case can be seen.
        return _register_once(user, values, import_key)


def _register_once(user: User, values: dict[str, Any], import_key: str | None) -> Registration:
    with db.unit_of_work() as session:
        _check_scope(session, user, values)
        return register_complaint(session, lawbook(), _vault(), values, actor=user.ref, import_key=import_key)


def _check_scope(session: Session, user: User, values: dict[str, Any]) -> Complaint:
    complaint = check_complaint(session, lawbook(), values)
    if not policy.can(user, policy.REGISTER, complaint.body):
        name = complaint.body.name(language())
        raise Problem(
            "not-allowed", _("The user of this token does not register complaints for %(name)s.", name=name)
        )
    return complaint


def _registered_before(user: User, values: dict[str, Any], reference: str) -> Case:
    """Return the case of a repeated request; a different complaint under the same key is refused."""
    with db.unit_of_work() as session:
        complaint = _check_scope(session, user, values)
        case = case_by_reference(session, reference)
        if case is None:
            raise LookupError(f"the case {reference} was registered and is not there")
        if not _is_same(session, user, case, complaint):
            raise Problem("key-reused")
        return case


def _is_same(session: Session, user: User, case: Case, complaint: Complaint) -> bool:
    complainant = next(party for party in case.parties if party.role == "complainant")
    # The names lie behind the one door that records every look, also one that only compares.
    people = look(session, _vault(), case, actor=user.ref, reason="request sent again")
    person = people.get(complainant.id, Person(None, None))
    given = complaint.values
    pairs = [
        *((getattr(case, name), given[name]) for name in PLAIN),
        (case.election_id, complaint.election.id),
        (case.body_id, complaint.body.id),
        (case.contested_body_id, complaint.contested_body.id if complaint.contested_body else None),
        (case.received_at, complaint.received_at),
        (case.filed_at, complaint.filed_at),
        (complainant.kind, given["complainant_kind"]),
        (complainant.organisation, given["complainant_organisation"]),
        (person, Person(given["complainant_name"], given["complainant_contact"])),
    ]
    return all(stored == sent for stored, sent in pairs)


def _vault() -> Vault:
    return Vault(settings().identity_keys)
