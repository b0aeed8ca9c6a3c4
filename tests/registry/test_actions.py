"""Changing an election: what fits together, who was quicker, what the files may still say."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases import elections
from casetracker.cases.models import Recomputation
from casetracker.db import unit_of_work
from casetracker.registry.actions import change_election
from casetracker.registry.errors import InvalidInput, StaleElection
from casetracker.registry.loading import load_elections
from casetracker.registry.models import Election
from casetracker.registry.plans import confirmation_of
from casetracker.registry.reading import read_elections
from casetracker.runtime import lawbook
from config.settings import CONFIG_DIR
from tests.builders.cases import create_case
from tests.builders.registry import PRESIDENTIAL, create_registry

REVIEW = "commission-complaint.higher.review"
WHY = {"actor": "user:1", "reason": "Decree No 5"}


@pytest.fixture
def election(session: Session) -> Election:
    """Give the election of Sunday 20 November 2022, called on 21 September, results on the 22nd."""
    with unit_of_work(session):
        create_registry(session)
    return session.get_one(Election, PRESIDENTIAL)


def change(session: Session, election: Election, changes: dict[str, Any], **options: Any) -> list[str]:
    with unit_of_work(session):
        options = WHY | {"seen": election.changed_at, "rules": lawbook().rules} | options
        return change_election(session, election, changes, **options)


def last_audit(session: Session) -> AuditRow:
    row = session.scalars(sa.select(AuditRow).order_by(AuditRow.seq.desc())).first()
    assert row is not None
    return row


def test_change_is_stored_with_old_and_new_and_takes_its_source_along(
    session: Session, election: Election
) -> None:
    assert change(session, election, {"voting_on": dt.date(2022, 12, 4), "results_on": None}) == [
        "results_on",
        "sources",
        "voting_on",
    ]
    assert set(election.sources) == {"called_on"}
    assert election.changed_at is not None
    row = last_audit(session)
    assert (row.actor, row.action, row.thing) == ("user:1", "election.changed", "election:2022-PRES")
    assert row.details["voting_on"] == ["2022-11-20", "2022-12-04"]
    assert row.details["results_on"] == ["2022-11-22", None]
    assert row.details["reason"] == ["Decree No 5"]
    seen = election.changed_at
    assert change(session, election, {"voting_on": dt.date(2022, 12, 4)}) == []
    assert election.changed_at == seen


def test_day_of_the_announcement_follows_from_its_moment(session: Session, election: Election) -> None:
    # 23 November 00:30 in Almaty (+06:00) is still the 22nd in UTC.
    moment = dt.datetime(2022, 11, 22, 18, 30, tzinfo=dt.UTC)
    assert change(session, election, {"results_at": moment}) == ["results_at", "results_on", "sources"]
    assert (election.results_on, election.results_at) == (dt.date(2022, 11, 23), moment)


PLAN = {"due_on": "2022-11-25", "hour": "18:00", "url": "https://plan.example"}
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"voting_on": None}, "voting_on", "has a voting day"),
    ({"voting_on": dt.date(22, 11, 20)}, "voting_on", "Check the year"),
    ({"voting_on": dt.date(2022, 9, 21)}, "called_on", "called before its voting day"),
    ({"called_on": dt.date(2022, 11, 21)}, "called_on", "called before its voting day"),
    ({"results_on": dt.date(2022, 11, 19)}, "results_on", "not announced before the voting day"),
    (
        {"results_on": dt.date(2022, 11, 22), "results_at": dt.datetime(2022, 11, 24, tzinfo=dt.UTC)},
        "results_at",
        "another day",
    ),
    ({"overrides": {"no.such.rule": PLAN}}, "overrides", "no time limit “no.such.rule”"),
    ({"overrides": {REVIEW: PLAN | {"hour": "25:00"}}}, "overrides", "like 18:00"),
    ({"overrides": {REVIEW: PLAN | {"hour": "6 pm"}}}, "overrides", "like 18:00"),
    ({"overrides": {REVIEW: PLAN | {"due_on": "soon"}}}, "overrides", "no date"),
    ({"overrides": {REVIEW: {"due_on": "2022-11-25"}}}, "overrides", "no source"),
]


@pytest.mark.parametrize("database_engine", ["sqlite"])
@pytest.mark.parametrize(("changes", "field", "told"), REFUSED)
def test_what_does_not_fit_is_told_at_its_field(
    app: Flask, session: Session, election: Election, changes: dict[str, Any], field: str, told: str
) -> None:
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:
        change(session, election, changes)
    assert told in " ".join(refusal.value.errors[field])
    session.refresh(election)
    assert election.changed_at is None
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:
        change(session, election, {"voting_on": dt.date(2022, 12, 4)}, reason=" ")
    assert "Say why" in refusal.value.errors["reason"][0]


def test_rule_of_a_plan_that_the_law_book_lost_may_stay(session: Session, election: Election) -> None:
    assert set(election.overrides) - set(lawbook().rules.rules)
    plan = election.overrides | {REVIEW: PLAN}
    assert change(session, election, {"overrides": plan}) == ["overrides"]
    assert election.overrides[REVIEW] == PLAN


def test_of_two_who_saw_the_same_the_second_is_refused(session: Session, election: Election) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 22, tzinfo=dt.UTC), tick=False):
        change(session, election, {"results_on": dt.date(2022, 11, 23)})
        first = election.changed_at
        change(session, election, {"results_on": dt.date(2022, 11, 24)})
        # Also in one and the same moment, two states have two names.
        assert first is not None
        assert election.changed_at is not None
        assert election.changed_at > first
    with pytest.raises(StaleElection):
        change(session, election, {"results_on": dt.date(2022, 11, 25)}, seen=first)
    session.refresh(election)
    assert election.results_on == dt.date(2022, 11, 24)


def test_files_overwrite_nothing_that_staff_changed(session: Session, election: Election) -> None:
    change(session, election, {"voting_on": dt.date(2022, 12, 4), "results_on": None})
    with unit_of_work(session):
        # A name is no fact that staff changed.
        session.execute(sa.update(Election).values(name_en="?"))
    with unit_of_work(session):
        loaded = load_elections(session, read_elections(CONFIG_DIR / "elections"))
    assert loaded.kept == ("2022-PRES",)
    assert loaded.moved == ()
    session.refresh(election)
    assert (election.voting_on, election.results_on) == (dt.date(2022, 12, 4), None)
    assert election.name_en.startswith("Early presidential election")


def jobs(session: Session) -> list[tuple[str, str | None]]:
    rows = session.execute(
        sa.select(Recomputation.cause, Recomputation.election_id).order_by(Recomputation.id)
    )
    return [(row.cause, row.election_id) for row in rows]


def test_recomputation_is_asked_for_when_dates_change_and_not_for_a_source(
    session: Session, election: Election
) -> None:
    for changes in ({"sources": {"voting_on": {"url": None, "note": "a decree"}}}, {"results_on": None}):
        with unit_of_work(session):
            elections.change_election(session, lawbook(), election, changes, **WHY, seen=election.changed_at)
    assert jobs(session) == [("election-changed", PRESIDENTIAL)]


def test_recomputation_is_asked_for_when_the_files_change_a_date_or_a_zone(
    session: Session, election: Election, cli_runner: Any
) -> None:
    with unit_of_work(session):
        election.voting_on = dt.date(2022, 12, 4)
    told = cli_runner.invoke(args=["registry", "load"])
    assert told.exit_code == 0, told.output
    session.expire_all()
    assert jobs(session) == [("election-changed", PRESIDENTIAL)]
    assert election.voting_on == dt.date(2022, 11, 20)


def test_rules_are_confirmed_for_new_law_only_and_while_they_stay_the_same(
    app: Flask, session: Session, election: Election
) -> None:
    book = lawbook()
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput), unit_of_work(session):
        elections.confirm_law(session, book, election, "the new law", actor="user:1", seen=book.digest)
    new = {"called_on": dt.date(2026, 7, 15), "voting_on": dt.date(2026, 9, 20), "results_on": None}
    change(session, election, new)
    with unit_of_work(session):
        elections.confirm_law(
            session, book, election, " the new law, Article 49 ", actor="user:1", seen=book.digest
        )
    for source, seen in (("the new law, Article 49", book.digest), ("another text", "other rules")):
        with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput), unit_of_work(session):
            elections.confirm_law(session, book, election, source, actor="user:1", seen=seen)
    confirmed = confirmation_of(election, book.digest)
    assert confirmed is not None
    assert confirmed.source == "the new law, Article 49"
    assert confirmation_of(election, "another digest") is None
    assert last_audit(session).details["cause"] == "law-confirmed"
    with unit_of_work(session):
        elections.withdraw_confirmation(session, election, "a mistake", actor="user:2")
    assert election.law_confirmation is None
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput), unit_of_work(session):
        elections.withdraw_confirmation(session, election, "again", actor="user:2")
    assert jobs(session) == [("law-confirmed", PRESIDENTIAL)] * 2


class TestOnPostgres:
    @pytest.fixture
    def database_engine(self) -> str:
        return "postgresql"

    def test_election_changes_only_when_no_case_of_it_is_half_registered(
        self, app: Flask, session: Session, election: Election
    ) -> None:
        """Otherwise the case would keep a clock by the old dates, and no recomputation would see it."""
        session.commit()
        registered, changed = threading.Event(), threading.Event()

        def change_meanwhile() -> None:
            with app.app_context(), unit_of_work() as other:
                registered.wait()
                found = other.get_one(Election, PRESIDENTIAL)
                change_election(other, found, {"results_on": None}, **WHY, seen=None)
                changed.set()

        thread = threading.Thread(target=change_meanwhile)
        thread.start()
        with unit_of_work(session):
            create_case(session)
            registered.set()
            assert not changed.wait(0.5)
        assert changed.wait(10)
        thread.join()
