"""Public rows that were damaged are named, made anew in place, and say then what the case file says."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.models import AuditRow
from casetracker.cases.identities import Person
from casetracker.cases.matters import link_cases
from casetracker.cases.models import Case
from casetracker.cli.publication import care, publication
from casetracker.publication.caring import compare, rebuild
from casetracker.publication.preparing import begin, save, submit
from casetracker.publication.reviewing import publish_prepared
from casetracker.publication.withdrawing import withdraw
from casetracker.search.generations import newest_mark
from tests.builders.cases import ACTOR, COMPLAINT, create_case, create_decision
from tests.builders.hearings import create_hearing
from tests.builders.publication import publish_case, stored
from tests.builders.registry import create_registry

NAME = str(COMPLAINT["complainant_name"])
PEOPLE = [Person(NAME, str(COMPLAINT["complainant_contact"]))]
BY_HAND = "Қолмен жазылған мәтін."
TABLES = (
    *("public_cases", "public_decisions", "public_hearings", "public_hearing_cases", "public_links"),
    *("public_matters", "public_matter_cases", "search_entries", "case_figures"),
)


@pytest.fixture
def register(app: Flask) -> None:
    """A chain of two published cases, one of them approved by two people; a withdrawn one; hearings."""
    with stored(app) as session:
        create_registry(session)
        case = create_case(session, text=f"{NAME} шағымданады.")
        approved(session, case, create_decision(session, case))
        other = create_case(session)
        publish_case(session, other, create_decision(session, other))
        link_cases(session, "forwarded", case, other, actor=ACTOR)
        create_hearing(session, create_case(session))
        gone = create_case(session)
        publish_case(session, gone, create_decision(session, gone))
        withdraw(session, gone, "court-order", "Сот шешімі.", PEOPLE, actor=ACTOR)


def approved(session: Session, case: Case, decision: Any) -> None:
    prepared = begin(session, case, decision, PEOPLE, actor="user:101")
    save(session, prepared, {}, {"summary": BY_HAND}, actor="user:101", version=None)
    submit(session, prepared, PEOPLE, actor="user:101", version=None)
    publish_prepared(session, prepared, PEOPLE, actor="user:102", version=None)


FIRST, SECOND = "2022-PRES/REC-ASTANA/0001", "2022-PRES/REC-ASTANA/0002"
DAMAGES = (
    # what is done to the rows, and what is told of it
    ("UPDATE public_cases SET subject = 'media' WHERE id = 1", f"case {FIRST}: subject"),
    ("UPDATE public_cases SET status = 'admitted', is_late = true WHERE id = 2", f"case {SECOND}: status"),
    ("UPDATE public_cases SET summary = 'x' WHERE id = 1", f"case {FIRST}: summary"),
    (
        "UPDATE public_cases SET clocks = '[]', timeline = '[]' WHERE id = 2",
        f"case {SECOND}: clocks, timeline",
    ),
    (
        "UPDATE public_decisions SET outcome = 'refused' WHERE public_case_id = 2",
        f"decision {SECOND}/1: outcome",
    ),
    ("UPDATE public_decisions SET operative = 'x' WHERE id = 1", f"decision {FIRST}/1: operative"),
    ("UPDATE public_decisions SET lag_seconds = 5 WHERE id = 1", f"decision {FIRST}/1: lag_seconds"),
    ("UPDATE public_hearings SET room = 'x', is_open = false", ": room, is_open"),
    ("DELETE FROM public_hearing_cases", "0003: missing"),
    ("DELETE FROM public_links", f"link of case {FIRST}/2: missing"),
    ("DELETE FROM public_matter_cases WHERE public_case_id = 2", f"matter of case {SECOND}: missing"),
    ("UPDATE public_matters SET anchor_id = 3", "anchor of matter"),
    ("DELETE FROM search_entries WHERE public_case_id = 1", f"search entry of {FIRST}/1: missing"),
    (
        "UPDATE search_entries SET outcome = 'x' WHERE public_case_id = 2",
        f"search entry of {SECOND}/1: outcome",
    ),
    ("DELETE FROM case_figures WHERE public_case_id = 2", f"figures of {SECOND}: missing"),
    ("UPDATE case_figures SET review_days = 99 WHERE public_case_id = 1", f"figures of {FIRST}: review_days"),
)


@pytest.mark.usefixtures("register")
def test_damaged_rows_are_named_made_anew_and_then_say_what_they_said(
    app: Flask, cli_runner: FlaskCliRunner
) -> None:
    whole = told(app)
    clean = cli_runner.invoke(publication, ["check"])
    assert (clean.exit_code, clean.output) == (0, "Every public row says what the case file says.\n")
    for statement, expected in DAMAGES:
        harm(app, statement)
        for words, code in ((["check"], 1), (["rebuild", "--dry-run"], 0), (["rebuild"], 0)):
            answer = cli_runner.invoke(publication, words)
            assert (answer.exit_code, expected in answer.output) == (code, True), (
                statement,
                answer.output,
                answer.exception,
            )
            assert NAME.split()[0] not in answer.output
        assert told(app) == whole, statement
        assert cli_runner.invoke(publication, ["check"]).exit_code == 0, statement


@pytest.mark.usefixtures("register")
def test_all_at_once_when_killed_on_the_way_is_begun_again(app: Flask) -> None:
    whole = told(app)
    for statement, _expected in DAMAGES:
        harm(app, statement)
    with app.app_context():
        for _difference in rebuild(db.db.session, one_by_one()):
            break
    with app.app_context():
        assert all(it.can_be_mended for it in rebuild(db.db.session, one_by_one()))
        assert list(compare(db.db.session, care())) == []
        rows = db.db.session.scalars(
            sa.select(AuditRow).where(AuditRow.action == "publication.rebuilt")
        ).all()
    assert told(app) == whole
    assert len(rows) == 3
    assert NAME not in str([row.details for row in rows])


@pytest.mark.usefixtures("register")
def test_what_a_person_approved_is_never_derived_and_what_is_whole_is_not_written(app: Flask) -> None:
    # The original of the first changed since, that of the second was approved by nobody.
    harm(app, "UPDATE cases SET text = 'Жаңа мәтін' WHERE id IN (1, 2)")
    harm(app, "UPDATE public_decisions SET appeal_route = 'Өзгертілген' WHERE id = 1")
    before = told(app)
    with app.app_context():
        mark = newest_mark(db.db.session)
        assert list(rebuild(db.db.session, care())) == []
        assert newest_mark(db.db.session) == mark
    assert told(app) == before


ALONE = (
    ("UPDATE public_cases SET summary = 'x' WHERE id = 3", "a text under the tombstone"),
    ("UPDATE public_cases SET reference = 'X/Y/1' WHERE id = 2", "case X/Y/1: case file"),
)


@pytest.mark.usefixtures("register")
def test_what_only_a_person_can_put_right_is_told_and_left(app: Flask, cli_runner: FlaskCliRunner) -> None:
    for statement, expected in ALONE:
        harm(app, statement)
        answer = cli_runner.invoke(publication, ["rebuild"])
        assert (answer.exit_code, expected in answer.output) == (1, True), answer.output
    assert "1 rows" not in cli_runner.invoke(publication, ["rebuild"]).output


def one_by_one() -> Any:
    known = care()
    return type(known)(known.follow, known.derived, batch=1)


def harm(app: Flask, statement: str) -> None:
    with app.app_context(), db.db.engine.begin() as connection:
        connection.execute(sa.text(statement))


def told(app: Flask) -> dict[str, list[Any]]:
    """Return every public row, without what grows by being made anew."""
    grows = {"updated_at", "version_of_index"}
    with app.app_context(), db.db.engine.connect() as connection:
        found = {}
        for name in TABLES:
            table = db.Base.metadata.tables[name]
            numbered = {"id"} if name in ("public_hearing_cases", "public_links", "search_entries") else set()
            moments = {"told_at"} if name == "public_links" else set()
            versions = {"version"} if name == "public_matters" else set()
            kept = [it for it in table.c if it.name not in grows | numbered | moments | versions]
            found[name] = sorted(map(str, connection.execute(sa.select(*kept)).all()))
        return found
