"""``casetracker alerts``: one pass by hand, and a mail to try the settings."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask.testing import FlaskCliRunner

from casetracker.cases.models import Case
from config.settings import Settings
from tests.alerts.conftest import Outbox

# Commands take the application at hand, as long as there is one.
pytestmark = pytest.mark.usefixtures("session")


def test_plan_and_deliver_by_hand(
    case: Case, cli_runner: FlaskCliRunner, settings: Settings, outbox: Outbox
) -> None:
    with time_machine.travel(dt.datetime(2022, 11, 24, 3, tzinfo=dt.UTC), tick=True):
        planned = [cli_runner.invoke(args=["alerts", "plan"]).output for _ in range(2)]
        delivered = cli_runner.invoke(args=["alerts", "deliver"])
    assert [text.split()[0] for text in planned] == ["1", "0"]
    assert delivered.output == "1 sent, 0 to be tried again, 0 failed.\n"
    assert outbox()[0].state == "sent"
    assert len(list((settings.var_dir / "mail").iterdir())) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_send_test_writes_a_mail(cli_runner: FlaskCliRunner, settings: Settings, language: str) -> None:
    arguments = ["alerts", "send-test", "lawyer@commission.example", "--language", language]
    result = cli_runner.invoke(args=arguments)
    assert result.exit_code == 0
    (path,) = (settings.var_dir / "mail").iterdir()
    assert f"Content-Language: {language}".encode() in path.read_bytes()


def test_send_test_refuses_what_is_no_address(cli_runner: FlaskCliRunner) -> None:
    result = cli_runner.invoke(args=["alerts", "send-test", "nobody"])
    assert result.exit_code == 2
    assert "Give an address like" in result.output


class TestClosedServer:
    @pytest.fixture
    def database_engine(self) -> str:
        return "sqlite"

    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return environ | {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1"}

    def test_send_test_says_what_to_check(self, cli_runner: FlaskCliRunner) -> None:
        result = cli_runner.invoke(args=["alerts", "send-test", "lawyer@commission.example"])
        assert result.exit_code == 1
        assert "refused" in result.output
        assert "SMTP_HOST" in result.output
