"""``casetracker law`` at the command line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casetracker.cli.law import law
from config.settings import CONFIG_DIR, PROJECT_DIR

TEN_DAYS = "commission-decision.appeal.filing"
CLAIM = "election-claim.court.review"
REVIEW = "commission-complaint.higher.review"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(law, arguments)


def answer(*arguments: str) -> dict[str, Any]:
    result = run("compute", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def test_the_answer_in_json() -> None:
    found = answer(TEN_DAYS, "--on", "2022-11-03", "--election-day", "2022-11-20")
    assert found["rule"] == TEN_DAYS
    assert found["edition"] == "2016-01-01"
    assert found["citation"].endswith("Article 20(9)")
    assert (found["strict_on"], found["due_on"]) == ("2022-11-12", "2022-11-13")
    assert found["due_at"] == "2022-11-14T00:00:00+06:00"
    assert found["immediate"] is False
    assert found["disputed"] == ["court-day-off"]
    assert [step["code"] for step in found["trace"]][0] == "facts"
    assert found["explanation"][-1].startswith("The last day is Sunday 13 November 2022")


@pytest.mark.parametrize(
    ("arguments", "due_at", "immediate"),
    [
        (["--on", "2022-11-20", "--zone", "Asia/Aqtobe"], "2022-12-01T00:00:00+05:00", False),
        (["--on", "2022-11-20T23:30+06:00"], "2022-12-01T00:00:00+06:00", False),
        (["--on", "2022-11-20T20:30Z"], "2022-12-02T00:00:00+06:00", False),
        (["--on", "2024-02-20"], "2024-03-02T00:00:00+05:00", False),
    ],
)
def test_instants_and_zones(arguments: list[str], due_at: str, immediate: bool) -> None:
    found = answer(TEN_DAYS, *arguments)
    assert (found["due_at"], found["immediate"]) == (due_at, immediate)


def test_results_decide_whether_a_claim_is_immediate() -> None:
    near = ("--on", "2022-11-21T10:00", "--election-day", "2022-11-20", "--results-on")
    assert answer(CLAIM, *near, "2022-11-22")["immediate"] is True
    assert answer(CLAIM, *near, "2022-11-20")["immediate"] is False


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "20-баптың 9-тармағы"), ("ru", "пункт 9 статьи 20"), ("en", "Article 20(9)")],
)
def test_the_explanation_in_the_asked_language(language: str, words: str) -> None:
    result = run("compute", TEN_DAYS, "--on", "2022-11-03", "--lang", language)
    assert result.exit_code == 0
    assert words in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no-such-rule", "--on", "2022-11-03"], "Allowed rules: absentee.end"),
        (
            ["commission-decision.appeal.filling", "--on", "2022-11-03"],
            "Perhaps you meant one of: commission-de",
        ),
        ([TEN_DAYS, "--on", "2022-02-30"], "does not exist"),
        ([TEN_DAYS, "--on", "20221103"], "expected one such as 2022-11-20"),
        ([TEN_DAYS, "--on", "tomorrow"], "expected one such as 2022-11-20"),
        ([TEN_DAYS, "--on", "2022-11-03T25:00"], "does not exist"),
        ([TEN_DAYS, "--on", "2022-11-03", "--election-day", "2022-11-31"], "does not exist"),
        ([TEN_DAYS, "--on", "2022-11-03", "--election-day", "2022-11-20T08:00"], "is not a date"),
        (
            [TEN_DAYS, "--on", "2022-11-03", "--zone", "Asia/Atlantis"],
            "There is no time zone “Asia/Atlantis”",
        ),
        ([TEN_DAYS], "--on"),
        ([CLAIM, "--on", "2022-11-03"], "--election-day YYYY-MM-DD"),
        (["session.member-notice", "--on", "2022-11-03"], "--on YYYY-MM-DDTHH:MM"),
        ([CLAIM, "--on", "2022-12-21", "--election-day", "2022-11-20"], "does not apply here"),
        ([TEN_DAYS, "--on", "2026-07-01"], "has not been verified"),
        ([TEN_DAYS, "--on", "2026-06-29", "--called-on", "2026-07-02"], "has not been verified"),
        ([TEN_DAYS, "--on", "2011-02-09"], "first known wording applies from Friday 1 January 2016"),
        ([TEN_DAYS, "--on", "2022-11-03", "--election-day", "0022-11-20"], "looks like a slip"),
        ([TEN_DAYS, "--on", "9999-12-31T23:59Z"], "looks like a slip"),
        ([TEN_DAYS, "--on", "0001-01-01T00:00+14:00"], "looks like a slip"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(arguments: list[str], told: str) -> None:
    result = run("compute", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_stay_a_plan_and_a_confirmation_are_told_with_their_source() -> None:
    given = ["--on", "2022-11-04", "--source", "Ruling 7", "--stay"]
    stayed = answer(REVIEW, *given, "parallel-court:2022-11-05")
    assert (stayed["stayed_on"], stayed["remaining"]) == ("2022-11-05", 3)
    resumed = answer(REVIEW, *given, "parallel-court:2022-11-05..2022-11-10")
    assert (resumed["stayed_on"], resumed["due_on"]) == (None, "2022-11-12")
    assert any("Ruling 7" in sentence for sentence in resumed["explanation"])
    planned = answer("results.established.senate", "--on", "2023-01-14", "--plan-date", "2023-01-20")
    assert planned["due_on"] == "2023-01-20"
    confirmed = answer(TEN_DAYS, "--on", "2026-07-01", "--confirmed-on", "2026-07-15")
    assert (confirmed["due_on"], confirmed["warnings"]) == ("2026-07-11", ["law-confirmed-not-verified"])


@pytest.mark.parametrize(
    ("stay", "told"),
    [
        ("court:2022-11-05", "expected GROUND:FROM..UNTIL with one of parallel-court, constitutional-review"),
        ("parallel-court", "is no stay"),
        ("parallel-court:soon", "'soon' is not a date or time"),
        ("parallel-court:2022-11-05..2022-11-04", "The facts contradict each other"),
    ],
)
def test_a_stay_that_cannot_be_is_refused(stay: str, told: str) -> None:
    result = run("compute", REVIEW, "--on", "2022-11-04", "--stay", stay)
    assert result.exit_code == 2
    assert told in result.stderr


def test_an_unknown_country_is_refused_with_those_that_are_known() -> None:
    result = run("compute", TEN_DAYS, "--on", "2022-11-03", "--country", "xx")
    assert result.exit_code == 2
    assert "There is no law of the country 'xx'; there is: kz." in result.stderr


def test_check_of_the_shipped_files() -> None:
    result = run("check")
    assert result.exit_code == 0
    told = r"kz: 75 rules, \d+ procedures, calendar 2019-2027: no problem found\.\n"
    assert re.fullmatch(told, result.output)


def test_check_names_the_problem_and_fails(tmp_path: Path) -> None:
    for part in ("law", "calendar"):
        shutil.copytree(CONFIG_DIR / part, tmp_path / part)
    (tmp_path / "law/kz/acts.yaml").unlink()
    checked = run("check", "--config", str(tmp_path))
    assert checked.exit_code == 1
    assert checked.stderr == "law/kz/acts.yaml: the file is missing.\n1 problem(s).\n"
    computed = run("compute", TEN_DAYS, "--on", "2022-11-03", "--config", str(tmp_path))
    assert computed.exit_code == 2
    assert "casetracker law check" in computed.stderr


def test_the_command_runs_as_a_program_of_its_own() -> None:
    command = [
        sys.executable,
        "-m",
        "casetracker.cli",
        "law",
        "compute",
        TEN_DAYS,
        "--on",
        "2022-11-03",
        "--json",
    ]
    done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout)["due_on"] == "2022-11-13"
