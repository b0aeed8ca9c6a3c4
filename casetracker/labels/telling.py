"""What is told outside the service: calendars and subscriptions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FEED_KINDS = {
    "mine": _l("My cases"),
    "body": _l("A commission or court and all below it"),
    "case": _l("One case"),
}
