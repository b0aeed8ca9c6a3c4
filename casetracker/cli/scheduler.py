"""The scheduler process."""

import click


@click.command()
def scheduler() -> None:
    """Run the scheduler."""
