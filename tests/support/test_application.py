from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from casetracker import migrating

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Page
    from sqlalchemy.orm import Session

    from tests.support.application import LiveServer
    from tests.support.processes import StartCommand


def test_the_application_answers_on_the_test_s_own_database(
    app: Flask, client: FlaskClient, database_url: str
) -> None:
    assert app.extensions["settings"].database_url == database_url
    assert client.get("/readyz").get_json()["database"] == "ok"


def test_the_session_speaks_to_the_engine_that_the_test_id_names(
    session: Session, database_engine: str
) -> None:
    assert session.get_bind().dialect.name == database_engine
    assert session.scalar(sa.text("SELECT version_num FROM alembic_version")) == migrating.heads()[0]


def test_a_live_server_answers_on_its_own_address_and_knows_it(live_server: LiveServer) -> None:
    assert live_server.app.extensions["settings"].base_url == live_server.url
    with urllib.request.urlopen(live_server.url + "/healthz", timeout=10) as answer:  # noqa: S310
        assert json.load(answer)["status"] == "ok"


def test_a_command_runs_in_a_process_on_the_same_database(start_command: StartCommand) -> None:
    command = start_command("db", "current")
    assert migrating.heads()[0] in command.wait_for_output(migrating.heads()[0])
    assert command.process.wait(timeout=20) == 0


def test_a_command_that_ends_early_is_told_with_its_output(start_command: StartCommand) -> None:
    command = start_command("no-such-command")
    with pytest.raises(AssertionError, match="No such command"):
        command.wait_for_output("ready")


@pytest.mark.browser
def test_a_browser_reaches_the_live_server(page: Page, live_server: LiveServer) -> None:
    answer = page.goto(live_server.url + "/readyz")
    assert answer is not None
    assert answer.status == 200
