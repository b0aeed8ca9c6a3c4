"""``/file`` and ``/track``: file a complaint page by page without an account, and follow it with a code.

These pages show nothing of a case file but what belongs to whoever holds its code, or has just filed it.
"""

from flask import Flask

from casetracker.web.filing import contacts, evidence, saving, sending, steps, tracking
from casetracker.web.filing.blueprint import pages

__all__ = ["contacts", "evidence", "register", "saving", "sending", "steps", "tracking"]


def register(app: Flask) -> None:
    """Attach the pages."""
    app.register_blueprint(pages)
