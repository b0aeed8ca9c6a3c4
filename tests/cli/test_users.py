"""``casetracker users``: what it does, and what it refuses in words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.models import OutboxMail
from casetracker.cli.users import users
from casetracker.db import unit_of_work
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.registry import CENTRAL, create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

WHO = ("--email", "new@cec.example", "--name", "New", "--role", "clerk", "--body", CENTRAL)


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


def run(runner: FlaskCliRunner, *words: str) -> tuple[int, str]:
    result = runner.invoke(users, list(words))
    return result.exit_code, result.output


def test_user_is_made_with_a_good_password_only(registry: Session, cli_runner: FlaskCliRunner) -> None:
    code, told = run(cli_runner, "create", *WHO, "--password", "short")
    assert (code, "at least 12 characters" in told) == (2, True)
    assert run(cli_runner, "create", *WHO, "--password", PASSWORD)[0] == 0
    code, told = run(cli_runner, "create", *WHO, "--password", PASSWORD)
    assert (code, "already" in told) == (2, True)


def test_invitation_lies_in_the_outbox(registry: Session, cli_runner: FlaskCliRunner) -> None:
    assert run(cli_runner, "invite", *WHO)[0] == 0
    user, mail = registry.scalars(sa.select(User)).one(), registry.scalars(sa.select(OutboxMail)).one()
    assert (user.is_invited, mail.recipient, mail.intent) == (True, user.email, "account-invitation")
    code, told = run(cli_runner, "invite", *WHO)
    assert (code, "with this address already" in told) == (2, True)


def test_last_administrator_is_not_disabled(registry: Session, cli_runner: FlaskCliRunner) -> None:
    with unit_of_work(registry) as session:
        for name in ("one", "two"):
            create_user(session, email=f"{name}@cec.example", role="administrator", body_id=CENTRAL)
    assert run(cli_runner, "disable", "one@cec.example")[0] == 0
    code, told = run(cli_runner, "disable", "two@cec.example")
    assert (code, "last administrator" in told) == (2, True)
    assert run(cli_runner, "reset-second-factor", "two@cec.example")[0] == 0
    assert run(cli_runner, "enable", "one@cec.example")[0] == 0
    assert run(cli_runner, "disable", "two@cec.example")[0] == 0
    assert run(cli_runner, "disable", "nobody@cec.example")[0] == 2
