"""Subscribing by mail without an account, a cookie or a script; one click ends it."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casetracker.alerts.delivery import deliver
from casetracker.alerts.subscriptions.models import Subscription
from casetracker.alerts.subscriptions.planning import tell_subscribers
from casetracker.db import now
from casetracker.publication.models import PublicCase
from casetracker.runtime import settings
from tests.builders.publication import create_public_case, stored, withdraw
from tests.builders.registry import create_registry
from tests.builders.subscriptions import ADDRESS
from tests.support.mail import SmtpServer

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

LINK = re.compile(r"/subscriptions/[\w-]+")
CASE = "2022-pres/rec-astana-0001"
KEPT_BY_NOBODY = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@pytest.fixture
def environ(environ: dict[str, str], smtp_server: SmtpServer) -> dict[str, str]:
    return environ | smtp_server.environ()


@pytest.fixture
def reader(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give somebody who reads the register, in which one case is published."""
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)
    return client


def newest_mail(app: Flask, smtp_server: SmtpServer, count: int) -> EmailMessage:
    with app.app_context():
        deliver(settings(), "test")
    return smtp_server.wait_for(count)[-1].message


def states(app: Flask) -> list[tuple[str, str]]:
    with stored(app) as session:
        return [
            (it.kind, it.state) for it in session.scalars(sa.select(Subscription).order_by(Subscription.id))
        ]


@pytest.mark.parametrize(
    ("page", "link", "what"),
    [
        (f"/cases/{CASE}", "/subscribe?case=2022-pres/rec-astana-0001", "Case 2022-PRES/REC-ASTANA/0001"),
        ("/bodies/kz-rec-astana", "/subscribe?place=kz-rec-astana", "Astana"),
        (
            "/search?q=байқаушы&subject=observers&open_session=no",
            "/subscribe?q=%D0%B1%D0%B0%D0%B9%D2%9B%D0%B0%D1%83%D1%88%D1%8B"
            "&amp;subject=observers&amp;open_session=no",
            "Search “байқаушы”; In open session: No; Subject: Rights of observers",
        ),
    ],
)
def test_page_then_leads_to_its_subscription(reader: FlaskClient, page: str, link: str, what: str) -> None:
    assert link in reader.get(page, headers={"Accept-Language": "en"}).text
    form = reader.get(link.replace("&amp;", "&"), headers={"Accept-Language": "en"})
    assert form.status_code == 200
    assert what in form.text
    assert "Set-Cookie" not in form.headers


def test_subscription_when_confirmed_then_told_and_one_click_ends_it(
    app: Flask, reader: FlaskClient, smtp_server: SmtpServer
) -> None:
    english = {"Accept-Language": "en"}
    asked = reader.post(
        f"/subscribe?case={CASE}", data={"email": ADDRESS, "rhythm": "at-once"}, headers=english
    )
    assert (asked.status_code, "Set-Cookie" in asked.headers) == (200, False)
    mail = newest_mail(app, smtp_server, 1)
    assert mail["To"] == ADDRESS
    body = mail.get_body(("plain",))
    assert body is not None
    found = LINK.search(body.get_content())
    assert found is not None
    for _look in range(2):
        page = reader.get(found[0], headers=english)
        assert "Yes, I want to be told" in page.text
        assert {name: page.headers[name] for name in KEPT_BY_NOBODY} == KEPT_BY_NOBODY
    assert states(app) == [("case", "unconfirmed")]
    assert "You will be told" in reader.post(f"{found[0]}/confirm", headers=english).text
    with stored(app) as session:
        public = session.get_one(Subscription, 1)
        assert public.target == CASE
        withdraw(changed_case(session), "Жаңылыс")
        session.flush()
    with stored(app) as session:
        assert tell_subscribers(session, now()) == 1
    news = newest_mail(app, smtp_server, 2)
    told = news.get_body(("plain",))
    assert told is not None
    assert "The publication was withdrawn: 2022-PRES/REC-ASTANA/0001" in told.get_content()
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<http://[^/]+(/subscriptions/[\w-]+/stop)>", news["List-Unsubscribe"])
    assert stop is not None
    assert "End the subscription" in reader.get(stop[1], headers=english).text
    assert states(app) == [("case", "active")]
    ended = reader.post(stop[1], data={"List-Unsubscribe": "One-Click"}, headers=english)
    assert (ended.status_code, ended.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "has ended" in ended.text
    assert states(app) == [("case", "ended")]
    assert "has ended" in reader.post(stop[1], headers=english).text
    assert reader.post(f"{found[0]}/confirm").status_code == 410


def changed_case(session: Session) -> PublicCase:
    case = session.scalars(sa.select(PublicCase)).one()
    case.updated_at = now()
    return case


@pytest.mark.parametrize(
    ("address", "fields", "status", "told"),
    [
        ("/subscribe", {"email": "nobody", "rhythm": "daily"}, 422, "This is not an e-mail address."),
        ("/subscribe", {"email": ADDRESS, "rhythm": "never"}, 422, "Choose how often you want to be told."),
        ("/subscribe?case=2022-pres/cec-0009", {"email": ADDRESS, "rhythm": "daily"}, 404, ""),
        ("/subscribe?case=%00", {}, 404, ""),
        ("/subscribe?place=no-such", {}, 404, ""),
        ("/subscriptions/no-such/stop", {}, 404, "There is no such subscription"),
        ("/subscriptions/no-such/confirm", {}, 404, "Check that the whole address of the mail was copied."),
    ],
)
def test_what_is_sent_when_wrong_then_told_and_kept(
    reader: FlaskClient, address: str, fields: dict[str, str], status: int, told: str
) -> None:
    answer = reader.post(address, data=fields, headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert told in answer.text
    if status == 422:
        assert f'value="{fields["email"]}"' in answer.text
