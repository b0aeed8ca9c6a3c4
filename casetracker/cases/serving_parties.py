"""The service of a decision on each party: who was given a copy, how and when. Actions never commit.

The limit of each party starts with its own service where the law counts from it. The decision's own day of
service is that of the complainant (or of whoever was served first): the clock of the case runs from it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.clocks import APPEAL, Clock, appeal_rule_of, clock_of, moments_of, ruling_of
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.intake import Checker
from casetracker.cases.models import Decision, DecisionService, Party
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.serving import CORRECTED, SERVED, record_service
from casetracker.cases.unserved import MUST_BE_SERVED
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook

COMPLAINANT = "complainant"
FROM_SERVICE = "service"


@dataclass(frozen=True)
class Served:
    """A party and what is known of its service.

    Attributes:
        served_at: None when no service on it is recorded.
        must_be: whether it needs a copy of its own; a representative is served for the party.
        due_on: the last day on which this party may contest the decision, where it runs from the service.
    """

    party: Party
    served_at: dt.datetime | None
    how: str | None
    must_be: bool
    due_on: dt.date | None


def serve_party(
    session: Session,
    book: LawBook,
    decision: Decision,
    party: Party,
    values: Mapping[str, Any],
    *,
    actor: str,
    version: int | None = None,
) -> DecisionService:
    """Record that a party was served, or correct it: a correction needs a reason.

    *values* is what ``PartyServiceSchema`` gives; a moment without offset is local time of the body. Raises
    :class:`InvalidInput` and :class:`StaleCase`.
    """
    case, known = decision.case, service_on(decision, party)
    check_version(case, version)
    check = Checker(session, book, dict(values))
    served_at = check.instant("served_at", case.body.zone)
    if served_at is not None and served_at < decision.taken_at:
        check.wrong("served_at", _("It cannot be served before it was taken. Check both times."))
    if known is not None and not values["reason"]:
        check.wrong("reason", _("Say why what was recorded before was wrong."))
    if check.errors or served_at is None:
        raise InvalidInput(check.errors)
    leads = _leads(decision, party)
    service = known or DecisionService(party=party)
    old = service.served_at
    service.served_at, service.how = served_at, values["how"]
    service.recorded_at, service.recorded_by = db.now(), actor
    if known is None:
        decision.services.append(service)
    _tell(session, book, service, old, actor, values["reason"], leads=leads)
    renew(case)
    session.flush()
    recompute_case(session, book, case, actor=actor, reason="served", service_corrected=old is not None)
    details = {"number": decision.number, "party": party.id, "at": served_at.isoformat()}
    record(session, actor=actor, action="decision.party-served", thing=case.ref, details=details)
    return service


def _leads(decision: Decision, party: Party) -> bool:
    """Tell whether the day of service of the decision is, or becomes, that of a party."""
    leading = ruling_of(decision).leading_party
    if decision.served_at is None or leading == party.id:
        return True
    # It passes on to the complainant from anybody else, but not from one complainant to another.
    led_by = {it.party.role for it in decision.services if it.party_id == leading}
    return party.role == COMPLAINANT and COMPLAINANT not in led_by


def _tell(
    session: Session,
    book: LawBook,
    service: DecisionService,
    old: dt.datetime | None,
    actor: str,
    reason: str | None,
    *,
    leads: bool,
) -> None:
    decision, new = service.decision, service.served_at
    if leads and decision.served_at != new:
        # The clock of the case starts, or moves, with it; the event is told there.
        why = reason or (None if decision.served_at is None else _("The complainant was served then."))
        record_service(session, book, decision, new, actor=actor, reason=why, of_party=True)
    elif old is None:
        told = {"number": decision.number, "party": service.party.role, "how": service.how}
        add_event(decision.case, SERVED, new, actor, **told)
    else:
        told = {"field": "served_at", "number": decision.number, "party": service.party.role}
        moved = {"old": old.isoformat(), "new": new.isoformat(), "reason": reason or ""}
        event = add_event(decision.case, CORRECTED, db.now(), actor, **(told | moved))
        event.corrects_id = _mistaken(service)


def _mistaken(service: DecisionService) -> int | None:
    told = [
        event
        for event in service.decision.case.events
        if event.kind == SERVED
        and event.data.get("party") == service.party.role
        and event.data.get("number") == service.decision.number
    ]
    return told[-1].id if told else None


def service_on(decision: Decision, party: Party) -> DecisionService | None:
    """Return the service of a decision on a party, None when none is recorded."""
    return next((service for service in decision.services if service.party_id == party.id), None)


def served_parties(book: LawBook, decision: Decision) -> list[Served]:
    """Return every party of the case with its service, and until when each may contest the decision."""
    found = []
    first = next((it for it in decision.case.parties if it.role == COMPLAINANT and not it.removed_at), None)
    for party in decision.case.parties:
        if party.removed_at is not None:
            continue
        service = service_on(decision, party)
        served_at = service.served_at if service else None
        if served_at is None and party is first and not decision.services:
            # What was recorded of a decision before its parties were told apart.
            served_at = decision.served_at
        due_on = _last_day(book, decision, party, served_at) if served_at else None
        how, must_be = (service.how if service else None), party.role in MUST_BE_SERVED
        found.append(Served(party, served_at, how, must_be, due_on))
    return found


def how_many_served(decision: Decision) -> tuple[int, int]:
    """Return on how many parties a decision was served, and how many there are that must be.

    One day of service of which nobody said on whom is that of the complainant.
    """
    return _counted(decision, decision.case.parties, {it.party_id for it in decision.services})


def served_counts(session: Session, decisions: Sequence[Decision]) -> dict[int, tuple[int, int]]:
    """Return the same of many decisions by id, in two statements however many there are."""
    parties: dict[int, list[Party]] = defaultdict(list)
    of_cases = sa.select(Party).where(Party.case_id.in_({it.case_id for it in decisions}))
    for party in session.scalars(of_cases.order_by(Party.id)):
        parties[party.case_id].append(party)
    known: dict[int, set[int]] = defaultdict(set)
    columns = (DecisionService.decision_id, DecisionService.party_id)
    ids = [it.id for it in decisions]
    for row in session.execute(sa.select(*columns).where(DecisionService.decision_id.in_(ids))):
        known[row.decision_id].add(row.party_id)
    return {it.id: _counted(it, parties[it.case_id], known[it.id]) for it in decisions}


def _counted(decision: Decision, parties: Sequence[Party], known: Collection[int]) -> tuple[int, int]:
    to_serve = [it for it in parties if it.removed_at is None and it.role in MUST_BE_SERVED]
    served = [party for party in to_serve if party.id in known]
    if not known and decision.served_at is not None:
        served = [it for it in to_serve if it.role == COMPLAINANT][:1]
    return len(served), len(to_serve)


def _last_day(book: LawBook, decision: Decision, party: Party, served_at: dt.datetime) -> dt.date | None:
    """Return the last day as its clock has it; computed where that was not stored yet."""
    stored = [
        clock
        for clock in decision.case.deadlines
        if (clock.role, clock.decision_id, clock.party_id) == (APPEAL, decision.id, party.id)
        and clock.state != "replaced"
    ]
    if stored:
        return stored[-1].due_on
    clock = _limit(book, decision, served_at)
    return clock.deadline.due_on if clock and clock.deadline else None


def _limit(book: LawBook, decision: Decision, served_at: dt.datetime) -> Clock | None:
    case, ruling = decision.case, replace(ruling_of(decision), served_at=served_at)
    procedure = book.procedures.get(case.procedure)
    rule_id = appeal_rule_of(procedure, case.body.kind, ruling) if procedure else None
    if rule_id is None or book.rules.get(rule_id).counted_from != FROM_SERVICE:
        return None
    moments = replace(moments_of(case), rulings={decision.id: ruling})
    return clock_of(book, APPEAL, rule_id, moments, decision.id)
