"""One's own account, links by mail, and the pages of administrators."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from casetracker.accounts.models import AccountLink, ApiToken, User
from casetracker.alerts.delivery import deliver
from casetracker.alerts.models import OutboxMail
from casetracker.runtime import settings
from tests.builders.accounts import PASSWORD
from tests.builders.desk import HIDDEN, Desk, Visitor
from tests.builders.registry import CENTRAL
from tests.support.mail import SmtpServer

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NEW_PASSWORD = "ladder cloud 41 violin"
LINK = re.compile(r"/password/choose/[\w-]+")
INVITATION = {
    "email": "new@astana.example",
    "name": "New clerk",
    "role": "clerk",
    "body": "REC-ASTANA",
    "language": "en",
}


@pytest.fixture
def environ(environ: dict[str, str], smtp_server: SmtpServer) -> dict[str, str]:
    return environ | smtp_server.environ()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def number_of(desk: Desk, email: str) -> int:
    return desk.work(lambda session: session.scalars(sa.select(User.id).where(User.email == email)).one())


def mailed_link(desk: Desk, smtp_server: SmtpServer, count: int) -> str:
    """Deliver the outbox; return the path of the link in the newest mail."""
    with desk.app.app_context():
        deliver(settings(), "test")
    mail = smtp_server.wait_for(count)[-1]
    body = mail.message.get_body(("plain",))
    assert body is not None
    found = LINK.search(body.get_content())
    assert found is not None
    return found[0]


def choose(visitor: Visitor, path: str, password: str) -> int:
    return visitor.send(path, password=password).status_code


def test_two_browsers_and_the_one_that_is_ended_is_out(desk: Desk) -> None:
    email = desk.user()
    one, two = desk.visitor(), desk.visitor()
    one.log_in(email)
    two.log_in(email)
    [end] = re.findall(r"/staff/account/sessions/\d+/end", one.get("/staff/account").text)
    assert one.send("/staff/account", end).status_code == 303
    assert two.get("/staff/").status_code == 302
    assert one.get("/staff/").status_code == 200
    two.log_in(email)
    one.send("/staff/account", "/staff/account/sessions/end-others")
    assert two.get("/staff/").status_code == 302
    assert one.get("/staff/").status_code == 200


def test_sessions_tokens_and_passkeys_of_others_do_not_exist(desk: Desk) -> None:
    desk.person()
    token = desk.person("clerk").send("/staff/account/tokens/new", name="x", scope="read")
    assert token.status_code == 200
    stranger = desk.person("lawyer")
    for path in ("sessions/1/end", "tokens/1/revoke", "passkeys/1/remove"):
        assert stranger.send("/staff/account", f"/staff/account/{path}").status_code == 404, path


def test_new_password_needs_the_present_one_and_ends_other_sessions(desk: Desk) -> None:
    email = desk.user()
    one, two = desk.visitor(), desk.visitor()
    one.log_in(email)
    two.log_in(email)
    path = "/staff/account/password"
    wrong = one.send(path, password="wrong", new_password=NEW_PASSWORD)
    assert (wrong.status_code, 'id="password-error"' in wrong.text) == (422, True)
    weak = one.send(path, password=PASSWORD, new_password="password1234")
    assert (weak.status_code, 'id="new-password-error"' in weak.text) == (422, True)
    assert two.get("/staff/").status_code == 200
    assert one.send(path, password=PASSWORD, new_password=NEW_PASSWORD).status_code == 303
    assert one.get("/staff/").status_code == 200
    assert two.get("/staff/").status_code == 302
    assert two.log_in(email, PASSWORD).status_code == 422
    assert two.log_in(email, NEW_PASSWORD).status_code == 303
    assert notices(desk) == [("user.password-changed", email)]


def notices(desk: Desk) -> list[tuple[str, str]]:
    """Return what was told of changed accounts, and to whom; none of it holds a secret."""
    told = sa.select(OutboxMail).where(OutboxMail.intent == "account-changed").order_by(OutboxMail.id)
    mails = desk.work(lambda session: session.scalars(told).all())
    assert all(mail.variables.keys() == {"name", "zone", "change", "at"} for mail in mails)
    return [(mail.variables["change"], mail.recipient) for mail in mails]


def test_token_is_shown_once_and_revoked(desk: Desk) -> None:
    visitor = desk.person()
    assert visitor.send("/staff/account/tokens/new", name="", scope="all").status_code == 422
    made = visitor.send("/staff/account/tokens/new", name="Archive", scope="read")
    found = re.search(r"ct_[\w-]+", made.text)
    assert found is not None
    page = visitor.get("/staff/account").text
    assert "Archive" in page
    assert found[0] not in page
    visitor.send("/staff/account", "/staff/account/tokens/1/revoke")
    assert desk.work(lambda session: session.get_one(ApiToken, 1).revoked_at) is not None
    assert "Archive" not in visitor.get("/staff/account").text


def test_forgotten_password_tells_nothing_and_its_link_works_once(
    desk: Desk, smtp_server: SmtpServer
) -> None:
    known, unknown = desk.user(), "nobody@commission.example"
    pages = []
    for email in (known, unknown):
        answer = desk.visitor().send("/password/forgotten", email=email)
        assert answer.status_code == 200
        pages.append(answer.text.split("<main")[1])
    assert pages[0] == pages[1]
    path = mailed_link(desk, smtp_server, 1)
    assert [mail.recipients for mail in smtp_server.received] == [(known,)]
    kept = desk.work(lambda session: session.scalars(sa.select(OutboxMail)).one())
    token = path.rpartition("/")[2]
    assert token not in str(kept.variables)
    assert token != desk.work(lambda session: session.scalars(sa.select(AccountLink.token_hash)).one())
    visitor = desk.visitor()
    assert choose(visitor, path, "short") == 422
    assert choose(visitor, path, NEW_PASSWORD) == 303
    assert visitor.get(path).status_code == 410
    assert visitor.log_in(known, PASSWORD).status_code == 422
    assert visitor.log_in(known, NEW_PASSWORD).status_code == 303


def test_invited_person_chooses_a_password_and_comes_in(desk: Desk, smtp_server: SmtpServer) -> None:
    boss = desk.person("administrator")
    wrong = boss.send("/staff/users/invite", **(INVITATION | {"email": "no address", "body": "NOWHERE"}))
    assert wrong.status_code == 422
    assert 'value="no address"' in wrong.text
    made = boss.send("/staff/users/invite", **INVITATION)
    assert made.status_code == 303
    visitor = desk.visitor()
    assert visitor.log_in(INVITATION["email"], PASSWORD).status_code == 422
    first = mailed_link(desk, smtp_server, 1)
    boss.send(made.location, f"{made.location}/send-link")
    second = mailed_link(desk, smtp_server, 2)
    assert visitor.get(first).status_code == 410
    assert choose(visitor, second, NEW_PASSWORD) == 303
    assert visitor.log_in(INVITATION["email"], NEW_PASSWORD).status_code == 303
    # Whoever sees the outbox does not see the link.
    mail = boss.get("/staff/outbox/1")
    assert mail.status_code == 200
    assert not LINK.search(mail.text)


def test_administrator_changes_disables_and_resets(desk: Desk) -> None:
    boss, email = desk.person("administrator"), desk.user("lawyer")
    user = f"/staff/users/{number_of(desk, email)}"
    visitor = desk.visitor()
    visitor.log_in(email)
    assert boss.send(f"{user}/edit", name="N", role="emperor", body="REC-ASTANA").status_code == 422
    assert boss.send(f"{user}/edit", name="N", role="clerk", body="CEC").status_code == 422
    assert boss.send(f"{user}/edit", name="N", role="clerk", body="REC-ASTANA").status_code == 303
    assert visitor.get("/staff/").status_code == 302
    visitor.log_in(email)
    for act in ("end-sessions", "reset-second-factor"):
        assert boss.send(user, f"{user}/{act}").status_code == 303
        assert visitor.get("/staff/").status_code == 302
        visitor.log_in(email)
    boss.send(user, f"{user}/disable")
    assert visitor.get("/staff/").status_code == 302
    assert visitor.log_in(email).status_code == 422
    assert boss.send(user, f"{user}/send-link").status_code == 422
    boss.send(user, f"{user}/enable")
    assert visitor.log_in(email).status_code == 303
    assert email in boss.get("/staff/users?q=lawyer-").text
    assert email not in boss.get("/staff/users?q=nobody").text
    assert email in boss.get("/staff/export/users.csv?q=lawyer-").text
    assert email not in boss.get("/staff/export/users.csv?q=nobody").text
    assert notices(desk) == [("second-factor.reset", email)]


def test_nobody_administers_outside_the_scope_or_themself(desk: Desk) -> None:
    boss_email = desk.user("administrator")
    boss = desk.visitor()
    boss.log_in(boss_email)
    above = number_of(desk, desk.user("lawyer", CENTRAL))
    acts = ("disable", "enable", "reset-second-factor", "end-sessions", "send-link")
    for number, status in ((above, 404), (number_of(desk, boss_email), 403)):
        for act in acts:
            assert boss.send("/staff/users", f"/staff/users/{number}/{act}").status_code == status, act
        assert boss.get(f"/staff/users/{number}/edit").status_code == status
    assert boss.get(f"/staff/users/{above}").status_code == 404
    auditor = desk.person("auditor")
    assert auditor.get(f"/staff/users/{number_of(desk, boss_email)}").status_code == 200
    assert auditor.get("/staff/users/invite").status_code == 403


def test_second_of_two_administrators_is_told_what_the_first_changed(desk: Desk) -> None:
    email = desk.user("lawyer")
    edit = f"/staff/users/{number_of(desk, email)}/edit"
    first, second = desk.person("administrator"), desk.person("administrator")
    seen = second.form(edit)
    assert first.send(edit, name="N", role="publisher", body="REC-ASTANA").status_code == 303
    wanted = {"name": "M", "role": "clerk", "body": "REC-ASTANA"}
    late = second.client.post(f"{edit}?lang=en", data=seen | wanted)
    assert late.status_code == 409
    assert "Publisher" in late.text
    role = desk.work(lambda session: session.scalars(sa.select(User.role).where(User.email == email)).one())
    assert role == "publisher"
    again = dict(HIDDEN.findall(late.text)) | wanted
    assert second.client.post(edit, data=again).status_code == 303
