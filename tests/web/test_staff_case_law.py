"""The case file and the law: what happens to the clocks is told first, then saved; nothing is overwritten."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case, CaseDeadline, CaseStay, Event
from tests.builders.cases import create_decision
from tests.builders.desk import Desk, Visitor
from tests.builders.forms import filled_in
from tests.builders.proceedings import COURT, create_claim
from tests.builders.registry import CENTRAL

STAY = {"ground": "defects", "from_at": "2022-11-22T10:00", "source": "№ 5/1, 2022-11-22"}
RESUMED = {"how": "resumed", "until_at": "2022-11-25T10:00", "source": "№ 5/2, 2022-11-25"}
CLAIM = "2022-PRES/SIAC-ASTANA/0001"
AWAITED = {"court_case": CLAIM, "reference": ""}
CORRECTED = {"received_at": "2022-11-22T09:00", "reason": "The stamp was misread."}
ON_SQLITE = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def lawyer(desk: Desk) -> Visitor:
    visitor = desk.person()
    visitor.get("/staff/?lang=en")
    return visitor


def told(answer: TestResponse) -> str:
    """Return the words of a page, without its tags."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.text.split("<main")[1]))
    return " ".join(text.split())


def take(visitor: Visitor, page: str, do: str, **fields: str) -> TestResponse:
    """Open a page, fill in its form and press one of its buttons."""
    return visitor.client.post(page, data=filled_in(visitor.get(page).text) | fields | {"do": do})


def written(desk: Desk) -> tuple[int | None, ...]:
    """Return how many stays, clocks, events and audit rows there are."""
    count = sa.func.count()
    models: tuple[Any, ...] = (CaseStay, CaseDeadline, Event, AuditRow)
    return desk.work(lambda session: tuple(session.scalar(sa.select(count).select_from(it)) for it in models))


def preview_then_save(desk: Desk, visitor: Visitor, page: str, **fields: str) -> str:
    """Preview, prove that nothing was written, save what was previewed; return what the preview told."""
    before = written(desk)
    preview = take(visitor, page, "preview", **fields)
    assert preview.status_code == 200, told(preview)
    assert written(desk) == before
    # The button of the preview sends what was previewed.
    saving = preview.text.split('id="preview"')[1].split("</form>")[0]
    saved = visitor.client.post(page, data=filled_in(saving) | {"do": "save"})
    assert saved.status_code == 303, told(saved)
    assert written(desk) != before
    return told(preview)


