"""What is told outside the service: calendars and subscriptions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FEED_KINDS = {
    "mine": _l("My cases"),
    "body": _l("A commission or court and all below it"),
    "case": _l("One case"),
}
SUBSCRIPTION_RHYTHMS = {
    "at-once": _l("At once"),
    "daily": _l("Once a day, in the morning"),
}
PUBLIC_CHANGES = {
    "published": _l("A case was published"),
    "decision-published": _l("A decision was published"),
    "corrected": _l("A published case was corrected"),
    "changed": _l("A published case has changed"),
    "withdrawn": _l("The publication was withdrawn"),
    "decision-withdrawn": _l("The publication of a decision was withdrawn"),
    "hearing-set": _l("A hearing was set"),
    "hearing-moved": _l("A hearing was moved"),
    "hearing-cancelled": _l("A hearing was cancelled"),
    "hearing-result": _l("A hearing has ended or was adjourned"),
}
