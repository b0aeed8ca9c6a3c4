"""The board: filters in the address, saved views, and cases given to people, all or none."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.audit.models import AuditRow
from casetracker.cases import board_lines
from casetracker.cases.board import Wanted
from casetracker.cases.board_lines import board_page, find_lines
from casetracker.cases.models import Case, Event, SavedView
from casetracker.db import now
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.desk import Desk, Visitor
from tests.builders.proceedings import create_stay
from tests.builders.registry import CENTRAL

BOARD = "/staff/board"
LATE = {"received_at": "2022-12-05T10:00"}
ELSEWHERE = "kz-rec-almaty"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def serials(page: str) -> list[str]:
    """Return the serials of the cases on a page of the board, in its order."""
    return re.findall(r'-(\d{4})">2022-PRES/', page)


def boxes(page: str) -> list[str]:
    return re.findall(r'name="case" value="([\d.]+)"', page)


def mixed(session: Session) -> None:
    """1 overdue; 2 filed late, in other words; 3 stands still; 4 decided, neither served nor published."""
    create_case(session)
    create_case(
        session, **LATE, subject="counting", text="Хаттама көшірмесі берілмеді", contested_number="17-К"
    )
    create_stay(session, create_case(session, received_at="2022-11-21T11:00"))
    create_decision(session, create_case(session, received_at="2022-11-21T12:00"))


FILTERS = [
    ("", "12"),
    ("clock=running", "12"),
    ("clock=overdue", "12"),
    ("clock=today", ""),
    ("clock=week", ""),
    ("clock=stayed", "3"),
    ("clock=met", "4"),
    ("clock=any", "2431"),
    ("clock=any&sort=oldest", "1342"),
    ("sort=newest", "21"),
    ("status=decided&clock=any", "4"),
    ("subject=counting", "2"),
    ("only=late", "2"),
    ("only=unserved", "4"),
    ("only=unpublished", "4"),
    ("only=unserved&only=late", ""),
    ("procedure=commission-complaint", "12"),
    ("procedure=election-claim", ""),
    ("election=2022-pres", "12"),
    ("election=2026-REF", ""),
    ("body=rec-astana", "12"),
    ("body=CEC", "12"),
    ("body=PEC-ASTANA-372", ""),
    ("due_from=2022-11-25", "2"),
    ("due_to=2022-11-25", "1"),
    ("assignee=nobody", "12"),
    ("assignee=me", ""),
    ("q=0002", "2"),
    ("q=хаттама КӨШІРМЕСІ", "2"),
    ("q=17-к", "2"),
    ("q=%", ""),
    # What cannot be read narrows nothing.
    ("subject=witchcraft&status=%00&assignee=x&election=nowhere&only=odd&sort=odd&clock=odd", "12"),
]


def test_address_narrows_the_board(desk: Desk) -> None:
    desk.work(mixed)
    visitor = desk.person("supervisor", CENTRAL)
    found = {}
    for query, _expected in FILTERS:
        page = visitor.get(f"{BOARD}?{query}")
        assert page.status_code == 200, query
        found[query] = "".join(serial[-1] for serial in serials(page.text))
    assert found == dict(FILTERS)


def test_filter_that_cannot_be_read_is_told_and_kept(desk: Desk) -> None:
    page = desk.person().get(f"{BOARD}?body=NOWHERE&due_from=soon").text
    assert 'id="body-error"' in page
    assert 'id="due-from-error"' in page
    assert 'value="NOWHERE"' in page
    assert 'value="soon"' in page


def test_each_filter_in_force_can_be_taken_away(desk: Desk) -> None:
    desk.work(mixed)
    page = desk.person().get(f"{BOARD}?subject=counting&only=late&q=0002&lang=en").text
    links = [html.unescape(link) for link in re.findall(r'class="app-chosen__link" href="([^"]+)"', page)]
    assert len(links) == 3
    for name in ("subject=", "only=", "q="):
        assert sum(name in link for link in links) == 2, name


def test_empty_board_says_what_to_do(desk: Desk) -> None:
    page = desk.person("clerk").get(BOARD).text
    assert 'href="/staff/cases/new"' in page.split("app-empty")[1]
    assert "app-empty" in desk.person("clerk").get(f"{BOARD}?subject=counting").text


def test_board_shows_and_counts_the_own_scope_only(desk: Desk) -> None:
    desk.work(mixed)
    page = desk.person("supervisor", ELSEWHERE).get(f"{BOARD}?clock=any").text
    assert serials(page) == []


def test_only_so_many_are_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.work(mixed)
    wanted = Wanted(now=now(), today=now().date(), clock="any")
    assert desk.work(lambda session: find_lines(session, sa.true(), wanted).count) == 4
    monkeypatch.setattr(board_lines, "MOST_COUNTED", 2)
    assert desk.work(lambda session: find_lines(session, sa.true(), wanted).count) == 3


@pytest.mark.parametrize("order", ["due", "newest", "oldest"])
@pytest.mark.parametrize(
    "asked", [{}, {"clock": "any"}, {"late": True}, {"status": "registered"}, {"words": ("2022",)}]
)
def test_few_lines_are_the_same_as_those_of_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], order: str
) -> None:
    """Few are put in order where they were found, many by the database: nobody may notice which."""
    desk.work(mixed)
    wanted = Wanted(now=now(), today=now().date(), order=order, **asked)

    def lines(session: Session) -> list[tuple[str, int | None]]:
        found = find_lines(session, sa.true(), wanted)
        entries = board_page(session, sa.true(), wanted, page=1, found=found)
        return [(entry.case.reference, entry.clock.id if entry.clock else None) for entry in entries]

    few = desk.work(lines)
    assert few
    monkeypatch.setattr(board_lines, "MOST_COUNTED", 0)
    assert desk.work(lines) == few


def test_words_are_looked_for_in_a_part_that_the_page_tells(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.work(mixed)
    visitor = desk.person("supervisor", CENTRAL)
    whole = visitor.get(f"{BOARD}?clock=any&q=2022-PRES&lang=en").text
    assert len(serials(whole)) == 4
    assert "Words were looked for in the first" not in whole
    monkeypatch.setattr(board_lines, "MOST_READ", 2)
    part = visitor.get(f"{BOARD}?clock=any&q=2022-PRES&lang=en").text
    assert serials(part) == serials(visitor.get(f"{BOARD}?clock=any&lang=en").text)[:2]
    assert "Words were looked for in the first" in part
    # A whole reference is found by an index, wherever it stands.
    oldest = serials(visitor.get(f"{BOARD}?clock=any&sort=oldest").text)[0]
    one = visitor.get(
        f"{BOARD}?clock=any&q=2022-pres/rec-astana-{oldest}".replace("-0", "/0") + "&lang=en"
    ).text
    assert serials(one) == [oldest]
    assert "Words were looked for in the first" not in one


def test_page_too_far_leads_to_the_last(desk: Desk) -> None:
    desk.work(mixed)
    answer = desk.person().get(f"{BOARD}?clock=any&page=9")
    assert answer.status_code == 302
    assert "page=1" in answer.location


def ticked(desk: Desk, visitor: Visitor, query: str = "clock=any", **fields: Any) -> Any:
    """Tick every case that the board shows, and assign them."""
    page = visitor.get(f"{BOARD}?{query}").text
    form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0], "query": query}
    return visitor.client.post(f"{BOARD}/assign", data=form | {"case": boxes(page)} | fields)


def id_of(desk: Desk, email: str) -> int:
    return desk.work(lambda session: session.scalars(sa.select(User.id).where(User.email == email)).one())


def assignees(desk: Desk) -> list[int | None]:
    return desk.work(lambda session: list(session.scalars(sa.select(Case.assignee_id).order_by(Case.id))))


def test_many_cases_are_given_to_somebody_at_once_each_told_and_audited(desk: Desk) -> None:
    desk.work(mixed)
    chief, address = desk.person("supervisor"), desk.user("lawyer")
    lawyer = id_of(desk, address)
    assert ticked(desk, chief, to=str(lawyer)).status_code == 303
    assert assignees(desk) == [lawyer] * 4

    def told(session: Session) -> tuple[int | None, int | None]:
        count = sa.func.count()
        return (
            session.scalar(sa.select(count).select_from(Event).where(Event.kind == "assigned")),
            session.scalar(sa.select(count).select_from(AuditRow).where(AuditRow.action == "case.assigned")),
        )

    assert desk.work(told) == (4, 4)
    # Given again to the same: nothing changes, nothing is told twice.
    assert ticked(desk, chief, to=str(lawyer)).status_code == 303
    assert desk.work(told) == (4, 4)
    assert ticked(desk, chief, to="nobody").status_code == 303
    assert assignees(desk) == [None] * 4


def test_one_case_that_somebody_changed_stops_all_of_them(desk: Desk) -> None:
    desk.work(mixed)
    chief = desk.person("supervisor")
    page = chief.get(f"{BOARD}?clock=any").text
    form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0], "query": "clock=any"}
    other = desk.person("lawyer")
    other.send("/staff/cases/2022-pres/rec-astana-0002", "/staff/cases/2022-pres/rec-astana-0002/assign")
    taken = assignees(desk)
    assert taken[1] is not None
    answer = chief.client.post(f"{BOARD}/assign", data=form | {"case": boxes(page), "to": "me"})
    assert answer.status_code == 409
    assert "2022-PRES/REC-ASTANA/0002" in answer.text.split("<h1")[0]
    assert answer.text.count(" checked>") == 4
    assert assignees(desk) == taken
    # What the page shows now is current: sent again, it is done.
    form["csrf_token"] = re.findall(r'name="csrf_token" value="([^"]+)"', answer.text)[0]
    answer = chief.client.post(f"{BOARD}/assign", data=form | {"case": boxes(answer.text), "to": "me"})
    assert answer.status_code == 303
    assert len(set(assignees(desk))) == 1


@pytest.mark.parametrize(
    "fields", [{"case": []}, {"case": ["x"]}, {"case": ["999.1"]}, {"to": ""}, {"to": "99999"}]
)
def test_assignment_that_means_nothing_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    desk.work(mixed)
    answer = ticked(desk, desk.person("supervisor"), **({"to": "me"} | fields))
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert assignees(desk) == [None] * 4


def test_case_is_given_only_to_those_who_may_open_it(desk: Desk) -> None:
    desk.work(mixed)
    stranger, auditor = (id_of(desk, it) for it in (desk.user("lawyer", ELSEWHERE), desk.user("auditor")))
    chief = desk.person("supervisor", CENTRAL)
    for user_id in (stranger, auditor):
        assert ticked(desk, chief, to=str(user_id)).status_code == 422
    assert assignees(desk) == [None] * 4


def test_case_outside_the_scope_cannot_be_assigned(desk: Desk) -> None:
    desk.work(mixed)
    answer = ticked(desk, desk.person("supervisor", ELSEWHERE), to="me", case=["1.1"])
    assert answer.status_code == 422
    assert assignees(desk) == [None] * 4


def test_case_is_taken_from_its_file_and_its_history_says_so(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person("lawyer")
    assert lawyer.send(case, f"{case}/assign").status_code == 303
    page = lawyer.get(f"{case}?lang=en").text
    assert re.search(r"lawyer \d+ works on it\.", page)
    assert "Assigned" in page.split('id="history"')[1]
    assert serials(lawyer.get(f"{BOARD}?assignee=me").text) == ["0001"]


def test_second_person_sees_what_the_first_changed_of_a_case(desk: Desk) -> None:
    case, clerk = desk.case(), desk.person("clerk")
    clerk.get("/staff/?lang=en")
    form = clerk.form(f"{case}/assign")
    desk.person("lawyer").send(case, f"{case}/assign")
    answer = clerk.client.post(f"{case}/assign", data=form | {"assignee": "me"})
    assert answer.status_code == 409
    assert "Somebody else changed this case" in answer.text
    assert "Assigned" in answer.text
    assert clerk.send(f"{case}/assign", assignee="nobody").status_code == 303
    assert assignees(desk) == [None]


def test_views_are_kept_by_name_for_each_person(desk: Desk) -> None:
    lawyer, other = desk.person("lawyer"), desk.person("lawyer")
    fields = {"query": "clock=overdue&page=7&next=//evil.example", "name": "Менің көрінісім"}
    assert lawyer.send(BOARD, f"{BOARD}/views", **fields).status_code == 303
    page = lawyer.get(BOARD).text
    assert "Менің көрінісім" in page
    assert 'href="/staff/board?clock=overdue' in page
    assert "page=7" not in page
    assert "Менің көрінісім" not in other.get(BOARD).text
    number = desk.work(lambda session: session.scalars(sa.select(SavedView.id)).one())
    assert other.get(f"{BOARD}/views/{number}/delete").status_code == 404
    assert lawyer.send(BOARD, f"{BOARD}/views", **(fields | {"name": ""})).status_code == 422
    assert lawyer.get(f"{BOARD}/views/{number}/delete").status_code == 200
    assert lawyer.send(f"{BOARD}/views/{number}/delete").status_code == 303
    assert (
        "Менің көрінісім"
        not in lawyer.get(BOARD, follow_redirects=True).text.split("app-filters")[0].split("<h1")[1]
    )


def test_board_opens_with_the_default_view_of_which_there_is_one(desk: Desk) -> None:
    lawyer = desk.person("lawyer")
    for name, query in (("first", "clock=overdue"), ("second", "clock=any&only=late")):
        lawyer.send(f"{BOARD}?clock=any", f"{BOARD}/views", query=query, name=name, is_default="true")
    answer = lawyer.get(BOARD)
    assert answer.status_code == 302
    assert answer.location == "/staff/board?clock=any&only=late"
    assert lawyer.get(f"{BOARD}?clock=running").status_code == 200
    # Saved again under its name without the tick, none opens first.
    lawyer.send(f"{BOARD}?clock=any", f"{BOARD}/views", query="clock=any", name="second")
    assert lawyer.get(BOARD).status_code == 200


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_numbers_of_users_elsewhere_do_not_tell_their_names(desk: Desk) -> None:
    def colleague(session: Session) -> tuple[int, int]:
        far = create_user(session, body_id=CENTRAL, name="Far Away")
        near = create_user(session, name="Near By")
        return far.id, near.id

    far, near = desk.work(colleague)
    visitor = desk.person("clerk")
    assert "Far Away" not in visitor.get(f"/staff/board?assignee={far}").text
    assert "Assigned to Near By" in visitor.get(f"/staff/board?assignee={near}&lang=en").text
