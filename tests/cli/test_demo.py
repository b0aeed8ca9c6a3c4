"""``casetracker demo load``: where it refuses; what it loads and tells: tests/exchange/test_demo.py."""

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


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_load_refuses_in_production(session: Session, app: Flask, cli_runner: FlaskCliRunner) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], environment="production")
    result = cli_runner.invoke(load)
    assert result.exit_code == 2
    assert "production" in result.output
    assert (count(session, User), count(session, Case)) == (0, 0)
