"""The clocks of a case: what starts, stops and ends them, and the explanation that stays with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from casetracker import law
from casetracker.cases.intake import Complaint
from casetracker.cases.models import Case, CaseStay, Decision
from casetracker.cases.models.decision import FINAL
from casetracker.lawbook import LawBook
from casetracker.registry.models import Election
from casetracker.registry.plans import confirmation_of, plan_of, with_reason

FILING, REVIEW, APPEAL = "filing", "review", "appeal"


@dataclass(frozen=True)
class Clock:
    """A rule applied to a case: its deadline, or why there is none.

    Attributes:
        decision_id: for a clock of appeal, the decision that it is about.
        party_id: whose it is, where it runs from the service on one party.
    """

    role: str
    rule_id: str
    deadline: law.Deadline | None
    problem: law.LawError | None
    decision_id: int | None = None
    party_id: int | None = None


@dataclass(frozen=True)
class Ruling:
    """When a decision was taken, and when a copy of it was served, as instants.

    Attributes:
        kind: only a final one ends the case.
        about: what a decision on the way rules on.
        services: when each party was served of whom that is recorded, by its id.
    """

    taken_at: dt.datetime
    served_at: dt.datetime | None
    kind: str = FINAL
    about: str | None = None
    services: Mapping[int, dt.datetime] = field(default_factory=dict)

    @property
    def leading_party(self) -> int | None:
        """Return the party whose service is known as that of the decision; None where nobody told whose."""
        return next((it for it, at in self.services.items() if at == self.served_at), None)

    def served(self, party_id: int | None) -> dt.datetime | None:
        """Return when a party was served; for None, when the decision was, whoever got it."""
        return self.served_at if party_id is None else self.services.get(party_id)

    @property
    def is_final(self) -> bool:
        """Tell whether it ended the case."""
        return self.kind == FINAL


@dataclass(frozen=True)
class Moments:
    """The facts that clocks of a case hang on; dates and instants by the law's event slugs.

    Attributes:
        zone: IANA zone of the body that has the case.
        stays: when its proceedings stood still, as the law room reads it.
        rulings: the decisions of the case, by id.
        contested_served_at: when a copy of the contested judgment was served, for an appeal against it.
    """

    election: Election
    zone: str
    received_at: dt.datetime
    filed_at: dt.datetime
    contested_on: dt.date | None
    stays: tuple[law.Stay, ...] = ()
    rulings: Mapping[int, Ruling] = field(default_factory=dict)
    contested_served_at: dt.datetime | None = None

    def event(
        self, slug: str, decision_id: int | None = None, party_id: int | None = None
    ) -> dt.date | dt.datetime | None:
        """Return when the event of a slug happened, or None when that is not known.

        For a clock of appeal the contested act is the decision itself, which *decision_id* names, and the
        service is that on the party.
        """
        if decision_id is not None:
            return self._of_ruling(slug, self.rulings.get(decision_id), party_id)
        known: Mapping[str, dt.date | dt.datetime | None] = {
            "receipt": self._local(self.received_at),
            # A request is the case that it became.
            "request-receipt": self._local(self.received_at),
            "filing": self._local(self.filed_at),
            "contested-act": self.contested_on,
            "refusal": self.contested_on,
            "service": self.contested_served_at and self._local(self.contested_served_at),
            "voting-day": self.election.voting_on,
            "calling": self.election.called_on,
            "results-announced": self.election.results_at or self.election.results_on,
        }
        return known.get(slug)

    def started_at(self, decision_id: int | None = None, party_id: int | None = None) -> dt.datetime:
        """Return since when a clock concerns somebody: the receipt, or that a decision became known."""
        ruling = None if decision_id is None else self.rulings[decision_id]
        return self.received_at if ruling is None else ruling.served(party_id) or ruling.taken_at

    def _of_ruling(
        self, slug: str, ruling: Ruling | None, party_id: int | None
    ) -> dt.date | dt.datetime | None:
        if ruling is None:
            return None
        if slug == "contested-act":
            return self._local(ruling.taken_at).date()
        served_at = ruling.served(party_id)
        return self._local(served_at) if slug == "service" and served_at else None

    def _local(self, instant: dt.datetime) -> dt.datetime:
        return instant.astimezone(ZoneInfo(self.zone))


def moments_of(case: Case | Complaint) -> Moments:
    """Return what is known now of a case, or of a complaint that is not registered yet."""
    told = (case.received_at, case.filed_at, case.contested_on)
    if isinstance(case, Complaint):
        return Moments(case.election, case.body.zone, *told, contested_served_at=case.contested_served_at)
    return Moments(
        case.election,
        case.body.zone,
        *told,
        stays=tuple(stay_of(stay) for stay in case.stays),
        rulings={it.id: ruling_of(it) for it in case.decisions},
        contested_served_at=case.contested_served_at,
    )


def ruling_of(decision: Decision) -> Ruling:
    """Return a decision as a fact that clocks hang on."""
    known = sorted(decision.services, key=lambda service: service.party_id)
    services = {service.party_id: service.served_at for service in known}
    return Ruling(decision.taken_at, decision.served_at, decision.kind, decision.ruling, services)


def appeal_rule_of(procedure: law.Procedure, body_kind: str, ruling: Ruling) -> str | None:
    """Return the id of the rule for contesting a decision; None where it has no limit of its own.

    A decision on the way has one only where the law names one for what it rules on, a correction never.
    """
    if ruling.is_final:
        return procedure.appeal_rule(body_kind)
    return procedure.appeal_rule(body_kind, ruling.about) if ruling.about else None


def stay_of(stay: CaseStay) -> law.Stay:
    """Return a stay as a fact of the law.

    Proceedings that ended without being resumed stand still for good.
    """
    until = stay.until_at if stay.ending == "resumed" else None
    return law.Stay(stay.from_at, stay.ground, stay.source, until)


def clocks_of(book: LawBook, procedure: str, moments: Moments) -> list[Clock]:
    """Return the clocks that a procedure starts: the complainant's own limit first, then the body's."""
    return [clock_of(book, role, rule_id, moments) for role, rule_id in rules_of(book, procedure)]


def rules_of(book: LawBook, procedure: str) -> list[tuple[str, str]]:
    """Return role and rule id of the clocks that a procedure starts."""
    chosen = book.procedures[procedure]
    roles = [(FILING, chosen.filing_rule)] if chosen.filing_rule else []
    return roles + [(REVIEW, rule_id) for rule_id in chosen.review_rules]


def clock_of(
    book: LawBook,
    role: str,
    rule_id: str,
    moments: Moments,
    decision_id: int | None = None,
    party_id: int | None = None,
) -> Clock:
    """Return one clock; of appeal *decision_id* names the decision, and *party_id* whose it is."""
    try:
        rule = book.rules.get(rule_id)
        event = moments.event(rule.counted_from, decision_id, party_id)
        if event is None:
            raise law.MissingFact(rule=rule_id, fact=rule.counted_from)
        deadline = law.compute(rule, _facts(book, role, moments, event), book.calendar)
        return Clock(role, rule_id, deadline, None, decision_id, party_id)
    except law.LawError as problem:
        told = with_reason(problem, moments.election, book.digest)
        return Clock(role, rule_id, None, told, decision_id, party_id)


def _facts(book: LawBook, role: str, moments: Moments, event: dt.date | dt.datetime) -> law.Facts:
    election = moments.election
    return law.Facts(
        event=event,
        zone=moments.zone,
        election_day=election.voting_on,
        results_on=election.results_at or election.results_on,
        called_on=election.called_on,
        overrides=plan_of(election),
        # A stay stops the body that has the case; who may still complain or appeal is not held up by it.
        stays=moments.stays if role == REVIEW else (),
        confirmed=confirmation_of(election, book.digest),
    )


def stored_values(book: LawBook, moments: Moments, clock: Clock, deadline: law.Deadline) -> dict[str, Any]:
    """Return the columns of a ``CaseDeadline`` that a computed clock fills: all it takes to replay it."""
    plain = ("edition", "strict_on", "due_on", "warn_on", "strict_at", "due_at", "zone", "immediate")
    return {
        **{name: getattr(deadline, name) for name in (*plain, "stayed_on", "remaining")},
        "role": clock.role,
        "rule_id": clock.rule_id,
        "decision_id": clock.decision_id,
        "party_id": clock.party_id,
        "rule_hash": book.digests[clock.rule_id],
        "citations": [citation.to_dict() for citation in deadline.citations],
        "trace": deadline.trace_dicts(),
        "disputed": list(deadline.disputed),
        "started_at": moments.started_at(clock.decision_id, clock.party_id),
    }
