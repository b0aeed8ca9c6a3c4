"""The HTTP API."""

from flask import Flask


def register(app: Flask) -> None:
    """Attach the API."""
