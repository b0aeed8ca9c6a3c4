"""The register with people in it, and settings that send to the test's mail server."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.models import OutboxMail
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from config.settings import Settings
from tests.builders.accounts import create_user
from tests.builders.cases import create_case
from tests.builders.registry import create_registry
from tests.support.mail import SmtpServer
from tests.support.shifted_processes import start_at

__all__ = ["start_at"]

Outbox = Callable[[], list[OutboxMail]]


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def lawyer(registry: Session) -> User:
    with unit_of_work(registry):
        return create_user(registry, role="lawyer", language="ru")


@pytest.fixture
def case(registry: Session, lawyer: User) -> Case:
    """Give a case received on Monday 21 November 2022 at 10:00: strict Wednesday 23, last day Thursday 24."""
    with unit_of_work(registry):
        return create_case(registry)


@pytest.fixture
def outbox(session: Session) -> Outbox:
    """Give a function that reads every mail of the outbox anew, in the order in which they were made."""

    def read() -> list[OutboxMail]:
        with unit_of_work(session):
            statement = sa.select(OutboxMail).order_by(OutboxMail.id)
            return list(session.scalars(statement.execution_options(populate_existing=True)))

    return read


@pytest.fixture
def smtp_settings(settings: Settings, smtp_server: SmtpServer) -> Settings:
    return dataclasses.replace(
        settings,
        smtp_host=smtp_server.host,
        smtp_port=smtp_server.port,
        smtp_timeout_seconds=1.0,
        mail_from="Өтініштер тізілімі <register@commission.example>",
        base_url="https://register.example",
    )
