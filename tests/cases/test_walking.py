"""Recomputing many cases: batch by batch, nothing twice, nothing lost, one bad case alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.decisions import record_decision
from casetracker.cases.errors import StaleCase
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.models import Case, CaseDeadline, Event, Recomputation
from casetracker.cases.recomputing import request_recomputation, run_recomputations, walking
from casetracker.db import db, unit_of_work
from casetracker.law import Period
from casetracker.lawbook import LawBook
from casetracker.runtime import lawbook
from tests.builders.cases import ACTOR, DECISION, create_case, create_decision
from tests.builders.lawbooks import with_edition
from tests.builders.registry import PRESIDENTIAL, create_registry

REVIEW = "commission-complaint.higher.review"
CASES = 7


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
        for _ in range(CASES):
            create_case(session)
    return session


@pytest.fixture
def longer(registry: Session) -> LawBook:
    """Give a law book by which every clock of review moves."""
    return with_edition(lawbook(), REVIEW, period=Period(5))


def ask(session: Session, election_id: str | None = None) -> None:
    with unit_of_work(session):
        request_recomputation(
            session, cause="law-changed", election_id=election_id, reason="a new rule", actor="user:1"
        )


def outcome(session: Session) -> tuple[str, int, int, int]:
    with unit_of_work(session):
        job = session.scalars(sa.select(Recomputation).execution_options(populate_existing=True)).one()
        return job.state, job.seen, job.moved, job.failed


def reviews(session: Session) -> list[str]:
    """Return last day and state of every clock of review, in order."""
    with unit_of_work(session):
        rows = session.execute(
            sa.select(CaseDeadline.due_on, CaseDeadline.state).where(CaseDeadline.rule_id == REVIEW)
        )
        return sorted(f"{row.due_on.day} {row.state}" for row in rows)


def timeline(session: Session, kind: str) -> int:
    with unit_of_work(session):
        return session.scalar(sa.select(sa.func.count()).where(Event.kind == kind)) or 0


ALL_MOVED = sorted(["24 replaced", "26 running"] * CASES)


def test_every_open_case_is_computed_once_in_batches(registry: Session, longer: LawBook) -> None:
    ask(registry)
    assert run_recomputations(longer, batch=3) == CASES
    assert outcome(registry) == ("done", CASES, CASES, 0)
    assert reviews(registry) == ALL_MOVED
    with unit_of_work(registry):
        rows = registry.scalars(sa.select(AuditRow).where(AuditRow.action == "clocks.recomputed")).all()
        moved = [reference for row in rows for reference in row.details["moved"]]
        references = list(registry.scalars(sa.select(Case.reference).order_by(Case.id)))
        assert [len(row.details["moved"]) for row in rows] == [3, 3, 1]
        assert moved == references
        assert list(chain_faults(registry)) == []
    assert run_recomputations(longer) == 0


def test_walk_passes_over_decided_cases_and_other_elections(registry: Session, longer: LawBook) -> None:
    with unit_of_work(registry) as session:
        first, second, *_ = session.scalars(sa.select(Case).order_by(Case.id)).all()
        for case in (first, second):
            create_decision(session, case)
        # The limit to contest these decisions is over for good.
        session.execute(sa.update(CaseDeadline).where(CaseDeadline.role == "appeal").values(state="moot"))
    ask(registry, "2019-pres")
    assert run_recomputations(longer) == 0
    ask(registry, PRESIDENTIAL)
    assert run_recomputations(longer) == CASES - 2
    assert reviews(registry).count("26 running") == CASES - 2


CRASHES = ("read_batch", "judge", "write", "record", "_finish")


@pytest.mark.parametrize("line", CRASHES)
def test_crash_at_any_line_loses_and_doubles_nothing(
    registry: Session, longer: LawBook, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    ask(registry)
    real, calls = getattr(walking, line), [0]

    def crash(*args: Any, **options: Any) -> Any:
        result = real(*args, **options)
        calls[0] += 1
        # In the middle of the second of three batches; the last of the three finishes.
        if calls[0] == {"judge": 5, "_finish": 1}.get(line, 2):
            raise KeyboardInterrupt
        return result

    with monkeypatch.context() as patched:
        patched.setattr(walking, line, crash)
        with pytest.raises(KeyboardInterrupt):
            run_recomputations(longer, batch=3)
    state, seen, *_ = outcome(registry)
    assert (state, seen) == ("running", 6 if line == "_finish" else 3)
    run_recomputations(longer, batch=3)
    assert outcome(registry) == ("done", CASES, CASES, 0)
    assert reviews(registry) == ALL_MOVED
    assert timeline(registry, "deadline-moved") == CASES


def broken_rule(dossier_reference: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def judge(book: LawBook, dossier: Any, **options: Any) -> Any:
        if dossier.reference == dossier_reference:
            raise ZeroDivisionError
        return real(book, dossier, **options)

    return judge


def broken_row(dossier_reference: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def write(session: Session, book: LawBook, verdicts: Any, why: Any) -> None:
        real(session, book, verdicts, why)
        if any(verdict.dossier.reference == dossier_reference for verdict in verdicts):
            raise TypeError("a value that no column takes")

    return write


@pytest.mark.parametrize(("line", "breaking"), [("judge", broken_rule), ("write", broken_row)])
def test_case_that_fails_stops_no_other_and_says_so(
    registry: Session,
    longer: LawBook,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    breaking: Callable[..., Any],
) -> None:
    with unit_of_work(registry) as session:
        bad = session.scalars(sa.select(Case).order_by(Case.id).offset(1)).first()
        assert bad is not None
    monkeypatch.setattr(walking, line, breaking(bad.reference, getattr(walking, line)))
    ask(registry)
    run_recomputations(longer, batch=3)
    assert outcome(registry) == ("done", CASES, CASES - 1, 1)
    assert reviews(registry) == sorted([*["24 replaced", "26 running"] * (CASES - 1), "24 running"])
    with unit_of_work(registry):
        told = registry.scalars(sa.select(Event.case_id).where(Event.kind == "recomputation-failed")).all()
        audited = registry.scalars(sa.select(AuditRow.details).where(AuditRow.action == "clocks.recomputed"))
        assert told == [bad.id]
        assert [ref for details in audited for ref in details["failed"]] == [bad.reference]
        assert list(chain_faults(registry)) == []


def test_two_at_once_share_the_work_and_do_none_of_it_twice(
    app: Flask, registry: Session, longer: LawBook
) -> None:
    ask(registry)
    registry.rollback()
    start, seen = threading.Barrier(2), []

    def run() -> None:
        with app.app_context():
            start.wait()
            seen.append(run_recomputations(longer, batch=1))
            db.session.rollback()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(seen) == CASES
    assert outcome(registry) == ("done", CASES, CASES, 0)
    assert reviews(registry) == ALL_MOVED
    assert timeline(registry, "deadline-moved") == CASES


def test_decision_on_a_page_opened_before_the_clock_moved_is_refused(
    registry: Session, longer: LawBook
) -> None:
    with unit_of_work(registry):
        case = registry.scalars(sa.select(Case).order_by(Case.id)).first()
        assert case is not None
        seen = case.version
    ask(registry)
    run_recomputations(longer)
    registry.expire_all()
    values = read_input(DecisionSchema(), DECISION)
    with pytest.raises(StaleCase), unit_of_work(registry) as session:
        record_decision(session, longer, case, values, actor=ACTOR, version=seen)
    assert reviews(registry) == ALL_MOVED


def test_walk_ends_when_it_is_told_to_and_goes_on_later(registry: Session, longer: LawBook) -> None:
    ask(registry)
    answers = iter([False, True])
    assert run_recomputations(longer, should_stop=lambda: next(answers), batch=2) == 2
    assert outcome(registry)[:2] == ("running", 2)
    assert run_recomputations(longer) == CASES - 2


def test_a_process_with_other_rules_leaves_the_request_to_one_that_has_them(
    registry: Session, longer: LawBook
) -> None:
    with unit_of_work(registry) as session:
        request_recomputation(
            session, cause="law-changed", election_id=None, reason="test", actor="user:1", law=longer
        )
    assert run_recomputations(lawbook()) == 0
    assert outcome(registry)[0] == "waiting"
    assert run_recomputations(longer) == CASES
    assert reviews(registry) == ALL_MOVED


def test_a_request_for_newer_rules_drops_the_older_one(registry: Session, longer: LawBook) -> None:
    for law in (longer, lawbook()):
        with unit_of_work(registry) as session:
            request_recomputation(
                session, cause="law-changed", election_id=None, reason="test", actor="user:1", law=law
            )
    assert run_recomputations(longer) == 0
    assert run_recomputations(lawbook()) == CASES
    states = registry.scalars(sa.select(Recomputation.state).order_by(Recomputation.id)).all()
    assert states == ["dropped", "done"]
