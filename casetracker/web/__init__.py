"""Pages: the public side, the staff side, logging in, errors and security headers."""

from flask import Flask

from casetracker.web import (
    addresses,
    auth,
    calendars,
    errors,
    filing,
    health,
    metrics,
    public,
    rendering,
    returned_mails,
    security,
    staff,
    subscriptions,
    unmodified,
)
from casetracker.web.languages import DEFAULT_LANGUAGE, chosen_language

__all__ = ["DEFAULT_LANGUAGE", "chosen_language", "register"]


def register(app: Flask) -> None:
    """Attach every page to the application."""
    addresses.register(app)
    rendering.register(app)
    security.register(app)
    errors.register(app)
    health.register(app)
    metrics.register(app)
    auth.register(app)
    public.register(app)
    calendars.register(app)
    subscriptions.register(app)
    returned_mails.register(app)
    filing.register(app)
    staff.register(app)
    unmodified.register(app)
