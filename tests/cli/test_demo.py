"""``casetracker demo load``: what it tells, and where it refuses."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.cases.models import Case
from casetracker.cli.demo import load


def count(session: Session, model: type[Case] | type[User]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_load_tells_what_was_loaded_and_what_was_left_out(
    session: Session, cli_runner: FlaskCliRunner
) -> None:
    result = cli_runner.invoke(load)
    assert result.exit_code == 0, result.output
    assert "Synthetic extract: 200 added" in result.output
    assert "8 left undecided" in result.output
    assert "3: no source names the court" in result.output
    assert count(session, Case) > 200


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_load_refuses_in_production(session: Session, app: Flask, cli_runner: FlaskCliRunner) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], environment="production")
    result = cli_runner.invoke(load)
    assert result.exit_code == 2
    assert "production" in result.output
    assert (count(session, User), count(session, Case)) == (0, 0)
