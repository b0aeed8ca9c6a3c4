"""Logging in and out."""

from flask import Flask

from casetracker.web.auth import sessions, views


def register(app: Flask) -> None:
    """Attach the pages and what tells who is logged in."""
    sessions.register(app)
    app.register_blueprint(views.pages)
