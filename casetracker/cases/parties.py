"""The parties of a case: add one, correct one, remove one that was entered by mistake. Actions never commit.

Nothing is deleted: the history tells what was done and which fields it was about, never who anybody is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.identities import Person, Vault, correct_identity, keep
from casetracker.cases.intake import Checker
from casetracker.cases.models import Case, Event, Party
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body

ADDED, CORRECTED, REMOVED = "party-added", "party-corrected", "party-removed"
COMPLAINANT, PROXY = "complainant", "proxy"
PERSONAL = ("name", "contact", "iin", "standing")
OPEN_FIELDS = ("role", "kind", "organisation", "body_id", "represents_id", "standing_found")
# What a field of the table is called in the form.
CALLED = {"body_id": "body", "represents_id": "represents"}

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Desk:
    """Who does it, with which keys, and the version of the case that they saw (None: nobody looked)."""

    book: LawBook
    vault: Vault
    actor: str
    version: int | None = None


def present(case: Case) -> list[Party]:
    """Return the parties that a case has: without those that were removed."""
    return [party for party in case.parties if party.removed_at is None]


def add_party(session: Session, desk: Desk, case: Case, values: Values) -> Party:
    """Add a party; *values* is what ``PartySchema`` gives.

    Raises :class:`InvalidInput` with all that is wrong, and :class:`StaleCase`.
    """
    check_version(case, desk.version)
    fields = _checked(session, desk, case, values, party=None)
    person = _person(values)
    party = Party(**fields, identity=keep(session, desk.vault, person, case))
    case.parties.append(party)
    renew(case)
    session.flush()
    _tell(case, party, ADDED, desk.actor)
    _note(session, case, party, desk.actor, ADDED)
    return party


def correct_party(
    session: Session, desk: Desk, case: Case, party: Party, values: Values, *, reason: str
) -> list[str]:
    """Correct a party; return the fields that changed. Of the person, what is None stays as it was.

    The identity that was recorded before stays sealed beside the new one. Raises :class:`InvalidInput`
    (also when nothing differs) and :class:`StaleCase`.
    """
    check_version(case, desk.version)
    _refuse_removed(party)
    fields = _checked(session, desk, case, values, party=party)
    changed = [name for name, value in fields.items() if value != getattr(party, name)]
    for name in changed:
        setattr(party, name, fields[name])
    personal = _correct_person(session, desk, case, party, values)
    told = [CALLED.get(name, name) for name in changed] + personal
    if not told:
        raise InvalidInput({"_schema": [_("Nothing differs from what is recorded. Change what was wrong.")]})
    renew(case)
    session.flush()
    _tell(case, party, CORRECTED, desk.actor, party_fields=told, reason=reason)
    _note(session, case, party, desk.actor, CORRECTED, fields=told)
    return told


def remove_party(session: Session, case: Case, party: Party, *, reason: str, desk: Desk) -> None:
    """Take a party out of a case that was entered by mistake; it stays in the history.

    Raises :class:`InvalidInput` for the last complainant and for one whom a proxy represents, and
    :class:`StaleCase`.
    """
    check_version(case, desk.version)
    _refuse_removed(party)
    others = [it for it in present(case) if it is not party]
    if party.role == COMPLAINANT and not any(it.role == COMPLAINANT for it in others):
        sentence = _("A case needs a complainant. Correct this one, or add the right one first.")
        raise InvalidInput({"_schema": [sentence]})
    if any(it.represents_id == party.id for it in others):
        sentence = _("Somebody represents this party. Correct or remove the representative first.")
        raise InvalidInput({"_schema": [sentence]})
    party.removed_at = db.now()
    for clock in case.deadlines:
        if clock.party_id == party.id and clock.state in ("running", "stayed"):
            clock.state, clock.ended_at, clock.set_at = "moot", db.now(), db.now()
    renew(case)
    session.flush()
    _tell(case, party, REMOVED, desk.actor, reason=reason)
    _note(session, case, party, desk.actor, REMOVED)


def _refuse_removed(party: Party) -> None:
    if party.removed_at is not None:
        raise InvalidInput({"_schema": [_("This party was removed. Add it again if that was wrong.")]})


def _person(values: Values) -> Person:
    return Person(**{name: values.get(name) for name in PERSONAL})


def _correct_person(session: Session, desk: Desk, case: Case, party: Party, values: Values) -> list[str]:
    """Seal what was typed over what was recorded, when it differs; return the fields that do."""
    old, recorded = party.identity, Person(None, None)
    if old is not None and old.sealed is not None:
        recorded = desk.vault.open(old.sealed)
    before = asdict(recorded)
    typed = {name: values[name] for name in PERSONAL if values.get(name)}
    changed = [name for name, value in typed.items() if value != before[name]]
    if changed:
        party.identity = correct_identity(session, desk.vault, case, old, Person(**(before | typed)))
    return changed


def _checked(
    session: Session, desk: Desk, case: Case, values: Values, *, party: Party | None
) -> dict[str, Any]:
    check = Checker(session, desk.book, dict(values))
    body = check.body("body")
    represented = _represented(check, case, values, party)
    _check_somebody(check, values, body, party)
    if party is not None:
        _check_role(check, case, values["role"], party)
    if check.errors:
        raise InvalidInput(check.errors)
    return {
        "role": values["role"],
        "kind": values["kind"],
        "organisation": values["organisation"],
        "body_id": body.id if body else None,
        "represents_id": represented.id if represented else None,
        "standing_found": values["standing_found"],
    }


def _represented(check: Checker, case: Case, values: Values, party: Party | None) -> Party | None:
    """Return the party for which a proxy acts: another one of the case, and no proxy."""
    number, is_proxy = values["represents"], values["role"] == PROXY
    others = {str(it.id): it for it in present(case) if it is not party and it.role != PROXY}
    if is_proxy and number is None:
        check.wrong("represents", _("Choose the party for which the representative acts."))
    if is_proxy and number is not None and number not in others:
        check.wrong("represents", _("This party does not exist here. Choose one from the list."))
    if not is_proxy and number is not None:
        check.wrong("represents", _("Only a representative acts for another party. Choose nobody here."))
    return others.get(number or "") if is_proxy else None


def _check_somebody(check: Checker, values: Values, body: Body | None, party: Party | None) -> None:
    is_person = bool(values["name"]) or (party is not None and party.identity_id is not None)
    if not (values["organisation"] or values["body"] or is_person):
        check.wrong("name", _("Name a person, an organisation, or a commission, court or other body."))
    if body is not None and values["organisation"]:
        check.wrong("organisation", _("Name either an organisation or a body of the register, not both."))


def _check_role(check: Checker, case: Case, role: str, party: Party) -> None:
    others = [it for it in present(case) if it is not party]
    is_last = party.role == COMPLAINANT and not any(it.role == COMPLAINANT for it in others)
    if is_last and role != COMPLAINANT:
        check.wrong("role", _("A case needs a complainant. Add the right one before you change this one."))
    if role == PROXY and any(it.represents_id == party.id for it in others):
        check.wrong("role", _("Somebody represents this party, so it cannot be a representative itself."))


def _tell(case: Case, party: Party, kind: str, actor: str, **data: Any) -> None:
    mistaken = _last_of(case, party) if kind != ADDED else None
    told = {"party": party.id, "party_role": party.role, "party_kind": party.kind}
    event = add_event(case, kind, db.now(), actor, **told, **data)
    event.corrects_id = mistaken.id if mistaken else None


def _last_of(case: Case, party: Party) -> Event | None:
    """Return the event by which a party was entered or corrected last; complainants came with the case."""
    known = [event for event in case.events if event.data.get("party") == party.id]
    known = known or [event for event in case.events if event.kind == "registered"]
    return max(known, key=lambda event: (event.recorded_at, event.id), default=None)


def _note(session: Session, case: Case, party: Party, actor: str, kind: str, **details: Any) -> None:
    action = kind.replace("-", ".")
    told = {"party": party.id, "role": party.role, **details}
    record(session, actor=actor, action=action, thing=case.ref, details=told)
