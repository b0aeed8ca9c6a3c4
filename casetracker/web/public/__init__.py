"""Pages of the public side."""

from flask import Flask


def register(app: Flask) -> None:
    """Attach the pages."""
