"""``casetracker demo``: data to try the service with."""

from __future__ import annotations

import click

from casetracker.cases.identities import Vault
from casetracker.cli.application import with_app
from casetracker.db import unit_of_work
from casetracker.exchange.demo import DemoReport, load_demo
from casetracker.runtime import lawbook, settings


@click.group()
def demo() -> None:
    """Demonstration data."""


@demo.command()
@with_app
def load() -> None:
    """Load register, users, public record and a synthetic extract; again, it changes nothing."""
    if settings().environment == "production":
        raise click.UsageError(
            "Demonstration data holds users with a well-known password. It is not loaded where "
            "CASETRACKER_ENV is production."
        )
    with unit_of_work() as session:
        report = load_demo(session, lawbook(), Vault(settings().identity_keys), settings().config_dir)
    _tell(report)


def _tell(report: DemoReport) -> None:
    record, extract = report.record, report.extract
    click.echo(f"Register: {report.bodies.added} bodies and {report.elections.added} elections added.")
    click.echo(f"Users: {report.users} added.")
    left_out = ", ".join(f"{count}: {reason}" for reason, count in sorted(record.left_out.items()))
    click.echo(f"Public record: {record.added} added, {record.known} known, left out {left_out or 0}.")
    click.echo(
        f"Synthetic extract: {extract.added} added, {extract.known} known; {extract.decided} decided, "
        f"{extract.published} published, {extract.pending} left undecided."
    )
