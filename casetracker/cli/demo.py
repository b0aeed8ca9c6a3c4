"""Demonstration data."""

import click


@click.group()
def demo() -> None:
    """Demonstration data."""
