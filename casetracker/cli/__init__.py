"""The command line: ``casetracker COMMAND``."""

from __future__ import annotations

import sys

import click
from flask import Flask

from casetracker.cli.alerts import alerts
from casetracker.cli.audit import audit
from casetracker.cli.database import database
from casetracker.cli.demo import demo
from casetracker.cli.documents import documents
from casetracker.cli.imports import import_command
from casetracker.cli.keys import keys
from casetracker.cli.law import law
from casetracker.cli.opendata import opendata
from casetracker.cli.publication import publication
from casetracker.cli.registry import registry
from casetracker.cli.retention import retention
from casetracker.cli.running import run
from casetracker.cli.scheduler import scheduler
from casetracker.cli.search import search
from casetracker.cli.statistics import statistics
from casetracker.cli.users import users
from config.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def casetracker() -> None:
    """Election complaints: deadlines, alerts and the public register."""


for command in (
    run,
    database,
    registry,
    demo,
    law,
    users,
    keys,
    audit,
    retention,
    import_command,
    search,
    statistics,
    publication,
    scheduler,
    alerts,
    documents,
    opendata,
):
    casetracker.add_command(command)


def register(app: Flask) -> None:
    """Offer the same commands to ``flask``."""
    for name, each in casetracker.commands.items():
        if name != "run":
            app.cli.add_command(each)


def main() -> None:
    """Run a command; a setting that is wrong is one clear sentence, not a stack of calls."""
    try:
        casetracker()
    except SettingsError as error:
        click.echo(f"casetracker: {error}", err=True)
        sys.exit(2)
