"""Stays: what is left of the time is kept; what cannot be is told at its field; two clerks do not collide."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import labels
from casetracker.audit.models import AuditRow
from casetracker.cases.correcting import FACTS
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import StaySchema, read_input
from casetracker.cases.models import Case, CaseStay
from casetracker.cases.models.clock import ROLES
from casetracker.cases.models.recomputation import CAUSES
from casetracker.cases.models.stay import ENDINGS
from casetracker.cases.staying import open_stay
from casetracker.db import unit_of_work
from casetracker.law.explain import explain
from casetracker.law.rules import GROUNDS
from tests.builders.cases import create_case, create_decision
from tests.builders.proceedings import (
    STAY,
    STAY_END,
    create_claim,
    create_stay,
    end_stayed,
    on,
    resume,
    review_clocks,
)
from tests.builders.registry import CENTRAL, create_registry


@pytest.fixture
def case(session: Session) -> Case:
    """Received Monday 21 November 2022: to be decided by the end of Thursday 24."""
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)


# From, until, what is left on the day of the stay, and the last day once it runs again.
TABLE = [
    # Tuesday to Monday: Tuesday, Wednesday and Thursday are left, so Monday, Tuesday and Wednesday.
    ("2022-11-22T12:00", "2022-11-28T10:00", 3, "running Wed 30 Nov"),
    # The last day, Thursday, to the minute before its end: that day is left.
    ("2022-11-24T23:59", "2022-12-05T09:00", 1, "running Mon 05 Dec"),
    # The same day: nothing is gained.
    ("2022-11-22T12:00", "2022-11-22T18:00", 3, "running Thu 24 Nov"),
    # On the day of the receipt itself, to Wednesday: as if it had been received on Wednesday.
    ("2022-11-21T18:00", "2022-11-23T09:00", 3, "running Sat 26 Nov"),
]


def test_what_is_left_of_the_time_is_kept_until_the_case_is_resumed(session: Session, case: Case) -> None:
    for from_at, until_at, left, resumed in TABLE:
        with unit_of_work(session):
            another = create_case(session)
            create_stay(session, another, from_at=from_at)
        [_old, stayed] = [clock for clock in another.deadlines if clock.role == "review"]
        assert (stayed.state, stayed.remaining, stayed.replaces_id) == ("stayed", left, _old.id), from_at
        with unit_of_work(session):
            resume(session, another, until_at=until_at)
        assert review_clocks(another)[-1] == resumed, from_at
        assert review_clocks(another)[:-1] == ["replaced Thu 24 Nov", "replaced Thu 24 Nov"]
        assert another.status == "registered"


def test_stay_and_resumption_stand_in_the_history_the_audit_and_the_explanation(
    session: Session, case: Case
) -> None:
    before = [clock.state for clock in case.deadlines if clock.role == "filing"]
    with unit_of_work(session):
        create_stay(session, case)
    with unit_of_work(session):
        resume(session, case)
    told = {event.kind: event for event in case.events}
    assert told["stayed"].at == on("2022-11-22T12:00")
    assert told["stayed"].data == {"ground": "parallel-court", "source": STAY["source"]}
    assert told["resumed"].at == on("2022-11-28T10:00")
    assert told["resumed"].data == {"ground": "parallel-court", "source": STAY_END["source"]}
    actions = session.scalars(sa.select(AuditRow.action).where(AuditRow.thing == case.ref)).all()
    assert {"case.stayed", "case.resumed"} <= set(actions)
    sentences = " ".join(explain(case.deadlines[-1].trace, "en"))
    assert STAY["source"] in sentences
    assert "Article 20(9)" in sentences
    # The complainant's own limit ended with the filing; a stay of the body does not touch it.
    assert [clock.state for clock in case.deadlines if clock.role == "filing"] == before == ["met"]


def test_case_can_be_stayed_twice_one_after_the_other(session: Session, case: Case) -> None:
    with unit_of_work(session):
        create_stay(session, case)  # Tuesday 22
    with unit_of_work(session):
        resume(session, case)  # Monday 28: to Wednesday 30
    with unit_of_work(session):
        create_stay(session, case, from_at="2022-11-29T09:00", ground="other")  # Tuesday: two days left
    with unit_of_work(session):
        resume(session, case, until_at="2022-12-01T09:00")  # Thursday and Friday
    assert review_clocks(case)[-1] == "running Fri 02 Dec"


def test_clock_that_had_passed_before_the_stay_stays_overdue(session: Session, case: Case) -> None:
    with unit_of_work(session):
        create_stay(session, case, from_at="2022-11-25T09:00")  # Friday; the last day was Thursday
    assert review_clocks(case) == ["running Thu 24 Nov"]
    assert open_stay(case) is not None


@pytest.mark.parametrize(("ground", "status"), [("parallel-court", "terminated"), ("forwarded", "forwarded")])
def test_case_that_is_ended_after_a_stay_has_no_clock_to_keep(
    session: Session, case: Case, ground: str, status: str
) -> None:
    with unit_of_work(session):
        create_stay(session, case, ground=ground)
    with unit_of_work(session):
        end_stayed(session, case)
    [clock] = [clock for clock in case.deadlines if clock.role == "review" and clock.state != "replaced"]
    assert (clock.state, clock.ended_at) == ("moot", on("2022-11-28T10:00"))
    assert (case.status, case.stays[0].ending) == (status, "ended")
    assert case.events[-1].kind == "stay-ended"
    with pytest.raises(InvalidInput), unit_of_work(session):
        create_decision(session, case)


@pytest.mark.parametrize(
    ("taken", "clock"),
    [
        ("2022-11-24T10:00", "met Sat 26 Nov"),  # Thursday: three days were left on Tuesday
        ("2022-12-15T10:00", "met Sat 17 Dec"),  # Thursday, long after: it stood still all the time
        ("2022-11-22T09:00", "met Thu 24 Nov"),  # Tuesday, before the stay that was recorded already
    ],
)
def test_decision_in_a_stayed_case_is_judged_by_the_dates_with_the_stay(
    session: Session, case: Case, taken: str, clock: str
) -> None:
    with unit_of_work(session):
        create_stay(session, case)
    with unit_of_work(session):
        create_decision(session, case, taken_at=taken)
    assert review_clocks(case)[-1] == clock
    assert (open_stay(case), case.stays[0].ending_source) == (None, "12/3-Б")


COURT_CASE = "2022-PRES/SIAC-ASTANA/0001"
BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"ground": "tired"}, "ground", "not known"),
    ({"ground": ""}, "ground", "Fill in"),
    ({"from_at": ""}, "from_at", "Fill in"),
    ({"from_at": "2022-11-21T09:59"}, "from_at", "before the complaint was received"),
    ({"from_at": "2098-11-21T09:59"}, "from_at", "future"),
    ({"source": ""}, "source", "Name the document"),
    ({"source": "a letter of the court"}, "source", "cannot be told in public"),
    ({"source": "2022-PRES/SIAC-ASTANA/0099"}, "source", "There is no case"),
    ({"court_case": "2022-PRES/SIAC-ASTANA/0099"}, "court_case", "There is no case"),
    ({"court_case": "2022-PRES/REC-ASTANA/0001"}, "court_case", "not a case before a court"),
    ({"court_case": "2023-MAZHILIS/SIAC-ASTANA/0001"}, "court_case", "another election"),
    ({"court_case": "2022-PRES/SIAC-ASTANA/0002"}, "court_case", "an act of another body"),
]


def test_stay_that_cannot_be_is_told_at_its_field_and_changes_nothing(
    app: Flask, session: Session, case: Case
) -> None:
    with unit_of_work(session):
        create_claim(session)
        create_claim(session, contested_body=CENTRAL)
        create_claim(
            session, election="2023-mazhilis", received_at="2023-03-21T10:00", contested_on="2023-03-19"
        )
    for change, field, told in BAD:
        with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:  # noqa: SIM117
            with unit_of_work(session):
                create_stay(session, case, **change)
        assert told in " ".join(refusal.value.errors[field]), change
    assert session.scalar(sa.select(sa.func.count()).select_from(CaseStay)) == 0
    assert review_clocks(case) == ["running Thu 24 Nov"]


def test_only_what_stands_still_is_resumed_and_only_what_runs_is_stayed(
    app: Flask, session: Session, case: Case
) -> None:
    def refused(field: str, told: str, act: Any, target: Case = case, **changes: Any) -> None:
        with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:  # noqa: SIM117
            with unit_of_work(session):
                act(session, target, **changes)
        assert told in " ".join(refusal.value.errors[field])

    refused("_schema", "not stayed", resume)
    refused("_schema", "not stayed", end_stayed)
    with unit_of_work(session):
        claim = create_claim(session)
        create_stay(session, case)
    refused("_schema", "is stayed. Resume it first", create_stay, from_at="2022-11-23T10:00")
    refused("until_at", "only from 2022-11-22 12:00", resume, until_at="2022-11-22T11:59")
    refused("until_at", "future", end_stayed, until_at="2098-11-22T11:59")
    refused("source", "cannot be told in public", resume, source="Үлгіов")
    # Only a commission waits for a court.
    refused("ground", "Only a commission", create_stay, claim)
    with unit_of_work(session):
        resume(session, case)
    refused("from_at", "stayed already", create_stay, from_at="2022-11-23T10:00")
    with unit_of_work(session):
        create_decision(session, case, taken_at="2022-11-29T10:00")
    refused("_schema", "this case is “Decided”", create_stay, from_at="2022-11-29T10:00")


def test_of_two_clerks_the_second_is_told_that_the_case_changed(
    app: Flask, session: Session, case: Case
) -> None:
    seen = case.version
    with app.app_context(), unit_of_work() as own:
        create_stay(own, own.get_one(Case, case.id), version=seen)
    # At the same moment: the second read the case before the first had changed it.
    with pytest.raises(StaleDataError), unit_of_work(session):
        create_stay(session, case, version=seen)
    session.expire_all()
    # Later, with a form that was opened before.
    with pytest.raises(StaleCase), unit_of_work(session):
        resume(session, case, version=seen)
    assert [stay.ending for stay in case.stays] == [None]


def test_every_slug_has_words() -> None:
    assert set(labels.STAY_GROUNDS) == set(GROUNDS)
    assert set(labels.STAY_ENDINGS) == set(ENDINGS)
    assert set(CAUSES) < set(labels.MOVE_REASONS)
    assert set(labels.DEADLINE_ROLES) == set(ROLES)
    assert set(FACTS) < set(labels.CASE_FACTS)


SOURCES = [
    ("№ 12/3-Б, 2022-11-23", "№ 12/3-Б, 2022-11-23"),
    ("12/3-Б от 23.11.2022", "№ 12/3-Б, 2022-11-23"),
    ("№7119-22-00-4а/15 23.11.2022", "№ 7119-22-00-4а/15, 2022-11-23"),
    ("23.11.2022 № 33-НҚ", "№ 33-НҚ, 2022-11-23"),
    ("2022-pres/siac-astana/0001", "2022-PRES/SIAC-ASTANA/0001"),
    ("№ 12/3-Б", None),  # no date
    ("№ Үлгіов-1, 2022-11-23", None),
    ("№ 12, 2022-11-23 Үлгіов С.", None),
    ("№ 850101300123, 2022-11-23", None),  # an identification number
    ("8-700-000-00-00, 2022-11-23", None),  # a telephone number
    ("№ 12, 31.11.2022", None),  # a day that does not exist
    ("№ А-Б, 2022-11-23", None),
    ("<b>1</b>, 2022-11-23", None),
]


@pytest.mark.parametrize(("typed", "told"), SOURCES)
@pytest.mark.parametrize("database_engine", ["sqlite"])
def test_source_is_a_reference_or_the_number_and_day_of_a_document(
    app: Flask, typed: str, told: str | None
) -> None:
    with app.app_context():
        if told is not None:
            assert read_input(StaySchema(), STAY | {"source": typed})["source"] == told
            return
        with pytest.raises(InvalidInput) as refusal:
            read_input(StaySchema(), STAY | {"source": typed})
    assert refusal.value.errors.keys() == {"source"}
