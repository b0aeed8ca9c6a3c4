"""A case that follows from another: prepared for its body, and registered there by those who work there.

Who registers before a body is the policy's business. What lies outside somebody's scope is therefore only
prepared: a hand-over, which whoever works there receives. The case it comes from is never rewritten: it gets
an entry in its history and a link. Never commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, defer, joinedload

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.actions import Lineage, Registration, register_complaint
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.identities import Vault
from casetracker.cases.inheriting import inherit_contesting, inherit_parties
from casetracker.cases.intake import Checker, check_complaint
from casetracker.cases.matters import link_cases
from casetracker.cases.models import Case, CaseDeadline, Decision, HandOver
from casetracker.cases.models.link import FORWARDED, NEXT_INSTANCE
from casetracker.cases.unserved import MUST_BE_SERVED
from casetracker.cases.using_limits import use_limit
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body

Values = Mapping[str, Any]
# The role of the clock within which a complaint is forwarded.
FORWARDED_BY = "forwarding"


@dataclass(frozen=True)
class Doer:
    """Who takes a step.

    Attributes:
        actor: the reference that histories and audit rows carry.
        version: of the case as they saw it; None when nobody looked.
        may_register: tells whether they may register before a body.
        may_see: tells whether the cases of a body are in their scope.
    """

    actor: str
    vault: Vault
    may_register: Callable[[Body], bool]
    may_see: Callable[[Body], bool]
    version: int | None = None


@dataclass(frozen=True)
class Passed:
    """What became of a step that leads to another body: a hand-over, and the case if it is registered."""

    hand_over: HandOver
    registration: Registration | None


def pass_on(session: Session, book: LawBook, hand_over: HandOver, values: Values, doer: Doer) -> Passed:
    """Prepare a case for another body, and register it there when its receipt is told by who may.

    Raises :class:`InvalidInput`.
    """
    session.add(hand_over)
    session.flush()
    case, body = hand_over.case, hand_over.body
    add_event(case, "handed-over", hand_over.prepared_at, doer.actor, body=body.code)
    details = {"kind": hand_over.kind, "body": body.id}
    record(session, actor=doer.actor, action="case.handed-over", thing=case.ref, details=details)
    if values.get("received_at") is None:
        return Passed(hand_over, None)
    channel = values.get("channel") or "forwarded"
    receipt = {"received_at": values["received_at"], "channel": channel}
    return Passed(hand_over, receive(session, book, hand_over, receipt, doer))


def receive(session: Session, book: LawBook, hand_over: HandOver, values: Values, doer: Doer) -> Registration:
    """Register what was handed over: with its own receipt, and filed when it was filed first.

    *values* is what ``ReceiptSchema`` gives. Raises :class:`InvalidInput`.
    """
    lower = hand_over.case
    if hand_over.received_case_id is not None:
        raise InvalidInput({"_schema": [_("This was received before. It is registered already.")]})
    if not doer.may_register(hand_over.body):
        raise InvalidInput({"received_at": [_not_yours(hand_over.body)]})
    complaint = complaint_of(session, hand_over) | dict(values)
    registration = register_complaint(
        session,
        book,
        doer.vault,
        complaint,
        actor=doer.actor,
        lineage=Lineage(lower.matter_id, lambda case: _inherit(session, hand_over, case)),
    )
    hand_over.received_case_id = registration.case.id
    connect(session, hand_over.kind, lower, registration.case, doer.actor, hand_over.decision_id)
    if hand_over.kind == NEXT_INSTANCE:
        use_limit(lower, hand_over.decision_id, hand_over.party_id, registration.case.filed_at)
        session.flush()
    return registration


def _inherit(session: Session, hand_over: HandOver, case: Case) -> None:
    if hand_over.decision_id is None:
        inherit_parties(session, hand_over.case, case)
    else:
        inherit_contesting(session, hand_over.case, case, hand_over.party_id)


def connect(
    session: Session, kind: str, lower: Case, upper: Case, actor: str, decision_id: int | None
) -> None:
    """Link a new case with the one it follows from; each says so in its history."""
    link_cases(session, kind, lower, upper, actor=actor, decision_id=decision_id)
    is_instance = kind == NEXT_INSTANCE
    number = next((it.number for it in lower.decisions if it.id == decision_id), None)
    if is_instance:
        add_event(lower, "appealed", upper.filed_at, actor, reference=upper.reference, number=number)
    told = "from-lower" if is_instance else "forwarded-here"
    add_event(upper, told, upper.received_at, actor, reference=lower.reference, number=number)
    details = {"kind": kind, "from": lower.reference}
    record(session, actor=actor, action="case.followed", thing=upper.ref, details=details)
    session.flush()


def complaint_of(session: Session, hand_over: HandOver) -> dict[str, Any]:
    """Return the complaint that a hand-over becomes, as ``ComplaintSchema`` would give it."""
    case = hand_over.case
    decision = next((it for it in case.decisions if it.id == hand_over.decision_id), None)
    if decision is None:
        contested = _contested_before(case)
    else:
        contested = contested_decision(case, decision, hand_over.party_id)
    return {
        "election": case.election_id,
        "body": hand_over.body_id,
        "procedure": hand_over.procedure,
        "subject": case.subject,
        "text": hand_over.text or case.text,
        "relief": hand_over.relief or (case.relief if decision is None else None),
        "language": case.language,
        "filed_at": hand_over.filed_at,
        "complainant_kind": "",
        "complainant_organisation": None,
        "complainant_name": None,
        "complainant_contact": None,
        **contested,
    }


def contested_decision(case: Case, decision: Decision, party_id: int | None = None) -> dict[str, Any]:
    """Return a decision of a case as the act that the next instance examines.

    The limit of a party runs from its own service, never from that of another: while only others are known to
    have been served, nobody can tell whether it is late.
    """
    services = {it.party_id: it.served_at for it in decision.services}
    contesting = next((it for it in case.parties if it.id == party_id), None)
    is_another = bool(services) and contesting is not None and contesting.role in MUST_BE_SERVED
    served_at = services.get(party_id or 0, None if is_another else decision.served_at)
    return {
        "contested_kind": "decision",
        "contested_on": decision.taken_at.astimezone(ZoneInfo(case.body.zone)).date(),
        "contested_body": case.body_id,
        "contested_number": decision.number,
        "contested_served_at": served_at,
    }


def _contested_before(case: Case) -> dict[str, Any]:
    plain = ("contested_kind", "contested_on", "contested_number", "contested_served_at")
    return {name: getattr(case, name) for name in plain} | {"contested_body": case.contested_body_id}


def waiting_hand_overs(
    session: Session, *conditions: sa.ColumnElement[bool], limit: int = 200
) -> list[tuple[HandOver, CaseDeadline | None]]:
    """Return what waits to be received by bodies that meet the conditions on ``Body``, oldest first.

    Beside each stands the clock by which it had to be forwarded, None for what was not forwarded.
    """
    clock = sa.and_(
        HandOver.kind == FORWARDED,
        CaseDeadline.case_id == HandOver.case_id,
        CaseDeadline.role == FORWARDED_BY,
        CaseDeadline.state != "replaced",
    )
    statement = (
        sa.select(HandOver, CaseDeadline)
        .join(Body, HandOver.body_id == Body.id)
        .outerjoin(CaseDeadline, clock)
        .where(HandOver.received_case_id.is_(None), *conditions)
        .options(
            # Texts and traces are long, and no list shows them.
            joinedload(HandOver.case).options(defer(Case.text), defer(Case.relief)),
            defer(HandOver.text),
            defer(CaseDeadline.trace),
        )
        .order_by(HandOver.prepared_at, HandOver.id)
        .limit(limit)
    )
    return [(hand_over, found) for hand_over, found in session.execute(statement)]


def check_receiver(
    session: Session, book: LawBook, case: Case, values: Values, doer: Doer
) -> tuple[Body, str]:
    """Return the body and the procedure that a step names, after seeing that they fit together.

    Raises :class:`InvalidInput`.
    """
    check = Checker(session, book, dict(values))
    body = check.body("body")
    if body is not None and body.id == case.body_id and values.get("at") is not None:
        check.wrong("body", _("This is the body that has the case. Choose the one that decides it."))
    if body is not None and values.get("received_at") is not None and not doer.may_register(body):
        check.wrong("received_at", _not_yours(body))
    procedure = book.procedures.get(values["procedure"])
    if procedure is None:
        told = {"value": values["procedure"], "allowed": ", ".join(book.procedures)}
        check.wrong("procedure", _("“%(value)s” is not known. Choose one of: %(allowed)s.", **told))
    elif body and not procedure.accepts(body.kind, body.level if body.kind == "commission" else None):
        name = body.name(_language())
        check.wrong(
            "procedure",
            _(
                "%(body)s does not decide in this procedure. Choose another procedure or another body.",
                body=name,
            ),
        )
    if check.errors or body is None:
        raise InvalidInput(check.errors)
    return body, values["procedure"]


def check_as_complaint(session: Session, book: LawBook, hand_over: HandOver, at: dt.datetime) -> None:
    """Refuse a hand-over that could never be registered, by checking it as if it were received at once."""
    receipt = {"received_at": max(at, hand_over.filed_at), "channel": "forwarded"}
    values = complaint_of(session, hand_over) | receipt
    try:
        check_complaint(session, book, values)
    except InvalidInput as refused:
        known = ("body", "procedure", "filed_at")
        errors: dict[str, list[str]] = {}
        for field, sentences in refused.errors.items():
            errors.setdefault(field if field in known else "_schema", []).extend(sentences)
        raise InvalidInput(errors) from refused


def _not_yours(body: Body) -> str:
    return _(
        "You do not register cases for %(name)s. Leave the receipt empty: what you enter is prepared for "
        "that body, and whoever works there receives it.",
        name=body.name(_language()),
    )


def _language() -> str:
    from flask_babel import get_locale

    locale = get_locale()
    return locale.language if locale else "kk"


def new_hand_over(kind: str, case: Case, body: Body, procedure: str, doer: Doer, **more: Any) -> HandOver:
    """Return a hand-over that is not stored yet."""
    return HandOver(
        kind=kind,
        case=case,
        body=body,
        body_id=body.id,
        procedure=procedure,
        prepared_at=db.now(),
        prepared_by=doer.actor,
        **more,
    )
