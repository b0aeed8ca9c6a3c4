"""Each party's own service starts its own limit to contest a decision, which is a clock of the case."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.inputs import PartyServiceSchema, read_input
from casetracker.cases.models import Case, Decision, Party
from casetracker.cases.parties import Desk, remove_party
from casetracker.cases.queries import unserved_decisions
from casetracker.cases.serving import record_service
from casetracker.cases.serving_parties import how_many_served, serve_party
from casetracker.db import now, unit_of_work
from casetracker.publication.following import follow_clocks
from casetracker.runtime import lawbook
from tests.builders.cases import create_case, create_decision, vault
from tests.builders.chains import APPEAL_COURT, clocks, followed, step
from tests.builders.proceedings import create_claim, on
from tests.builders.publication import publish_case
from tests.builders.registry import create_registry


@pytest.fixture
def decision(session: Session) -> Decision:
    """Of the court of Astana, Friday 25 November 2022; three parties must be served, a proxy need not be."""
    with unit_of_work(session):
        create_registry(session)
        claim = create_claim(session)
        for role in ("third-party", "proxy"):
            claim.parties.append(Party(role=role, kind="other"))
        return create_decision(session, claim, number="15", taken_at="2022-11-25T16:00")


def serve(session: Session, decision: Decision, role: str, moment: str, reason: str | None = None) -> None:
    party = next(it for it in decision.case.parties if it.role == role)
    typed = {"served_at": moment, "how": "post", "reason": reason}
    with unit_of_work(session):
        values = read_input(PartyServiceSchema(), typed)
        serve_party(session, lawbook(), decision, party, values, actor="test")


def limits(case: Case) -> list[str]:
    """Return whose limits there are, with state and last day: three days from the service."""
    return sorted(
        f"{clock.party.role if clock.party else 'everybody'} {clock.state} {clock.due_on:%a %d %b}"
        for clock in clocks(case, "appeal")
    )


def test_every_service_starts_a_clock_that_says_whose_it_is(session: Session, decision: Decision) -> None:
    case = decision.case
    serve(session, decision, "respondent", "2022-11-28T10:00")  # Monday
    assert limits(case) == ["respondent running Thu 01 Dec"]
    serve(session, decision, "complainant", "2022-11-29T10:00")
    assert limits(case) == ["complainant running Fri 02 Dec", "respondent running Thu 01 Dec"]
    serve(session, decision, "respondent", "2022-11-30T10:00", reason="misread")
    assert limits(case) == ["complainant running Fri 02 Dec", "respondent running Sat 03 Dec"]
    # What was computed before stays, replaced by what counts now.
    replaced = [clock for clock in case.deadlines if clock.role == "appeal" and clock.state == "replaced"]
    assert [(it.party and it.party.role, f"{it.due_on:%a %d %b}") for it in replaced] == [
        ("respondent", "Thu 01 Dec")
    ]
    assert {event.data.get("party_id") for event in case.events if event.kind == "deadline-set"} >= {
        clock.party_id for clock in clocks(case, "appeal")
    }


def test_corrected_service_on_the_only_one_who_was_served_leaves_no_limit_of_the_mistake(
    session: Session, decision: Decision
) -> None:
    serve(session, decision, "respondent", "2022-11-28T10:00")
    serve(session, decision, "respondent", "2022-11-30T10:00", reason="misread")
    assert limits(decision.case) == ["respondent running Sat 03 Dec"]
    assert decision.served_at == on("2022-11-30T10:00")


def test_service_on_a_second_complainant_is_not_that_of_the_first(
    session: Session, decision: Decision
) -> None:
    serve(session, decision, "complainant", "2022-11-28T10:00")
    with unit_of_work(session):
        decision.case.parties.append(Party(role="complainant", kind="other"))
    second = decision.case.parties[-1]
    with unit_of_work(session):
        values = read_input(PartyServiceSchema(), {"served_at": "2022-11-30T10:00", "how": "post"})
        serve_party(session, lawbook(), decision, second, values, actor="test")
    assert limits(decision.case) == ["complainant running Sat 03 Dec", "complainant running Thu 01 Dec"]
    assert decision.served_at == on("2022-11-28T10:00")


def test_one_day_of_service_is_the_complainants_once_that_is_told(
    session: Session, decision: Decision
) -> None:
    with unit_of_work(session):
        record_service(session, lawbook(), decision, on("2022-11-28T10:00"), actor="test")
    assert limits(decision.case) == ["everybody running Thu 01 Dec"]
    serve(session, decision, "respondent", "2022-11-29T10:00")
    assert limits(decision.case) == ["everybody running Thu 01 Dec", "respondent running Fri 02 Dec"]
    serve(session, decision, "complainant", "2022-11-28T10:00")
    assert limits(decision.case) == ["complainant running Thu 01 Dec", "respondent running Fri 02 Dec"]
    # Corrected as that of the decision, it is corrected as that of the party.
    with unit_of_work(session):
        moment = on("2022-11-30T10:00")
        record_service(session, lawbook(), decision, moment, actor="test", reason="misread")
    assert limits(decision.case) == ["complainant running Sat 03 Dec", "respondent running Fri 02 Dec"]


def test_served_on_one_of_three_is_not_served(session: Session, decision: Decision) -> None:
    def waits() -> bool:
        return list(unserved_decisions(session, sa.true())) == [decision]

    assert (how_many_served(decision), waits()) == ((0, 3), True)
    with unit_of_work(session):
        record_service(session, lawbook(), decision, on("2022-11-28T10:00"), actor="test")
    # The one day of which nobody said on whom is that of the complainant.
    assert (how_many_served(decision), waits()) == ((1, 3), True)
    for number, role in enumerate(("respondent", "third-party", "complainant"), 1):
        serve(session, decision, role, "2022-11-28T10:00")
        assert (how_many_served(decision), waits()) == ((number, 3), number < 3)


def test_who_has_nobody_beside_is_served_by_the_one_day(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        alone = create_decision(session, create_case(session), served_at="2022-11-24T10:00")
    assert how_many_served(alone) == (1, 2)
    with unit_of_work(session):
        mistaken = next(it for it in alone.case.parties if it.role == "respondent")
        remove_party(session, alone.case, mistaken, reason="misread", desk=Desk(lawbook(), vault(), "test"))
    assert how_many_served(alone) == (1, 1)
    assert unserved_decisions(session, sa.true()) == []


@pytest.mark.parametrize(("filed", "state"), [("2022-12-02T10:00", "met"), ("2022-12-03T00:00", "missed")])
def test_limit_of_who_contests_the_decision_was_used(
    session: Session, decision: Decision, filed: str, state: str
) -> None:
    case = decision.case
    serve(session, decision, "complainant", "2022-11-28T10:00")
    serve(session, decision, "respondent", "2022-11-29T10:00")  # Tuesday: until Friday 2 December
    respondent = next(it for it in case.parties if it.role == "respondent")
    typed: dict[str, Any] = {"party": str(respondent.id), "filed_at": filed, "received_at": filed}
    typed |= {"procedure": "judgment-appeal", "body": APPEAL_COURT}
    with unit_of_work(session):
        passed = step(session, case, "next-instance", **typed)
    assert limits(case) == ["complainant running Thu 01 Dec", f"respondent {state} Fri 02 Dec"]
    upper = followed(passed)
    [used] = [clock for clock in clocks(case, "appeal") if clock.state == state]
    assert used.ended_at == upper.filed_at
    # Above, too, it is counted from the service on who contests.
    assert upper.contested_served_at == on("2022-11-29T10:00")
    # The service is corrected: whether it was in time is judged again.
    serve(session, decision, "respondent", "2022-11-28T10:00", reason="misread")
    assert limits(case)[1] == "respondent missed Thu 01 Dec"


def test_who_is_not_known_to_be_served_is_never_late_by_the_service_on_another(
    session: Session, decision: Decision
) -> None:
    case = decision.case
    serve(session, decision, "complainant", "2022-11-28T10:00")  # Monday: until Thursday 1 December
    respondent = next(it for it in case.parties if it.role == "respondent")
    filed = "2022-12-05T10:00"
    typed: dict[str, Any] = {"party": str(respondent.id), "filed_at": filed, "received_at": filed}
    with unit_of_work(session):
        passed = step(session, case, "next-instance", procedure="judgment-appeal", body=APPEAL_COURT, **typed)
    upper = followed(passed)
    assert (upper.contested_served_at, upper.is_late, clocks(upper, "filing")) == (None, False, [])
    assert limits(case) == ["complainant running Thu 01 Dec"]


def test_limit_of_a_party_that_was_entered_by_mistake_no_longer_applies(
    session: Session, decision: Decision
) -> None:
    case = decision.case
    serve(session, decision, "respondent", "2022-11-28T10:00")
    respondent = next(it for it in case.parties if it.role == "respondent")
    with unit_of_work(session):
        desk = Desk(lawbook(), vault(), "test")
        remove_party(session, case, respondent, reason="another case", desk=desk)
    assert limits(case) == ["respondent moot Thu 01 Dec"]


def test_published_limit_becomes_the_partys_while_another_decision_is_not_published(
    session: Session, decision: Decision
) -> None:
    with unit_of_work(session):
        record_service(session, lawbook(), decision, on("2022-11-28T10:00"), actor="test")
        public = publish_case(session, decision.case, decision)
        step(session, decision.case, "correct-decision", number="16", taken_at="2022-11-28T16:00")
    serve(session, decision, "complainant", "2022-11-28T10:00")
    with unit_of_work(session):
        follow_clocks(session, now())
    told = [clock["party_role"] for clock in public.clocks if clock["role"] == "appeal"]
    assert told == ["complainant"]