def test_stayed_clock_stands_still_and_is_neither_due_nor_overdue(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    foretold = preview_then_save(desk, lawyer, f"{case}/stay", **STAY)
    assert "It stands still from 22 November 2022 on: 3 days left." in foretold
    page = lawyer.get(case)
    assert "Stands still since 22 November 2022 3 days left" in told(page)
    assert "app-clock--overdue" not in page.text
    assert "Overdue" not in told(page)
    day = told(lawyer.get("/staff/"))
    assert "Cases that stand still Case Stayed from Ground Body 2022-PRES/REC-ASTANA/0001" in day
    assert "Nothing is due" in day


def test_resumed_clock_tells_its_earlier_computations_with_date_and_reason(
    desk: Desk, lawyer: Visitor
) -> None:
    case = desk.case()
    take(lawyer, f"{case}/stay", "save", **STAY)
    assert "It runs again; the last day is 27 November 2022." in preview_then_save(
        desk, lawyer, f"{case}/resume", **RESUMED
    )
    page = told(lawyer.get(case))
    assert "Computed again: The proceedings were resumed." in page
    earlier = page.split("Earlier computations: 2")[1]
    assert earlier.index("Stood still from 22 November 2022 on") < earlier.index("Last day: 24 November 2022")
    assert "The proceedings were stayed." in earlier
    # Each earlier computation keeps its own explanation, and the history tells the rest.
    assert earlier.count("How was this computed?") >= 2
    assert "document: № 5/1, 2022-11-22" in page
    assert "Stay the case" in page


def test_ended_case_has_no_running_clock_and_asks_for_nothing_more(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    take(lawyer, f"{case}/stay", "save", **STAY)
    foretold = preview_then_save(desk, lawyer, f"{case}/resume", **(RESUMED | {"how": "ended"}))
    assert "It no longer applies." in foretold
    page = told(lawyer.get(case))
    assert "No longer runs since 25 November 2022" in page
    assert "Stay the case" not in page
    assert "Record the decision" not in page
    assert "Cases that stand still Case" not in told(lawyer.get("/staff/"))


def test_court_with_the_same_matter_is_suggested_awaited_and_followed(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    claim = desk.work(lambda session: create_claim(session, contested_number="7").id)
    page = told(lawyer.get(case))
    assert f"{CLAIM}, Specialised Inter-District Administrative Court" in page
    assert "The contested act is of the same day." in page
    assert "Article 20(9)" in page.split("The same matter elsewhere")[2].split("Time limits")[0]
    foretold = preview_then_save(desk, lawyer, f"{case}/court", **AWAITED)
    assert "It stands still from 22 November 2022 on" in foretold
    desk.work(
        lambda session: create_decision(
            session,
            session.get_one(Case, claim),
            taken_at="2022-11-24T10:00",
            served_at="2022-11-24T12:00",
        )
    )
    assert "resume or end" not in told(lawyer.get("/staff/"))
    court = desk.person("lawyer", COURT)
    court.get("/staff/?lang=en")
    path = re.search(
        r'href="([^"]+/in-force)"',
        court.get(f"/staff/cases/{CLAIM.lower().replace('/siac-astana/', '/siac-astana-')}").text,
    )
    assert path is not None
    assert take(court, path[1], "save", in_force_on="2022-11-28").status_code == 303
    day = told(lawyer.get("/staff/"))
    assert "The court decided: resume or end" in day
    form = lawyer.get(f"{case}/resume")
    assert "is in force since 28 November 2022" in told(form)
    # What the court decided is proposed, so that nobody types it again.
    proposed = filled_in(form.text)
    assert (proposed["until_at"], proposed["source"]) == ("2022-11-28T00:00", CLAIM)


def test_corrected_receipt_moves_the_last_day_and_the_history_keeps_both(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    foretold = preview_then_save(desk, lawyer, f"{case}/correct", **CORRECTED)
    assert "The last day moves from 24 November 2022 to 25 November 2022 (1 day later)." in foretold
    page = told(lawyer.get(case))
    assert "from 21 November 2022, 10:00 (UTC+06:00) to 22 November 2022, 09:00 (UTC+06:00)" in page
    assert "The stamp was misread." in page
    assert "Facts of the case were corrected." in page
    assert "Corrected later" in page


def test_complaint_that_turns_out_late_is_foretold_as_late(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    late = {"received_at": "2022-12-05T09:00", "reason": "Another letter was meant."}
    assert "It will be marked: Missed." in preview_then_save(desk, lawyer, f"{case}/correct", **late)
    assert "Filed late" in told(lawyer.get(case))


def test_service_starts_the_limit_to_appeal_and_its_correction_moves_it(desk: Desk) -> None:
    path = desk.work(lambda session: _decided(session))
    court = desk.person("lawyer", COURT)
    court.get("/staff/?lang=en")
    foretold = preview_then_save(desk, court, f"{path}/served", served_at="2022-11-24T12:00")
    assert "A new time limit: the last day is 27 November 2022." in foretold
    later = {"served_at": "2022-11-25T12:00"}
    assert 'id="reason-error"' in take(court, f"{path}/served", "preview", **later).text
    foretold = preview_then_save(desk, court, f"{path}/served", **later, reason="The post was slower.")
    assert "The last day moves from 27 November 2022 to 28 November 2022 (1 day later)." in foretold
    page = told(court.get(path.split("/decisions")[0]))
    # Of the parties' time: nobody here is overdue when it has passed.
    assert "(decision No. 12/3-Б) Passed" in page
    assert "Earlier computations: 1" in page


def _decided(session: Any) -> str:
    claim = create_claim(session)
    decision = create_decision(session, claim, taken_at="2022-11-24T10:00")
    session.flush()
    return f"/staff/cases/{claim.slug}/decisions/{decision.id}"


def test_clock_that_was_not_computed_says_why_and_stands_in_my_day(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case(contested_on=None)
    # Of another case the same limit is computed.
    desk.case()
    page = told(lawyer.get(case))
    # By its name, and the missing fact by its own: nobody knows the ids of rules.
    assert (
        "To compute “Contesting a decision, action or inaction of an election commission”, "
        "give the day of the contested decision, action or inaction." in page
    )
    lacking = told(lawyer.get("/staff/")).split("A time limit could not be computed: the case file says why")[
        1
    ]
    assert "REC-ASTANA/0001" in lacking
    assert "REC-ASTANA/0002" not in lacking
    foretold = preview_then_save(
        desk, lawyer, f"{case}/correct", contested_on="2022-11-20", reason="It stands in the annex."
    )
    assert "A new time limit: the last day is 30 November 2022." in foretold
    assert "could not be computed: the case file" not in told(lawyer.get("/staff/"))


def test_boundary_day_is_warned_of_on_the_card(desk: Desk) -> None:
    # Tuesday 15 November 2022 is five days before voting: by one reading that is already "immediately".
    near = {"contested_on": "2022-11-15", "received_at": "2022-11-15T10:00"}
    claim = "/staff/cases/" + desk.work(lambda session: create_claim(session, **near).slug)
    court = desk.person("lawyer", COURT)
    court.get("/staff/?lang=en")
    warned = (
        told(court.get(claim)).split("Before you rely on this date")[1].split("How was this computed?")[0]
    )
    assert "the boundary. To be safe, treat it as due immediately." in warned


BAD: list[tuple[str, str, dict[str, str]]] = [
    ("stay", "ground", STAY | {"ground": "holiday"}),
    ("stay", "from_at", STAY | {"from_at": "2022-11-20T10:00"}),
    ("stay", "from_at", STAY | {"from_at": "2022-02-30T10:00"}),
    ("stay", "from_at", STAY | {"from_at": "2090-01-01T10:00"}),
    ("stay", "source", STAY | {"source": "The letter of a neighbour"}),
    ("stay", "source", STAY | {"source": "2022-PRES/REC-ASTANA/9999"}),
    ("court", "court_case", {"court_case": "", "reference": ""}),
    ("court", "reference", {"court_case": "another", "reference": ""}),
    ("court", "reference", {"court_case": "", "reference": "2022-PRES/SIAC-ASTANA/9999"}),
    ("court", "reference", {"court_case": "another", "reference": "\x00'--"}),
    ("court", "reference", {"court_case": "", "reference": "2022-PRES/REC-ASTANA/0001"}),
    ("correct", "reason", CORRECTED | {"reason": ""}),
    ("correct", "reason", CORRECTED | {"reason": "Call +7 701 123 45 67"}),
    ("correct", "received_at", CORRECTED | {"received_at": "2022-02-30T10:00"}),
    ("correct", "filed_at", {"filed_at": "2022-11-22T10:00", "reason": "A slip."}),
    ("correct", "contested_on", {"contested_on": "2022-11-23", "reason": "A slip."}),
    ("correct", "contested_on", CORRECTED | {"received_at": "2022-11-19T10:00"}),
]


@ON_SQLITE
def test_bad_input_names_the_field_saves_nothing_and_loses_nothing(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    desk.work(create_claim)
    before = written(desk)
    for end, field, typed in BAD:
        for do in ("preview", "save"):
            answer = take(lawyer, f"{case}/{end}", do, **typed)
            assert answer.status_code == 422, (end, typed)
            html_id = field.replace("_", "-")
            assert f'id="{html_id}-error"' in answer.text, (end, typed)
            assert f'href="#{html_id}"' in answer.text, (end, typed)
            kept = filled_in(answer.text)
            lost = {name for name, text in typed.items() if text.isprintable() and kept.get(name, "") != text}
            assert lost - {"ground", "court_case"} == set(), (end, typed)
    assert written(desk) == before


@ON_SQLITE
def test_what_cannot_be_done_now_says_so(desk: Desk, lawyer: Visitor) -> None:
    case = desk.case()
    assert "not stayed" in told(take(lawyer, f"{case}/resume", "save", **RESUMED))
    unchanged = take(lawyer, f"{case}/correct", "preview", reason="Nothing really.")
    assert (unchanged.status_code, "Nothing differs" in told(unchanged)) == (422, True)
    take(lawyer, f"{case}/stay", "save", **STAY)
    assert "Resume it first" in told(take(lawyer, f"{case}/stay", "save", **STAY))
    # Only a commission waits for a court, and a decision belongs to its own case.
    claim = "/staff/cases/" + desk.work(lambda session: create_claim(session).slug)
    court = desk.person("lawyer", COURT)
    assert court.get(f"{claim}/court").status_code == 404
    for number in ("1", "0", "9" * 30):
        assert court.get(f"{claim}/decisions/{number}/served").status_code == 404


@pytest.mark.parametrize(
    ("end", "typed"), [("stay", STAY), ("correct", CORRECTED), ("court", AWAITED | {"reference": CLAIM})]
)
def test_second_of_two_people_is_shown_what_the_first_changed(
    desk: Desk, lawyer: Visitor, end: str, typed: dict[str, str]
) -> None:
    case, other = desk.case(), desk.person("supervisor", CENTRAL)
    desk.work(create_claim)
    page = f"{case}/{end}"
    seen = filled_in(lawyer.get(page).text)
    first = {"received_at": "2022-11-21T11:00", "reason": "The clock was wrong."}
    assert take(other, f"{case}/correct", "save", **first).status_code == 303
    before = written(desk)
    for do in ("preview", "save"):
        answer = lawyer.client.post(page, data=seen | typed | {"do": do})
        assert answer.status_code == 409
        assert "The clock was wrong." in told(answer).split("What changed since")[1]
        assert "Complaint registered" not in told(answer)
        kept = filled_in(answer.text)
        assert {
            name: kept[name] for name in typed if name in kept and name != "court_case"
        }.items() <= typed.items()
    assert written(desk) == before
    # Sent again on the case as it stands now, it is done.
    again = lawyer.client.post(page, data=filled_in(answer.text) | typed | {"do": "save"})
    assert again.status_code == 303
