"""``/staff/cases/…/decisions/<id>/{served,in-force}``: what follows from a decision, and from when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.accounts import policy
from casetracker.cases.inputs import InForceSchema, PartyServiceSchema, ServiceSchema
from casetracker.cases.models import Case, Decision, Party
from casetracker.cases.serving import in_force_by_law, record_in_force, record_service
from casetracker.cases.serving_parties import serve_party, service_on
from casetracker.lawbook import LawBook
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.case_steps import Doing, Shown, Step, Values, take
from casetracker.web.staff.field_names import IN_FORCE, PARTY_SERVICE, SERVICE


@pages.route("/cases/<election>/<slug>/decisions/<int:decision>/served", methods=["GET", "POST"])
@allowed(policy.DECIDE)
def serve(election: str, slug: str, decision: int) -> ResponseReturnValue:
    """Record when a copy of a decision was served: the limit to contest it starts."""
    return take(_service_of(decision), election, slug)


@pages.route("/cases/<election>/<slug>/decisions/<int:decision>/in-force", methods=["GET", "POST"])
@allowed(policy.DECIDE)
def put_in_force(election: str, slug: str, decision: int) -> ResponseReturnValue:
    """Record from which day a court's decision is in force."""
    return take(_in_force_of(decision), election, slug)


@pages.route(
    "/cases/<election>/<slug>/decisions/<int:decision>/parties/<int:party>/served",
    methods=["GET", "POST"],
)
@allowed(policy.DECIDE)
def serve_one_party(election: str, slug: str, decision: int, party: int) -> ResponseReturnValue:
    """Record how and when one party was served; its own limit starts with that."""
    return take(_party_service_of(decision, party), election, slug)


def _party_service_of(decision_id: int, party_id: int) -> Step:
    def act(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
        _refuse_private(values)
        decision, party = _decision(case, decision_id), _party(case, party_id)
        serve_party(session, book, decision, party, values, actor=doing.actor, version=doing.version)

    def begin(case: Case) -> Values:
        known = service_on(_decision(case, decision_id), _party(case, party_id))
        zone = ZoneInfo(case.body.zone)
        return {"served_at": known.served_at.astimezone(zone), "how": known.how} if known else {}

    def shown(case: Case) -> Shown:
        decision, party = _decision(case, decision_id), _party(case, party_id)
        known = service_on(decision, party)
        return {"decision": decision, "party": party, "service": known, "choices": labels.choices}

    return Step(
        "staff/served_party.html",
        PartyServiceSchema,
        act,
        PARTY_SERVICE,
        _l("The service is recorded."),
        begin=begin,
        shown=shown,
    )


def _party(case: Case, party_id: int) -> Party:
    found = next((it for it in case.parties if it.id == party_id and it.removed_at is None), None)
    if found is None:
        abort(404)
    return found


def _service_of(decision_id: int) -> Step:
    def act(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
        _refuse_private(values)
        record_service(
            session,
            book,
            _decision(case, decision_id),
            values["served_at"],
            actor=doing.actor,
            version=doing.version,
            reason=values["reason"],
        )

    def begin(case: Case) -> Values:
        served_at = _decision(case, decision_id).served_at
        return {"served_at": served_at and served_at.astimezone(ZoneInfo(case.body.zone))}

    return Step(
        "staff/served.html",
        ServiceSchema,
        act,
        SERVICE,
        _l("The service is recorded."),
        begin=begin,
        shown=lambda case: {"decision": _decision(case, decision_id)},
    )


def _in_force_of(decision_id: int) -> Step:
    def act(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
        _refuse_private(values)
        record_in_force(
            session,
            book,
            _decision(case, decision_id),
            values["in_force_on"],
            actor=doing.actor,
            version=doing.version,
            reason=values["reason"],
        )

    def begin(case: Case) -> Values:
        decision = _decision(case, decision_id)
        return {"in_force_on": decision.in_force_on or in_force_by_law(lawbook(), decision)}

    def shown(case: Case) -> Shown:
        decision = _decision(case, decision_id)
        return {"decision": decision, "by_law": in_force_by_law(lawbook(), decision)}

    return Step(
        "staff/in_force.html",
        InForceSchema,
        act,
        IN_FORCE,
        _l("The entry into force is recorded."),
        begin=begin,
        shown=shown,
    )


def _decision(case: Case, decision_id: int) -> Decision:
    """Return a decision of the case; 404 for one of another case, which may lie outside the scope."""
    found = next((decision for decision in case.decisions if decision.id == decision_id), None)
    if found is None:
        abort(404)
    return found


def _refuse_private(values: Values) -> None:
    if values["reason"]:
        refuse_private("reason", values["reason"])
