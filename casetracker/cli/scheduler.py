"""``casetracker scheduler``: the process that plans and delivers alerts."""

from __future__ import annotations

from typing import cast

import click
from flask import Flask, current_app

from casetracker.cli.application import with_app
from casetracker.jobs.intervals import DELIVER_SECONDS, PLAN_SECONDS, Intervals
from casetracker.jobs.scheduler import Scheduler, stop_on_signals
from casetracker.runtime import settings

SECONDS = click.FloatRange(min=0.05, max=3600)


@click.command()
@click.option("--plan-seconds", type=SECONDS, default=PLAN_SECONDS, show_default=True, help="Between plans.")
@click.option(
    "--deliver-seconds", type=SECONDS, default=DELIVER_SECONDS, show_default=True, help="Between deliveries."
)
@with_app
def scheduler(plan_seconds: float, deliver_seconds: float) -> None:
    """Plan and deliver alerts until stopped; of several such processes one works, the others stand by."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    process = Scheduler(app, settings(), Intervals(plan=plan_seconds, deliver=deliver_seconds))
    stop_on_signals(process)
    process.run()
