"""``casetracker import``: what it prints and how it ends."""

from __future__ import annotations

import csv
import re
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.models import Case
from casetracker.cli.imports import import_command
from casetracker.db import unit_of_work
from casetracker.exchange.models import ImportFile, ImportJob
from tests.builders.journals import as_csv, row
from tests.builders.registry import create_registry
from tests.support.shifted_processes import StartAt

ONE_BAD = [row(), row(registered_number="2", subject="=weather", received_at="21-11-22")]
OPERATOR = ["--operator", "registrar"]


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
    result = cli_runner.invoke(import_command, [str(path), "--election", "2022-pres", *OPERATOR])
    assert (result.exit_code, result.output) == (0, "1 registered, 0 known already, 0 with errors.\n")
    again = cli_runner.invoke(import_command, [str(path), *OPERATOR])
    assert (again.exit_code, again.output) == (0, "0 registered, 1 known already, 0 with errors.\n")
    assert cases(stored) == 1
    told = stored.execute(sa.select(ImportJob.operator, ImportJob.user_id, ImportJob.body_id)).all()
    assert [tuple(each) for each in told] == [("registrar", None, "kz-cec")] * 2
    actors = stored.scalars(sa.select(AuditRow.actor).distinct()).all()
    assert list(actors) == ["command-line:registrar"]


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


@pytest.mark.parametrize("more", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_errors_are_a_file_to_correct_and_to_send_again(
    stored: Session, cli_runner: FlaskCliRunner, journal: Path, tmp_path: Path, more: list[str]
) -> None:
    path = tmp_path / "errors.csv"
    cli_runner.invoke(import_command, [str(journal), "--errors", str(path), *more])
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = list(csv.reader(file, delimiter=";"))
    assert (len(rows), headings[-1], "21-11-22" in rows[0]) == (1, "What to correct", True)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[0])
    corrected = tmp_path / "corrected.csv"
    text = path.read_text(encoding="utf-8-sig")
    corrected.write_text(text.replace("21-11-22", "2022-11-21").replace("'=weather", "observers"), "utf-8")
    again = cli_runner.invoke(import_command, [str(corrected)])
    assert again.stdout == "1 registered, 0 known already, 0 with errors.\n"


def test_a_dry_run_tells_the_same_and_changes_nothing(
    stored: Session, cli_runner: FlaskCliRunner, journal: Path
) -> None:
    result = cli_runner.invoke(import_command, [str(journal), "--dry-run"])
    assert result.exit_code == 1
    assert "Nothing was changed. 1 would be registered, 0 are known already, 1 have errors." in result.output
    assert cases(stored) == 0
    assert stored.scalars(sa.select(ImportJob.state)).all() == ["discarded"]
    assert stored.scalars(sa.select(ImportFile.id)).all() == []


def test_when_killed_in_the_middle_then_the_same_command_goes_on_where_it_stopped(
    stored: Session, cli_runner: FlaskCliRunner, tmp_path: Path, start_at: StartAt
) -> None:
    path = tmp_path / "journal.csv"
    path.write_bytes(as_csv(row(registered_number=str(number)) for number in range(7)))
    words, die = ["import", str(path), "--election", "2022-pres"], "casetracker.exchange.desk:Desk.take:after"
    killed = start_at("2022-11-22T10:00+05:00", *words, die=die)
    assert killed.process.wait(60) == -signal.SIGKILL
    # The preview stayed; of the batch that was being registered, nothing.
    assert (cases(stored), stored.scalars(sa.select(ImportJob.state)).all()) == (0, ["importing"])
    stored.rollback()
    result = cli_runner.invoke(import_command, [str(path), "--election", "2022-pres"])
    assert (result.exit_code, result.stdout) == (0, "7 registered, 0 known already, 0 with errors.\n")
    assert "goes on where it stopped" in result.stderr
    assert cases(stored) == 7
    assert len(stored.scalars(sa.select(ImportJob.id)).all()) == 1
    assert list(chain_faults(stored)) == []


def test_rows_of_another_election_than_the_one_asked_for_are_refused(
    stored: Session, cli_runner: FlaskCliRunner, journal: Path
) -> None:
    result = cli_runner.invoke(import_command, [str(journal), "--election", "2019-pres"])
    assert "but the journal is imported for “2019-pres”" in result.stderr
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
