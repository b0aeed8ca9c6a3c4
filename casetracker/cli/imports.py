"""Import."""

import click


@click.command("import")
def import_command() -> None:
    """Import."""
