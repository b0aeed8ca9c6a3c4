"""The law in use, what it would move, and making it so."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.models import CaseDeadline, Recomputation
from casetracker.cases.recomputing import run_recomputations
from casetracker.runtime import lawbook
from tests.builders.cases import create_case
from tests.builders.desk import Desk
from tests.builders.elections import KURULTAI, create_unverified_election
from tests.builders.registry import CENTRAL

ELSEWHERE = "kz-rec-almaty"
REASON = "Gazette of 20 November compared"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def figures(page: str) -> list[str]:
    return re.findall(r"<dd>([\d,\s]+)</dd>", page)


def move_stored_clock(session: Session, days: int) -> None:
    """Let the only clock of review look as if other law had given it."""
    clock = session.scalars(sa.select(CaseDeadline).where(CaseDeadline.role == "review")).one()
    shift = dt.timedelta(days=days)
    clock.due_on, clock.strict_on, clock.warn_on = (
        day - shift for day in (clock.due_on, clock.strict_on, clock.warn_on)
    )
    clock.due_at, clock.strict_at = clock.due_at - shift, clock.strict_at - shift
    clock.rule_hash = "of another wording"


def run(desk: Desk) -> None:
    with desk.app.app_context():
        run_recomputations(lawbook(), should_stop=lambda: False)


def test_law_page_tells_which_book_is_loaded_and_what_is_disputed(desk: Desk, app: Flask) -> None:
    page = desk.person("clerk").get("/staff/law?lang=en").text
    book = app.extensions["lawbook"]
    for told in (book.digest[:12], book.calendar_digest[:12], str(len(book.rules)), "30 June 2026"):
        assert told in page
    disputes = {it.texts["en"] for rule in book.rules for it in rule.disputes}
    assert all(text.split("“")[0] in page for text in disputes)
    assert page.count('href="/law/') >= len(disputes)


def test_clocks_of_another_wording_are_counted_inside_the_scope(desk: Desk) -> None:
    desk.case()
    assert "govuk-inset-text" not in desk.person().get("/staff/law").text
    desk.work(lambda session: move_stored_clock(session, 0))
    assert "earlier text of their rule: 1." in desk.person().get("/staff/law?lang=en").text
    assert "govuk-inset-text" not in desk.person("lawyer", ELSEWHERE).get("/staff/law").text


def test_preview_tells_what_would_move_and_writes_nothing(desk: Desk) -> None:
    case = desk.case()
    desk.work(lambda session: move_stored_clock(session, 2))
    page = desk.person().get("/staff/law/preview?lang=en").text
    assert figures(page) == ["1", "1", "0"]
    assert f'href="{case}"' in page
    assert "2 days later" in page
    assert "/staff/law/recomputations/new" not in page
    assert len(desk.work(lambda session: session.scalars(sa.select(CaseDeadline)).all())) == 2


def test_preview_names_no_case_outside_the_scope(desk: Desk) -> None:
    desk.case()
    desk.work(lambda session: move_stored_clock(session, 2))
    page = desk.person("lawyer", ELSEWHERE).get("/staff/law/preview").text
    assert "REC-ASTANA" not in page
    assert figures(page) == ["0", "0", "0"]
    assert "app-empty" in page


def test_applying_asks_first_and_wants_a_reason_that_names_nobody(desk: Desk) -> None:
    administrator = desk.person("administrator", CENTRAL)
    assert "govuk-warning-text" in administrator.get("/staff/law/recomputations/new").text
    for reason in ("", "   ", "Call +7 701 234 56 78"):
        answer = administrator.send("/staff/law/recomputations/new", reason=reason)
        assert answer.status_code == 422
        assert 'id="reason-error"' in answer.text
    assert "+7 701 234 56 78" in answer.text
    assert desk.work(lambda session: session.scalars(sa.select(Recomputation)).all()) == []


def test_applied_law_moves_the_clock_and_its_progress_is_told(desk: Desk) -> None:
    case = desk.case()
    desk.work(lambda session: move_stored_clock(session, 2))
    administrator = desk.person("administrator", CENTRAL)
    page = administrator.get("/staff/law/preview").text
    assert 'href="/staff/law/recomputations/new"' in page
    answer = administrator.send("/staff/law/recomputations/new", reason=REASON)
    assert answer.status_code == 303
    waiting = administrator.get(f"{answer.location}?lang=en").text
    assert REASON in waiting
    assert "0 of 1 cases looked at" in waiting
    run(desk)
    done = desk.person("auditor").get("/staff/law/recomputations?lang=en").text
    assert "1 of 1 cases looked at" in done
    assert "Moved: 1" in done
    assert figures(administrator.get("/staff/law/preview").text) == ["1", "0", "0"]
    assert administrator.get(case).status_code == 200
    actions = desk.work(lambda session: session.scalars(sa.select(AuditRow.action)).all())
    assert "recomputation.requested" in actions


def test_second_recomputation_of_everything_is_told_of_the_first(desk: Desk) -> None:
    administrator = desk.person("administrator", CENTRAL)
    assert "govuk-inset-text" not in administrator.get("/staff/law/recomputations/new").text
    administrator.send("/staff/law/recomputations/new", reason=REASON)
    assert "govuk-inset-text" in administrator.get("/staff/law/recomputations/new").text


def test_odd_page_of_recomputations_does_no_harm(desk: Desk) -> None:
    clerk = desk.person("clerk")
    for page in ("0", "-1", "x", "99999999999999999999", "2"):
        path = f"/staff/law/recomputations?page={page}"
        assert clerk.get(path, follow_redirects=True).status_code == 200, page


def unverified_case(session: Session) -> None:
    create_unverified_election(session)
    create_case(session, election=KURULTAI, contested_on="2026-08-09", received_at="2026-08-10T10:00")


def test_my_day_tells_of_clocks_that_unverified_law_leaves_uncomputed(desk: Desk) -> None:
    desk.work(unverified_case)
    for role in ("clerk", "lawyer", "supervisor"):
        page = desk.person(role).get("/staff/?lang=en").text
        assert "not verified for “Kurultai election”" in page
        assert "not computed: 1." in page
        assert f'href="/staff/elections/{KURULTAI}"' in page
    assert "Kurultai" not in desk.person("lawyer", ELSEWHERE).get("/staff/?lang=en").text
    assert "Kurultai" not in desk.person("publisher").get("/staff/?lang=en").text


def test_guide_on_a_case_says_first_that_its_law_is_not_verified(desk: Desk) -> None:
    desk.work(unverified_case)
    page = desk.person("lawyer").get(f"/staff/cases/{KURULTAI}/rec-astana-0001?lang=en").text
    caveat = "The text of the law in force from 1 July 2026 has not been verified"
    assert page.index(caveat) < page.index("Is this the body that decides?")
    assert "govuk-tag--green" not in page


def test_my_day_is_silent_once_the_rules_are_confirmed_and_the_clocks_computed(desk: Desk) -> None:
    desk.work(unverified_case)
    administrator = desk.person("administrator", CENTRAL)
    assert "“Kurultai election”" in administrator.get("/staff/?lang=en").text
    law = f"/staff/elections/{KURULTAI}/law"
    digest = desk.app.extensions["lawbook"].digest
    assert administrator.send(law, source="Gazette No 24 of 2026", digest=digest).status_code == 303
    run(desk)
    assert "“Kurultai election”" not in administrator.get("/staff/?lang=en").text
    assert administrator.send(f"{law}/withdrawal", reason="The text differs").status_code == 303
    run(desk)
    assert "“Kurultai election”" in administrator.get("/staff/?lang=en").text
