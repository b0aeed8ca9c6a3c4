"""The chain of instances, from an act in a precinct to cassation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.errors import ImpossibleStep, InvalidInput, StaleCase
from casetracker.cases.identities import look
from casetracker.cases.instances import lower_by_its_decision
from casetracker.cases.matters import cases_of_matter
from casetracker.cases.models import Case, CaseLink
from casetracker.cases.parallel import put_before_court, waiting_for_court
from casetracker.cases.receiving import receive, waiting_hand_overs
from casetracker.cases.remedies import remedies_of
from casetracker.db import unit_of_work
from casetracker.registry.models import Body
from casetracker.runtime import lawbook
from tests.builders.cases import COMPLAINT, create_case, create_decision, vault
from tests.builders.chains import APPEAL_COURT, COURT, SUPREME, clocks, doer, followed, nobody, step
from tests.builders.proceedings import create_claim, on
from tests.builders.registry import ASTANA, CENTRAL, create_registry

APPEAL: dict[str, Any] = {
    "body": APPEAL_COURT,
    "procedure": "judgment-appeal",
    "filed_at": "2022-11-28T09:00",  # Monday
    "received_at": "2022-11-28T10:00",
}


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def case(registry: Session) -> Case:
    """Received Monday 21 November 2022 about an act of Sunday 20, voting day."""
    with unit_of_work(registry):
        return create_case(registry)


def told(case: Case, kind: str) -> list[str]:
    """Return the references that the events of a kind name."""
    return [event.data["reference"] for event in case.events if event.kind == kind]


def links(session: Session) -> list[tuple[str, str, str]]:
    rows = session.scalars(sa.select(CaseLink).where(CaseLink.ended_at.is_(None)).order_by(CaseLink.id))
    return [(link.kind, link.from_case.reference, link.to_case.reference) for link in rows]


@pytest.fixture
def claim(registry: Session, case: Case) -> Case:
    """The same act, before the court on Tuesday 22 November; refused on Thursday 24, served on Friday 25."""
    with unit_of_work(registry):
        claim = create_claim(registry)
        put_before_court(registry, lawbook(), case, claim, actor="test")
    assert [clock.state for clock in clocks(case, "review")] == ["stayed"]
    with unit_of_work(registry):
        refused: dict[str, Any] = {"outcome": "refused", "remedy": "none"}
        create_decision(registry, claim, number="15", taken_at="2022-11-24T16:00", **refused)
        step(registry, claim, "serve", served_at="2022-11-25T10:00")
    return claim


@pytest.fixture
def appeal(registry: Session, claim: Case) -> Case:
    """Filed on Monday 28 November, refused on Wednesday 30."""
    with unit_of_work(registry):
        appeal = followed(step(registry, claim, "next-instance", **APPEAL))
        refused: dict[str, Any] = {"outcome": "refused", "remedy": "none"}
        create_decision(registry, appeal, number="2а", taken_at="2022-11-30T12:00", **refused)
    return appeal


def test_judgment_is_appealed_in_time_with_what_is_known_of_it(registry: Session, claim: Case) -> None:
    """Three days from the service on Friday 25: strictly until Sunday 27, at last until Monday 28."""
    [limit] = clocks(claim, "appeal")
    assert f"{limit.strict_on:%a %d} {limit.due_on:%a %d}" == "Sun 27 Mon 28"
    with unit_of_work(registry):
        appeal = followed(step(registry, claim, "next-instance", **APPEAL))
    assert appeal.reference == "2022-PRES/APPEAL-ASTANA/0001"
    contested = (appeal.contested_body_id, appeal.contested_number, appeal.contested_on)
    assert contested == (COURT, "15", dt.date(2022, 11, 24))
    assert (appeal.subject, appeal.language, appeal.is_late) == (claim.subject, claim.language, False)
    [filing], [review] = clocks(appeal, "filing"), clocks(appeal, "review")
    assert (filing.rule_id, filing.state) == ("judgment.appeal.filing", "met")
    assert (review.state, f"{review.due_on:%a %d %b}") == ("running", "Thu 01 Dec")
    assert claim.status == "decided"
    assert told(claim, "appealed") == [appeal.reference]
    assert told(appeal, "from-lower") == [claim.reference]


def test_commission_ends_its_case_once_the_judgment_is_in_force(
    registry: Session, case: Case, claim: Case, appeal: Case
) -> None:
    with unit_of_work(registry):
        step(registry, claim, "put-in-force", in_force_on="2022-11-30")
    assert [waiting.case for waiting in waiting_for_court(registry, sa.true())] == [case]
    with unit_of_work(registry):
        step(registry, case, "end", until_at="2022-12-01T10:00", source=claim.reference)
    assert (case.status, [clock.state for clock in clocks(case, "review")]) == ("terminated", ["moot"])
    assert appeal.matter_id == case.matter_id


def test_ruling_on_appeal_is_final_and_a_cassation_is_registered_all_the_same(
    registry: Session, case: Case, claim: Case, appeal: Case
) -> None:
    [after] = remedies_of(registry, lawbook(), appeal, on("2022-12-02T10:00"))
    assert after.ways == ()
    assert after.advice is not None
    assert after.advice.dead_end is not None
    assert after.advice.dead_end.slug == "appeal-is-final"
    filed: dict[str, Any] = {"filed_at": "2022-12-02T09:00", "received_at": "2022-12-02T10:00"}
    with unit_of_work(registry):
        passed = step(
            registry, appeal, "next-instance", body=SUPREME, procedure="judgment-cassation", **filed
        )
    cassation = followed(passed)
    chain = [case.reference, claim.reference, appeal.reference, cassation.reference]
    assert [each.reference for each in cases_of_matter(registry, case.matter_id)] == chain
    assert links(registry) == [
        ("parallel", chain[0], chain[1]),
        ("next-instance", chain[1], chain[2]),
        ("next-instance", chain[2], chain[3]),
    ]


def test_parties_go_up_sealed_and_nobody_looks_at_them(registry: Session, case: Case) -> None:
    """The sealed bytes are copied as they are: nothing is opened, so no look has to be recorded."""
    session = registry
    with unit_of_work(session):
        create_decision(session, case, outcome="refused", remedy="none")
        claim = followed(step(session, case, "next-instance"))
    assert [(party.role, party.kind, party.body_id) for party in claim.parties] == [
        ("complainant", "observer", None),
        ("third-party", "commission", "kz-pec-astana-372"),
        ("respondent", "commission", ASTANA),
    ]
    upper, lower = claim.parties[0].identity, case.parties[0].identity
    assert upper is not None
    assert lower is not None
    assert (upper.sealed, upper.case_id, upper.id != lower.id) == (lower.sealed, claim.id, True)
    actions = session.scalars(sa.select(AuditRow.action))
    assert "identity.looked-at" not in set(actions)
    with unit_of_work(session):
        people = look(session, vault(), claim, actor="test", reason="test")
    assert people[claim.parties[0].id].name == COMPLAINT["complainant_name"]


def test_lower_case_is_never_rewritten(registry: Session, case: Case) -> None:
    session = registry
    with unit_of_work(session):
        create_decision(session, case, outcome="refused", remedy="none")
    kept = {column.key: getattr(case, column.key) for column in sa.inspect(Case).column_attrs}
    before = [(event.id, event.kind, event.data) for event in case.events]
    with unit_of_work(session):
        step(session, case, "next-instance")
    session.refresh(case)
    now = {column.key: getattr(case, column.key) for column in sa.inspect(Case).column_attrs}
    assert {name for name in kept if kept[name] != now[name]} == {"version"}
    after = [(event.id, event.kind, event.data) for event in case.events]
    assert [event for event in after if event in before] == [
        event for event in after if event[0] <= before[-1][0]
    ]
    assert {event[1] for event in after} - {event[1] for event in before} == {"handed-over", "appealed"}


def test_before_a_body_outside_the_scope_it_is_prepared_and_received_there(
    registry: Session, case: Case
) -> None:
    session = registry
    with unit_of_work(session):
        create_decision(session, case, outcome="refused", remedy="none")
        with pytest.raises(InvalidInput) as refused:
            step(session, case, "next-instance", may=nobody)
    assert list(refused.value.errors) == ["received_at"]
    with unit_of_work(session):
        passed = step(session, case, "next-instance", may=nobody, received_at=None)
    assert passed.registration is None
    [(waiting, clock)] = waiting_hand_overs(session, Body.id == COURT)
    assert clock is None
    assert waiting_hand_overs(session, Body.id == ASTANA) == []
    receipt = {"received_at": on("2022-11-29T09:00"), "channel": "forwarded"}
    with unit_of_work(session), pytest.raises(InvalidInput):
        receive(session, lawbook(), waiting, receipt, doer(may=nobody))
    with unit_of_work(session):
        claim = receive(session, lawbook(), waiting, receipt, doer()).case
    assert (claim.filed_at, claim.received_at) == (on("2022-11-28T09:00"), on("2022-11-29T09:00"))
    assert claim.matter_id == case.matter_id
    assert waiting_hand_overs(session, sa.true()) == []
    with unit_of_work(session), pytest.raises(InvalidInput):
        receive(session, lawbook(), waiting, receipt, doer())


def test_forwarded_case_ends_here_and_goes_on_there_filed_when_it_was_filed(registry: Session) -> None:
    """Received Monday 21 November: three working days, so by the end of Thursday 24."""
    session = registry
    with unit_of_work(session):
        case = create_case(session, filed_at="2022-11-20T23:00")
        there = followed(step(session, case, "forward", received_at="2022-11-23T09:00"))
    assert (case.status, [clock.state for clock in clocks(case, "review")]) == ("forwarded", ["moot"])
    [limit] = clocks(case, "forwarding")
    assert (limit.state, f"{limit.due_on:%a %d}", limit.disputed) == (
        "met",
        "Thu 24",
        ["forwarding-of-election-complaints"],
    )
    assert (there.body_id, there.filed_at, there.received_at) == (
        COURT,
        on("2022-11-20T23:00"),
        on("2022-11-23T09:00"),
    )
    assert (there.text, there.contested_on, there.matter_id) == (case.text, case.contested_on, case.matter_id)
    assert told(there, "forwarded-here") == [case.reference]
    assert links(session) == [("forwarded", case.reference, there.reference)]
    with unit_of_work(session), pytest.raises(ImpossibleStep):
        step(session, case, "forward")


def test_forwarding_after_three_working_days_is_flagged_not_refused(registry: Session, case: Case) -> None:
    with unit_of_work(registry):
        step(registry, case, "forward", at="2022-11-25T09:00", source="№ 77, 2022-11-25")
    assert [clock.state for clock in clocks(case, "forwarding")] == ["missed"]
    [(waiting, clock)] = waiting_hand_overs(registry, sa.true())
    assert (waiting.case, waiting.received_case_id) == (case, None)
    assert clock is not None
    assert (clock.role, clock.state, f"{clock.due_on:%a %d}") == ("forwarding", "missed", "Thu 24")


def test_annulled_decision_is_examined_again(registry: Session, case: Case) -> None:
    session = registry
    with unit_of_work(session):
        create_decision(session, case, outcome="refused", remedy="none")
        claim = followed(step(session, case, "next-instance"))
        with pytest.raises(ImpossibleStep):
            step(session, case, "reopen")
        create_decision(session, claim, number="9", taken_at="2022-12-02T10:00", remedy="decision-annulled")
        step(session, claim, "put-in-force", in_force_on="2022-12-03")
        step(session, case, "reopen")
    assert case.status == "reopened"
    # The limit to contest it was used, in time.
    assert [clock.state for clock in clocks(case, "appeal")] == ["met"]
    assert [clock.state for clock in clocks(case, "review")] == ["met"]
    with unit_of_work(session):
        create_decision(session, case, number="20/1", taken_at="2022-12-06T10:00")
    assert (case.status, [decision.number for decision in case.decisions]) == ("decided", ["12/3-Б", "20/1"])


def test_remedies_say_until_when_and_what_is_over(registry: Session, case: Case) -> None:
    """Decided Wednesday 23 November: ten days, so strictly Friday 2 and at last Saturday 3 December."""
    with unit_of_work(registry):
        create_decision(registry, case, outcome="refused", remedy="none")

    def ways(moment: str) -> list[tuple[str | None, str, list[str]]]:
        [found] = remedies_of(registry, lawbook(), case, on(moment))
        return [(way.route.procedure, way.state, [body.id for body in way.bodies]) for way in found.ways]

    assert ways("2022-12-02T23:00") == [
        ("commission-complaint", "open", [CENTRAL]),
        ("election-claim", "open", [COURT]),
    ]
    assert {state for _procedure, state, _bodies in ways("2022-12-03T12:00")} == {"strict-passed"}
    assert {state for _procedure, state, _bodies in ways("2022-12-04T00:00")} == {"expired"}
    [found] = remedies_of(registry, lawbook(), case, on("2022-12-01T00:00"))
    deadline = found.ways[0].deadline
    assert deadline is not None
    assert (f"{deadline.strict_on:%a %d %b}", f"{deadline.due_on:%a %d %b}") == ("Fri 02 Dec", "Sat 03 Dec")


def test_time_to_appeal_begins_with_the_service_only(registry: Session) -> None:
    with unit_of_work(registry):
        claim = create_claim(registry)
        create_decision(registry, claim, taken_at="2022-11-25T10:00")
    moment = on("2022-11-26T10:00")
    [[way]] = [found.ways for found in remedies_of(registry, lawbook(), claim, moment)]
    assert (way.state, way.deadline) == ("not-begun", None)
    with unit_of_work(registry):
        step(registry, claim, "serve", served_at="2022-11-25T18:00")
    [[way]] = [found.ways for found in remedies_of(registry, lawbook(), claim, moment)]
    assert (way.state, [body.id for body in way.bodies]) == ("open", [APPEAL_COURT])


def test_cases_are_joined_and_separated_again_with_their_instances(registry: Session, case: Case) -> None:
    session = registry
    with unit_of_work(session):
        other = create_case(session, complainant_kind="voter", complainant_name="Басқа Адам")
        create_decision(session, other, outcome="refused", remedy="none")
        claim = followed(step(session, other, "next-instance"))
        own = other.matter_id
        step(session, case, "join", reference=other.reference)
        session.expire_all()
    assert {each.matter_id for each in (case, other, claim)} == {min(case.matter_id, own)}
    with unit_of_work(session):
        step(session, other, "split")
    session.expire_all()
    assert other.matter_id == claim.matter_id != case.matter_id
    assert links(session) == [("next-instance", other.reference, claim.reference)]
    with unit_of_work(session), pytest.raises(InvalidInput):
        step(session, other, "split")
    with unit_of_work(session), pytest.raises(InvalidInput):
        step(session, case, "split")


def test_what_was_returned_is_examined_once_it_is_put_right_and_its_clock_runs_on(
    registry: Session, case: Case
) -> None:
    """The election law says nothing of what a return does to the limit of the commission."""
    with unit_of_work(registry):
        step(registry, case, "return-for-defects")
    assert (case.status, [clock.state for clock in clocks(case, "review")]) == (
        "returned-for-defects",
        ["running"],
    )
    with unit_of_work(registry), pytest.raises(ImpossibleStep):
        step(registry, case, "find-admissible")
    with unit_of_work(registry):
        step(registry, case, "mend-defects")
        step(registry, case, "find-admissible", at="2022-11-22T10:00")
    assert (case.status, [clock.state for clock in clocks(case, "review")]) == ("admitted", ["running"])


def test_withdrawn_case_has_no_clock_to_keep_even_when_it_stood_still(registry: Session, case: Case) -> None:
    with unit_of_work(registry):
        step(registry, case, "stay")
        step(registry, case, "withdraw")
    assert (case.status, case.stays[0].ending) == ("withdrawn", "ended")
    assert [clock.state for clock in clocks(case, "review")] == ["moot"]


def test_second_of_two_people_is_refused(registry: Session, case: Case) -> None:
    seen = case.version
    with unit_of_work(registry):
        step(registry, case, "find-admissible", version=seen)
    with unit_of_work(registry), pytest.raises(StaleCase):
        step(registry, case, "withdraw", version=seen)
    assert case.status == "admitted"


def test_lower_case_is_shown_only_to_who_can_name_its_decision(registry: Session, case: Case) -> None:
    with unit_of_work(registry):
        decision = create_decision(registry, case)
    assert lower_by_its_decision(registry, case.reference, " 12/3-б ") == (case, decision)
    sentences = set()
    for reference, number in ((case.reference, "1"), ("2022-PRES/REC-ASTANA/0099", "12/3-Б")):
        with pytest.raises(InvalidInput) as refused:
            lower_by_its_decision(registry, reference, number)
        sentences.add(str(refused.value))
    assert len(sentences) == 1
