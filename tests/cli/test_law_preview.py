"""``casetracker law preview`` and ``law recompute``: seen first, then applied."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from config.settings import CONFIG_DIR
from tests.builders.cases import create_case
from tests.builders.registry import create_registry

REVIEW = "commission-complaint.higher.review"


@pytest.fixture
def case(session: Session) -> Case:
    """Give a complaint received on Monday 21 November 2022: to be decided until Thursday 24."""
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)


@pytest.fixture
def longer(tmp_path: Path) -> Path:
    """Give a copy of the rules in which the higher commission has five days."""
    folder = tmp_path / "rules"
    shutil.copytree(CONFIG_DIR / "law", folder / "law")
    file = folder / "law" / "kz" / "commissions.yaml"
    head, rule = file.read_text(encoding="utf-8").split(f"  {REVIEW}:", 1)
    file.write_text(f"{head}  {REVIEW}:{rule.replace('period: 3 day', 'period: 5 day', 1)}", encoding="utf-8")
    return folder


def test_preview_is_a_table_that_a_lawyer_can_read(
    case: Case, longer: Path, cli_runner: FlaskCliRunner
) -> None:
    told = cli_runner.invoke(args=["law", "preview", "--rules", str(longer)])
    assert told.exit_code == 0, told.output
    assert told.output.splitlines() == [
        "Case                       Time limit                          From            To              Days",
        "-------------------------  ----------------------------------  --------------  --------------  ----",
        f"2022-PRES/REC-ASTANA/0001  {REVIEW}  Thu 24.11.2022  Sat 26.11.2022  +2",
        "",
        "Open cases: 1. Would move: 1.",
    ]


def test_preview_as_json_and_for_one_election(case: Case, longer: Path, cli_runner: FlaskCliRunner) -> None:
    rules = ["law", "preview", "--rules", str(longer / "law" / "kz"), "--json"]
    found = json.loads(cli_runner.invoke(args=[*rules, "--election", "2022-pres"]).output)
    assert (found["open_cases"], found["moved"], found["changes"]) == (1, 1, 1)
    assert found["clocks"][0] == {
        "case": "2022-PRES/REC-ASTANA/0001",
        "rule": REVIEW,
        "role": "review",
        "from": "2022-11-24",
        "to": "2022-11-26",
        "days": 2,
        "from_state": "running",
        "to_state": "running",
        "from_immediate": False,
        "to_immediate": False,
        "problem": None,
    }
    assert json.loads(cli_runner.invoke(args=[*rules, "--election", "2019-PRES"]).output)["open_cases"] == 0
    short = cli_runner.invoke(args=["law", "preview", "--rules", str(longer), "--limit", "0"])
    assert "Listed: 0 of 1 time limits; --limit lists more." in short.output


def test_present_rules_move_nothing_and_recomputing_says_so(case: Case, cli_runner: FlaskCliRunner) -> None:
    assert cli_runner.invoke(args=["law", "preview"]).output == "Open cases: 1. Would move: 0.\n"
    told = cli_runner.invoke(args=["law", "recompute", "--reason", "a decree"])
    assert told.output == "Open cases: 1. Moved: 0. Could not be computed: 0.\n"


@pytest.mark.parametrize("database_engine", ["sqlite"])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["preview", "--election", "1999-PRES"], "There is no election '1999-PRES'. There are: "),
        (["recompute", "--reason", " "], "Give a reason of 1 to 500 characters."),
        (["recompute", "--reason", "x", "--election", "none"], "There is no election 'none'."),
    ],
)
def test_question_that_cannot_be_answered_is_refused(
    case: Case, cli_runner: FlaskCliRunner, arguments: list[str], told: str
) -> None:
    refused = cli_runner.invoke(args=["law", *arguments])
    assert refused.exit_code == 2
    assert told in refused.output


@pytest.mark.parametrize("database_engine", ["sqlite"])
def test_rules_with_problems_are_not_previewed(case: Case, longer: Path, cli_runner: FlaskCliRunner) -> None:
    file = longer / "law" / "kz" / "commissions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("5 day", "5 dais", 1), encoding="utf-8")
    refused = cli_runner.invoke(args=["law", "preview", "--rules", str(longer)])
    assert refused.exit_code == 2
    assert "commissions.yaml" in refused.output
