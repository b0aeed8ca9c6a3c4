"""Elections: their dates and plans, two administrators at once, and who vouches for the law."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.audit.models import AuditRow
from casetracker.cases.models import CaseDeadline, Recomputation
from casetracker.registry.models import Election
from tests.builders.desk import Desk, Visitor
from tests.builders.elections import KURULTAI, create_unverified_election
from tests.builders.forms import filled_in
from tests.builders.registry import CENTRAL, PRESIDENTIAL

EDIT = f"/staff/elections/{PRESIDENTIAL}/edit"
REFERENDUM = "/staff/elections/2026-ref/edit"  # with five dates of a calendar plan
SOURCE = "https://gazette.example/2022/1"
RULE = "campaign.end"
CLAIM = {
    "body": "kz-siac-astana",
    "procedure": "election-claim",
    "contested_on": "2022-11-17",
    "received_at": "2022-11-18T10:00",
}
# What a form says does not depend on the database's engine.
ONE_ENGINE = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
WRONG = [
    ("voting_on", ""),
    ("voting_on", "2022-13-01"),
    ("called_on", "2022-11-20"),  # voting day itself
    ("results_on", "2022-11-19"),  # the day before voting
    ("results_at", "2022-11-23T10:00"),  # another day than the one beside it
    ("called_on_source", ""),
    ("plan_0_rule", "no.such-rule"),
    ("plan_0_due_on", "soon"),
    ("plan_0_hour", "25:00"),
    ("plan_0_url", "gazette"),
]


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def administrator(desk: Desk) -> Visitor:
    return desk.person("administrator", CENTRAL)


def stored(desk: Desk, code: str = PRESIDENTIAL) -> Election:
    return desk.work(lambda session: session.get_one(Election, code))


def everything(desk: Desk, model: Any) -> list[Any]:
    return list(desk.work(lambda session: session.scalars(sa.select(model)).all()))


def edited(visitor: Visitor, path: str = EDIT, *, do: str = "preview", **fields: str) -> TestResponse:
    """Open the form of an election, change some fields and send it."""
    return visitor.client.post(path, data={**filled_in(visitor.get(path).text), **fields, "do": do})


def sent_on(visitor: Visitor, page: TestResponse, path: str = EDIT, **fields: str) -> TestResponse:
    """Send the form of an answer on, as it stands there but for *fields*."""
    return visitor.client.post(path, data={**filled_in(page.text), **fields})


def test_everybody_reads_and_only_administrators_at_the_top_change(
    desk: Desk, administrator: Visitor
) -> None:
    for visitor in (desk.person("clerk"), desk.person("administrator"), desk.person("supervisor", CENTRAL)):
        assert "2022-pres" in visitor.get("/staff/elections").text
        page = visitor.get(f"/staff/elections/{PRESIDENTIAL}?lang=en").text
        assert "20 November 2022" in page
        assert f'href="{EDIT}"' not in page
        assert visitor.get(EDIT).status_code == 403
    assert f'href="{EDIT}"' in administrator.get(f"/staff/elections/{PRESIDENTIAL}").text


@ONE_ENGINE
def test_address_of_no_election_is_404(administrator: Visitor) -> None:
    for code in ("2022-nothing", "%00", "2022-PRES", "a" * 41, "2022-pres'--"):
        for end in ("", "/edit", "/law", "/law/withdrawal"):
            assert administrator.get(f"/staff/elections/{code}{end}").status_code == 404, (code, end)


@ONE_ENGINE
def test_plan_is_shown_with_hour_and_source(desk: Desk) -> None:
    page = desk.person().get("/staff/elections/2026-ref?lang=en").text
    assert "14 March 2026</time>, 18:00" in page
    assert page.count("https://kaz.zakon.kz/kogam-tynysy/6076551</a>") == 3
    assert "Not among the rules in use" not in page
    # The plan of 2022 named a limit for which the law book has no rule.
    assert "Not among the rules in use" in desk.person().get("/staff/elections/2022-pres?lang=en").text


@ONE_ENGINE
def test_form_sent_back_untouched_changes_nothing(desk: Desk, administrator: Visitor) -> None:
    before = stored(desk, "2026-ref")
    answer = edited(administrator, REFERENDUM)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    after = stored(desk, "2026-ref")
    assert (after.overrides, after.sources, after.changed_at) == (before.overrides, before.sources, None)


@ONE_ENGINE
def test_wrong_field_is_told_there_and_everything_typed_is_kept(desk: Desk, administrator: Visitor) -> None:
    good = {
        "called_on": "2022-09-22",
        "results_source": "A <b>decree</b>",
        "plan_0_rule": "nomination.end.president",
        "plan_0_due_on": "2022-11-18",
        "plan_0_note": "Plan No 1",
    }
    for field, typed in WRONG:
        answer = edited(administrator, **{**good, field: typed})
        assert answer.status_code == 422, (field, typed)
        assert f'id="{field.replace("_", "-")}-error"' in answer.text, (field, typed)
        kept = filled_in(answer.text)
        assert {name: kept[name] for name in good if name != field} == {
            name: text for name, text in good.items() if name != field
        }
    assert stored(desk).changed_at is None


def test_moved_voting_day_is_previewed_then_saved_with_its_reason(desk: Desk, administrator: Visitor) -> None:
    # Two days before voting a court decides immediately, nine days before it has five days.
    case = desk.case(**CLAIM)
    administrator.get("/staff/?lang=en")
    preview = edited(
        administrator, voting_on="2022-11-27", voting_on_source=SOURCE, results_on="", do="preview"
    )
    assert preview.status_code == 200
    assert f'href="{case}"' in preview.text
    assert "5 days later" in preview.text
    assert stored(desk).voting_on == dt.date(2022, 11, 20)
    unreasoned = sent_on(administrator, preview, do="save")
    assert unreasoned.status_code == 422
    assert 'id="reason-error"' in unreasoned.text
    answer = sent_on(administrator, unreasoned, do="save", reason="Moved by a new decree")
    assert answer.status_code == 303
    election = stored(desk)
    assert (election.voting_on, election.results_on) == (dt.date(2022, 11, 27), None)
    assert election.sources["voting_on"] == {"url": SOURCE}
    assert "results_on" not in election.sources
    assert election.changed_at is not None
    (work,) = everything(desk, Recomputation)
    assert (work.cause, work.election_id, work.state) == ("election-changed", PRESIDENTIAL, "waiting")
    assert "election.changed" in [row.action for row in everything(desk, AuditRow)]
    assert "Moved by a new decree" in desk.person().get(f"/staff/elections/{PRESIDENTIAL}").text


@ONE_ENGINE
def test_one_can_go_back_from_the_preview_and_nothing_is_lost(administrator: Visitor) -> None:
    preview = edited(administrator, voting_on="2022-11-27", voting_on_source=SOURCE, results_on="")
    form = sent_on(administrator, preview, do="edit")
    fields = filled_in(form.text)
    assert (fields["voting_on"], fields["voting_on_source"]) == ("2022-11-27", SOURCE)


def test_dates_of_the_plan_are_added_changed_and_removed(desk: Desk, administrator: Visitor) -> None:
    before = dict(stored(desk, "2026-ref").overrides)
    rules = list(before)
    more = edited(administrator, REFERENDUM, do="row", plan_0_remove="true", plan_1_due_on="2026-02-23")
    preview = sent_on(
        administrator, more, REFERENDUM, do="preview",
        plan_5_rule="no.such-rule", plan_5_due_on="2026-02-01", plan_5_hour="18:00", plan_5_note="Plan No 7",
    )  # fmt: skip
    assert preview.status_code == 422
    assert 'id="plan-5-rule-error"' in preview.text
    preview = sent_on(
        administrator, preview, REFERENDUM, do="preview", plan_5_rule="observers.foreign.accreditation.end"
    )
    assert preview.status_code == 200
    answer = sent_on(administrator, preview, REFERENDUM, do="save", reason="New plan")
    assert answer.status_code == 303
    after = stored(desk, "2026-ref").overrides
    assert after == {
        rules[1]: {**before[rules[1]], "due_on": "2026-02-23"},
        **{rule: before[rule] for rule in rules[2:]},
        "observers.foreign.accreditation.end": {"due_on": "2026-02-01", "hour": "18:00", "note": "Plan No 7"},
    }


def test_second_administrator_sees_what_changed_and_loses_nothing(desk: Desk, administrator: Visitor) -> None:
    other = desk.person("administrator", CENTRAL)
    opened = administrator.get(REFERENDUM)
    theirs = edited(
        other, REFERENDUM, results_on="2026-03-17", results_source=SOURCE, plan_4_due_on="2026-03-13"
    )
    assert sent_on(other, theirs, REFERENDUM, do="save", reason="Announced").status_code == 303

    mine = {"plan_4_due_on": "2026-03-12", "plan_0_due_on": "2026-02-20", "do": "preview"}
    told = administrator.client.post(f"{REFERENDUM}?lang=en", data={**filled_in(opened.text), **mine})
    assert told.status_code == 409
    for sentence in ("17 March 2026", "13 March 2026", "12 March 2026"):
        assert sentence in told.text
    fields = filled_in(told.text)
    assert fields["results_on"] == "2026-03-17"
    preview = sent_on(administrator, told, REFERENDUM, do="preview")
    assert sent_on(administrator, preview, REFERENDUM, do="save", reason="Plan corrected").status_code == 303
    election = stored(desk, "2026-ref")
    assert election.results_on == dt.date(2026, 3, 17)
    assert election.overrides["districts.published"]["due_on"] == "2026-02-20"
    assert election.overrides[RULE]["due_on"] == "2026-03-12"


@ONE_ENGINE
def test_files_loaded_while_a_form_is_open_are_not_undone_by_it(desk: Desk, administrator: Visitor) -> None:
    opened = filled_in(administrator.get(EDIT).text)

    def load(session: Session) -> None:
        session.get_one(Election, PRESIDENTIAL).voting_on = dt.date(2022, 11, 27)

    desk.work(load)
    mine = {"called_on": "2022-09-22", "called_on_source": SOURCE, "reason": "Read again", "do": "save"}
    told = administrator.client.post(EDIT, data=opened | mine)
    assert told.status_code == 409
    assert filled_in(told.text)["voting_on"] == "2022-11-27"
    assert stored(desk).voting_on == dt.date(2022, 11, 27)


@ONE_ENGINE
def test_forged_memory_of_a_form_is_not_believed(desk: Desk, administrator: Visitor) -> None:
    answer = edited(administrator, seen="WyJmb3JnZWQiXQ.signature", voting_on="2022-11-27", results_on="")
    assert answer.status_code == 200
    assert stored(desk).changed_at is None


def unverified(session: Session, **confirmation: str) -> None:
    create_unverified_election(session).law_confirmation = confirmation or None


@pytest.mark.parametrize(
    ("confirmation", "sentence", "may_confirm"),
    [
        ({}, "it was called after 30 June 2026", True),
        (
            {"on": "2026-07-20", "source": "Gazette No 24", "digest": "of other files"},
            "other rule files",
            True,
        ),
        (
            {"on": "2026-07-20", "source": "Gazette No 24", "digest": ""},
            "Text compared: Gazette No 24",
            False,
        ),
    ],
)
def test_state_of_the_law_is_told_loudly(
    desk: Desk, administrator: Visitor, confirmation: dict[str, str], sentence: str, may_confirm: bool
) -> None:
    if confirmation.get("digest") == "":
        confirmation = {**confirmation, "digest": desk.app.extensions["lawbook"].digest}
    desk.work(lambda session: unverified(session, **confirmation))
    page = administrator.get(f"/staff/elections/{KURULTAI}?lang=en").text
    assert sentence in page
    assert ("govuk-warning-text" in page) is may_confirm
    assert (f'href="/staff/elections/{KURULTAI}/law"' in page) is may_confirm
    reader = desk.person("lawyer").get(f"/staff/elections/{KURULTAI}?lang=en").text
    assert sentence in reader
    assert f"{KURULTAI}/law" not in reader


def test_rules_are_confirmed_by_the_text_compared_and_withdrawn_again(
    desk: Desk, administrator: Visitor
) -> None:
    desk.work(unverified)
    law = f"/staff/elections/{KURULTAI}/law"
    digest = desk.app.extensions["lawbook"].digest
    assert f'name="digest" value="{digest}"' in administrator.get(law).text
    refused = administrator.send(law, source=" ", digest=digest)
    assert refused.status_code == 422
    assert 'id="source-error"' in refused.text
    assert stored(desk, KURULTAI).law_confirmation is None
    assert administrator.send(law, source="Gazette No 24 of 2026", digest="old").status_code == 422
    assert administrator.send(law, source="Gazette No 24 of 2026", digest=digest).status_code == 303
    confirmation = stored(desk, KURULTAI).law_confirmation
    assert confirmation is not None
    assert confirmation["digest"] == desk.app.extensions["lawbook"].digest
    assert "Gazette No 24 of 2026" in desk.person().get(f"/staff/elections/{KURULTAI}").text
    assert administrator.send(f"{law}/withdrawal", reason="").status_code == 422
    assert administrator.send(f"{law}/withdrawal", reason="The text differs").status_code == 303
    assert stored(desk, KURULTAI).law_confirmation is None
    assert [work.cause for work in everything(desk, Recomputation)] == ["law-confirmed"] * 2
    assert not everything(desk, CaseDeadline)


def test_confirmation_that_is_not_there_cannot_be_withdrawn(desk: Desk, administrator: Visitor) -> None:
    desk.work(unverified)
    page = f"/staff/elections/{KURULTAI}/law/withdrawal"
    assert administrator.get(page).status_code == 200
    assert administrator.send(page, reason="A mistake").status_code == 422
    assert everything(desk, Recomputation) == []
