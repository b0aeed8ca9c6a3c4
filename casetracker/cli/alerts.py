"""Alerts from the command line."""

import click


@click.group()
def alerts() -> None:
    """Reminders and notices."""
