"""Hearings on the staff side: the forms in two steps, the case file, and what is refused."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Hearing
from tests.builders.desk import Desk
from tests.builders.hearings import HEARING

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
MONDAY = "2022-11-21T06:00Z"
FORM = HEARING | {"link": "", "link_is_public": "no", "with_cases": "", "agenda": ""}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@time_machine.travel(MONDAY, tick=False)
def test_hearing_when_set_in_two_steps_then_warned_first_and_shown_in_the_file(desk: Desk) -> None:
    case, clerk = desk.case(), desk.person("clerk")
    page = f"{case}/hearings/new?lang=en"
    told = clerk.send(page, do="preview", **(FORM | {"starts_at": "2022-11-27T10:00"}))  # Sunday
    assert told.status_code == 200
    assert "is a day off" in told.text
    assert "This lies after the last day to decide the case" in told.text
    assert "Hearings" not in clerk.get(f"{case}?lang=en").text
    assert clerk.send(page, do="save", **FORM).status_code == 303
    shown = clerk.get(f"{case}?lang=en").text
    assert "22 November 2022, 15:00 (UTC+06:00)" in shown
    assert "Hearing set" in shown
    assert "/hearings/1/adjourn" in shown


@time_machine.travel(MONDAY, tick=False)
def test_hearing_when_moved_cancelled_or_adjourned_then_offered_steps_follow(desk: Desk) -> None:
    case, clerk = desk.case(), desk.person("clerk")
    clerk.send(f"{case}/hearings/new", do="save", **FORM)
    at = f"{case}/hearings/1"
    same = {name: FORM[name] for name in ("starts_at", "minutes", "place", "room", "link", "link_is_public")}
    moved = same | {"starts_at": "2022-11-22T16:00", "reason": "The room is taken."}
    assert clerk.send(f"{at}/move", do="save", **moved).status_code == 303
    why = {"reason": "The protocol was not brought."}
    next_one = {"next_starts_at": "2022-11-23T10:00"} | why
    assert "23 November 2022" in clerk.send(f"{at}/adjourn?lang=en", do="preview", **next_one).text
    assert clerk.send(f"{at}/adjourn", do="save", **next_one).status_code == 303
    assert clerk.send(f"{case}/hearings/2/cancel", do="save", **why).status_code == 303
    shown = clerk.get(f"{case}?lang=en").text
    for words in ("Adjourned", "Cancelled", "Hearing moved", "Goes on from", "The protocol was not brought."):
        assert words in shown, words
    assert "/hearings/1/move" not in shown
    assert clerk.get(f"{at}/move").status_code == 200
    assert clerk.send(f"{at}/move", do="save", **moved).status_code == 422


@time_machine.travel(MONDAY, tick=False)
def test_form_when_wrong_stale_or_of_a_stranger_then_told_and_nothing_lost(desk: Desk) -> None:
    case, clerk = desk.case(), desk.person("clerk")
    page = f"{case}/hearings/new?lang=en"
    named = FORM | {"place": "Call +7 700 000 00 00", "agenda": "Kept as it was typed"}
    refused = clerk.send(page, do="save", **named)
    assert refused.status_code == 422
    assert "This sentence is public. It must not hold" in refused.text
    assert "Kept as it was typed" in refused.text
    stale = clerk.form(page)
    clerk.send(page, do="save", **FORM)
    late = clerk.client.post(page, data=stale | FORM | {"do": "save"})
    assert late.status_code == 409
    assert "Hearing set" in late.text
    other = desk.case(text="Екінші шағым.")
    assert clerk.get(f"{other}/hearings/1/move").status_code == 404


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("field", ["place", "room"])
def test_place_that_names_a_party_of_any_case_heard_is_refused_and_the_look_is_kept(
    desk: Desk, field: str
) -> None:
    case, clerk = desk.case(), desk.person("clerk")
    desk.case(text="Екінші шағым.", complainant_name="Басқаев Ерлан")
    together = FORM | {"with_cases": "2022-PRES/REC-ASTANA/0002"}
    page = f"{case}/hearings/new?lang=en"
    for name in ("Үлгіовтың үйі", "Басқаевтың үйі"):
        refused = clerk.send(page, do="save", **(together | {field: name}))
        assert (refused.status_code, "must not hold" in refused.text) == (422, True), name
        assert re.findall(r'id="(\w+)-error"', refused.text) == [field], name
    set_ = sa.select(sa.func.count()).select_from(Hearing)
    looked = sa.select(sa.func.count()).where(AuditRow.action == "identity.looked-at")
    assert desk.work(lambda session: (session.scalar(set_), session.scalar(looked))) == (0, 4)
    assert clerk.send(page, do="save", **together).status_code == 303
    moved = {name: FORM[name] for name in ("starts_at", "minutes", "place", "room", "link")}
    moved |= {"link_is_public": "no", "reason": "The room is taken.", field: "Басқаевтың үйі"}
    assert clerk.send(f"{case}/hearings/1/move", do="save", **moved).status_code == 422
