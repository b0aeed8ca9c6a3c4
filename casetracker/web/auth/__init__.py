"""Logging in and out."""

from flask import Flask

from casetracker.web.auth import links, provider, second_step, sessions, views

__all__ = ["register"]

# Importing a module attaches its views to the blueprint.
VIEWS = (links, second_step, views)


def register(app: Flask) -> None:
    """Attach the pages and what tells who is logged in."""
    sessions.register(app)
    app.register_blueprint(views.pages)
    provider.register(app)
