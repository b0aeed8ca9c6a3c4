"""Drafts of complaints: nothing typed is lost by an expired login, an old token or a failing database."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.accounts.models import User
from casetracker.accounts.sessions import end_sessions
from casetracker.cases.models import Case, CaseCounter, Identity, IntakeDraft
from casetracker.db import now
from tests.builders.desk import INTAKE, Desk, Visitor, areas
from tests.builders.forms import filled_in

NEW, SAVE, DRAFTS = "/staff/cases/new", "/staff/drafts/save", "/staff/drafts"
TYPED = {"text": "Байқаушы шығарылды, бірақ әлі", "complainant_name": "Үлгіов Сынақ", "election": "2022-PRES"}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def said(answer: TestResponse) -> dict[str, Any]:
    """Return what an answer to the script says."""
    told = answer.get_json()
    assert isinstance(told, dict)
    return told


def counts(desk: Desk) -> tuple[int | None, ...]:
    """Return how many drafts, cases, counters and identities there are."""
    models = (IntakeDraft, Case, CaseCounter, Identity)
    count = sa.func.count()
    return desk.work(
        lambda session: tuple(session.scalar(sa.select(count).select_from(model)) for model in models)
    )


def saved(clerk: Visitor, **changes: str) -> str:
    """Save a draft; return the address of its form."""
    answer = clerk.send(NEW, do="save", **(TYPED | changes))
    assert answer.status_code == 303
    return str(answer.location)


def test_draft_is_kept_sealed_for_its_owner_and_found_again(desk: Desk) -> None:
    clerk, other = desk.person("clerk"), desk.person("clerk")
    address = saved(clerk)
    page = clerk.get(address).text
    assert areas(page)["text"] == TYPED["text"]
    assert 'value="Үлгіов Сынақ"' in page
    assert "govuk-error-summary" not in page
    for path in ("/staff/", DRAFTS):
        assert address in clerk.get(path).text
        assert address not in other.get(path).text
    assert other.get(address).status_code == 404
    sealed = desk.work(lambda session: session.scalars(sa.select(IntakeDraft.sealed)).one())
    assert "Үлгіов".encode() not in sealed
    assert counts(desk) == (1, 0, 0, 0)


def test_discarding_asks_first_and_reaches_the_own_drafts_only(desk: Desk) -> None:
    clerk, other = desk.person("clerk"), desk.person("clerk")
    discard = f"{DRAFTS}/{saved(clerk).partition('draft=')[2]}/discard"
    assert other.get(discard).status_code == 404
    assert other.send("/staff/", discard).status_code == 404
    assert clerk.get(discard).status_code == 200
    assert counts(desk)[0] == 1
    assert clerk.send(discard).status_code == 303
    assert counts(desk)[0] == 0
    assert clerk.get(discard).status_code == 404


def test_preview_and_refused_registration_keep_a_draft_and_registering_ends_it(desk: Desk) -> None:
    clerk = desk.person("clerk")
    form = clerk.form(NEW) | INTAKE
    refused = clerk.client.post(NEW, data=form | {"do": "register", "received_at": ""})
    assert refused.status_code == 422
    assert counts(desk) == (1, 0, 0, 0)
    again = filled_in(refused.text) | INTAKE
    preview = clerk.client.post(NEW, data=again | {"do": "preview"})
    assert preview.status_code == 200
    assert counts(desk) == (1, 0, 0, 0)
    assert clerk.client.post(NEW, data=filled_in(preview.text) | {"do": "register"}).status_code == 201
    assert counts(desk) == (0, 1, 1, 1)
    # A window that still shows the form cannot bring it back.
    late = clerk.client.post(SAVE, data=form)
    assert late.status_code == 409
    assert "2022-PRES/REC-ASTANA/0001" in said(late)["told"]
    assert counts(desk)[0] == 0


def test_form_is_saved_by_its_script_and_told_so(desk: Desk) -> None:
    clerk = desk.person("clerk")
    form = clerk.form(NEW) | TYPED
    first = clerk.client.post(SAVE, data=form)
    assert first.status_code == 200
    assert re.search(r"\d\d:\d\d", said(first)["told"])
    second = clerk.client.post(SAVE, data=form | {"draft_version": said(first)["version"], "text": "more"})
    assert (said(second)["form_id"], said(second)["version"]) == (form["form_id"], 2)
    assert counts(desk)[0] == 1


def test_two_windows_do_not_overwrite_each_other(desk: Desk) -> None:
    clerk = desk.person("clerk")
    address = saved(clerk)
    one, two = (filled_in(clerk.get(address).text) for _window in range(2))
    assert clerk.client.post(SAVE, data=one | {"text": "of the first window"}).status_code == 200
    copied = clerk.client.post(SAVE, data=two | {"text": "of the second window"})
    assert copied.status_code == 200
    assert said(copied)["form_id"] != two["form_id"]
    # From now on the second window saves into the copy.
    follows = {name: str(said(copied)[name]) for name in ("form_id", "owner")}
    later = two | follows | {"draft_version": str(said(copied)["version"]), "text": "second, continued"}
    assert said(clerk.client.post(SAVE, data=later))["form_id"] == said(copied)["form_id"]
    texts = {
        areas(clerk.get(f"{NEW}?draft={it}").text)["text"] for it in (one["form_id"], follows["form_id"])
    }
    assert texts == {"of the first window", "second, continued"}
    # Without scripts it is told on the page.
    stale = clerk.client.post(NEW, data=two | {"text": "third", "do": "save"}, follow_redirects=True)
    assert "govuk-notification-banner" in stale.text
    assert counts(desk)[0] == 3


def expired(desk: Desk, email: str) -> tuple[Visitor, dict[str, str]]:
    """Return somebody with a form open, whose login is over."""
    clerk = desk.visitor()
    clerk.log_in(email)
    form = filled_in(clerk.get(NEW).text) | INTAKE

    def end(session: Session) -> None:
        user = session.scalars(sa.select(User).where(User.email == email)).one()
        end_sessions(session, user, actor="test")

    desk.work(end)
    return clerk, form


@pytest.mark.parametrize("cookie_is_gone", [False, True])
@pytest.mark.parametrize("do", ["register", "preview", "save"])
def test_expired_login_loses_nothing(desk: Desk, do: str, cookie_is_gone: bool) -> None:
    email = desk.user("clerk")
    clerk, form = expired(desk, email)
    if cookie_is_gone:
        clerk.client.delete_cookie("session")
    answer = clerk.client.post(NEW, data=form | {"do": do})
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=/staff/cases/new?draft")
    assert counts(desk) == (1, 0, 0, 0)
    back = clerk.log_in(email, path=answer.location)
    page = clerk.get(html.unescape(back.location)).text
    assert areas(page)["text"] == INTAKE["text"]
    assert clerk.client.post(NEW, data=filled_in(page) | {"do": "register"}).status_code == 201
    assert counts(desk) == (0, 1, 1, 1)


def test_script_of_an_expired_login_keeps_the_text_and_shows_the_way(desk: Desk) -> None:
    clerk, form = expired(desk, desk.user("clerk"))
    answer = clerk.client.post(SAVE, data=form)
    assert answer.status_code == 401
    assert said(answer)["saved"]
    assert said(answer)["login"].startswith("/login?next=")
    assert counts(desk) == (1, 0, 0, 0)


@pytest.mark.parametrize("forged", ["", "nonsense", "WzEsImEiXQ.aaaa.bbbb", "another form"])
def test_nobody_can_put_a_draft_into_somebody_s_drawer(desk: Desk, forged: str) -> None:
    clerk, form = expired(desk, desk.user("clerk"))
    owner = desk.person("clerk").form(NEW)["owner"] if forged == "another form" else forged
    answer = clerk.client.post(NEW, data=form | {"do": "save", "owner": owner})
    assert answer.status_code == 302
    assert "draft" not in answer.location
    assert counts(desk)[0] == 0


def test_disabled_account_keeps_no_draft(desk: Desk) -> None:
    email = desk.user("clerk")
    clerk, form = expired(desk, email)
    disable = sa.update(User).where(User.email == email).values(is_enabled=False)
    desk.work(lambda session: session.execute(disable) and None)
    assert clerk.client.post(NEW, data=form | {"do": "save"}).status_code == 302
    assert counts(desk)[0] == 0


def test_token_of_an_old_page_costs_nothing_typed(desk: Desk) -> None:
    clerk = desk.person("clerk")
    form = filled_in(clerk.get(NEW).text) | INTAKE | {"csrf_token": "old", "do": "register"}
    answer = clerk.client.post(NEW, data=form)
    assert answer.status_code == 400
    assert "govuk-error-summary" in answer.text
    again = filled_in(answer.text)
    assert again["text"] == INTAKE["text"]
    assert again["csrf_token"] != "old"
    assert counts(desk) == (0, 0, 0, 0)
    assert clerk.client.post(NEW, data=again | {"do": "register"}).status_code == 201


def test_form_of_somebody_else_is_kept_for_them_alone(desk: Desk) -> None:
    first, second = desk.person("clerk"), desk.person("clerk")
    form = filled_in(first.get(NEW).text) | INTAKE | {"do": "register"}
    assert second.client.post(NEW, data=form).status_code == 302
    assert form["form_id"] in first.get(DRAFTS).text
    assert form["form_id"] not in second.get(DRAFTS).text
    assert counts(desk) == (1, 0, 0, 0)


def test_draft_expires_and_is_deleted(desk: Desk) -> None:
    clerk = desk.person("clerk")
    address = saved(clerk)
    past = sa.update(IntakeDraft).values(expires_at=now() - dt.timedelta(seconds=1))
    desk.work(lambda session: session.execute(past) and None)
    assert clerk.get(address).status_code == 404
    assert address not in clerk.get(DRAFTS).text
    other = saved(clerk, text="newer")
    assert counts(desk)[0] == 1
    assert other in clerk.get(DRAFTS).text


def test_drafts_have_a_limit_that_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casetracker.cases.drafts.MOST_DRAFTS", 1)
    clerk = desk.person("clerk")
    saved(clerk)
    answer = clerk.send(NEW, do="save", **TYPED)
    assert answer.status_code == 422
    assert areas(answer.text)["text"] == TYPED["text"]
    assert clerk.client.post(SAVE, data=clerk.form(NEW) | TYPED).status_code == 422
    # It stops nobody from working.
    assert clerk.send(NEW, do="preview", **INTAKE).status_code == 200
    assert clerk.send(NEW, do="register", **INTAKE).status_code == 201


def rename(desk: Desk, table: str, name: str) -> None:
    with desk.app.app_context():
        from casetracker.db import db

        with db.engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_database_that_fails_in_the_middle_saves_nothing_and_loses_nothing(desk: Desk) -> None:
    clerk = desk.person("clerk")
    clerk.get("/staff/?lang=ru")
    form: dict[str, Any] = filled_in(clerk.get(NEW).text) | INTAKE | {"do": "register"}
    # The case itself can be written; its clocks cannot.
    rename(desk, "deadlines", "gone")
    answer = clerk.client.post(NEW, data=form)
    assert answer.status_code in {500, 503}
    assert '<html lang="ru"' in answer.text
    assert counts(desk) == (0, 0, 0, 0)
    again = filled_in(answer.text)
    assert again["text"] == INTAKE["text"]
    assert "Traceback" not in answer.text
    rename(desk, "gone", "deadlines")
    assert clerk.client.post(NEW, data=again | {"do": "register"}).status_code == 201
    assert counts(desk) == (0, 1, 1, 1)
