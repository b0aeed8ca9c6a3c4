"""``casetracker import``: what it prints and how it ends."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.cli.imports import import_command
from casetracker.db import unit_of_work
from tests.builders.journals import as_csv, row
from tests.builders.registry import create_registry

ONE_BAD = [row(), row(registered_number="2", subject="=weather", received_at="21-11-22")]


@pytest.fixture
def stored(session: Session) -> Session:
    """Give a session with the registry in the database."""
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Give the path of a journal with a good row and a bad one."""
    path = tmp_path / "journal.csv"
    path.write_bytes(as_csv(ONE_BAD))
    return path


def cases(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Case)) or 0


def test_when_every_row_goes_well_then_it_ends_with_0(
    stored: Session, cli_runner: FlaskCliRunner, tmp_path: Path
) -> None:
    path = tmp_path / "journal.csv"
    path.write_bytes(as_csv([row()]))
    result = cli_runner.invoke(import_command, [str(path), "--election", "2022-pres"])
    assert (result.exit_code, result.output) == (0, "1 registered, 0 known already, 0 with errors.\n")
    again = cli_runner.invoke(import_command, [str(path)])
    assert (again.exit_code, again.output) == (0, "0 registered, 1 known already, 0 with errors.\n")
    assert cases(stored) == 1


def test_when_a_row_fails_then_it_is_told_and_the_exit_code_is_1(
    stored: Session, cli_runner: FlaskCliRunner, journal: Path
) -> None:
    result = cli_runner.invoke(import_command, [str(journal)])
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("row ")]
    assert len(lines) == 2
    for line in lines:
        assert re.fullmatch(r"row 3, column “[^”]+”: .+\.", line), line
    assert result.stdout == "1 registered, 0 known already, 1 with errors.\n"
    assert cases(stored) == 1


def test_errors_are_written_to_a_file_that_a_spreadsheet_opens_safely(
    stored: Session, cli_runner: FlaskCliRunner, journal: Path, tmp_path: Path
) -> None:
    path = tmp_path / "errors.csv"
    cli_runner.invoke(import_command, [str(journal), "--errors", str(path)])
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = list(csv.reader(file, delimiter=";"))
    assert heading == ["Row", "Column", "Error"]
    assert {each[0] for each in rows} == {"3"}
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for each in rows for cell in each)


def test_a_dry_run_tells_the_same_and_changes_nothing(
    stored: Session, cli_runner: FlaskCliRunner, journal: Path
) -> None:
    result = cli_runner.invoke(import_command, [str(journal), "--dry-run"])
    assert result.exit_code == 1
    assert "Nothing was changed. 1 would be registered, 0 are known already, 1 have errors." in result.output
    assert cases(stored) == 0


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        (b"%PDF-1.4", [], "PDF"),
        (as_csv([row()]), ["--election", "2031-pres"], "2031-pres"),
        (as_csv([row()]), ["--body", "NOWHERE"], "NOWHERE"),
        (as_csv([row()], fields=["received_at", "subject", "text"]), [], "Columns are missing"),
        (as_csv([row()]) + b'"a";"b"c\r\n', [], "quotation marks"),
    ],
)
def test_when_the_file_cannot_be_read_then_it_ends_with_2_and_changes_nothing(
    stored: Session, cli_runner: FlaskCliRunner, tmp_path: Path, content: bytes, options: list[str], told: str
) -> None:
    path = tmp_path / "journal.csv"
    path.write_bytes(content)
    result = cli_runner.invoke(import_command, [str(path), *options])
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.startswith("journal.csv: ")
    assert cases(stored) == 0


def test_a_file_that_is_not_there_ends_with_2(cli_runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = cli_runner.invoke(import_command, [str(tmp_path / "none.csv")])
    assert result.exit_code == 2
