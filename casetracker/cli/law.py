"""``casetracker law``: prove the rule files, ask what follows from them."""

from __future__ import annotations

import click

from casetracker.cli.law_calendar import diff_calendar
from casetracker.cli.law_check import check
from casetracker.cli.law_compute import compute_command
from casetracker.cli.law_forum import forum
from casetracker.cli.law_preview import preview_command, recompute_command


@click.group()
def law() -> None:
    """The law: its rules as data, and the deadlines that follow from them."""


for command in (check, compute_command, forum, diff_calendar, preview_command, recompute_command):
    law.add_command(command)


if __name__ == "__main__":
    law()
