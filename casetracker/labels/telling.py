"""What is told outside the service: calendars and subscriptions; what the scheduler does not do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FEED_KINDS = {
    "mine": _l("My cases"),
    "body": _l("A body and all below it"),
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
# What is not done while a poll of the scheduler fails.
FAILING_POLLS = {
    "plan": _l("Reminders of time limits are not planned."),
    "occasions": _l("Reminders of hearings and of decisions that wait are not planned."),
    "subscribers": _l("Subscribers are not told what became public."),
    "deliver": _l("Mails are not sent."),
    "heartbeat": _l("The scheduler cannot say that it works."),
    "recompute": _l("Time limits are not computed again after a change of facts or law."),
    "publish": _l("Published time limits do not follow those of the case files."),
    "read": _l("The text of new documents is not read."),
    "scan": _l("New documents are not scanned for viruses."),
    "sweep": _l("Contents that belong to no document are not removed."),
    "tidy": _l("Drafts and subscriptions whose time has ended are not deleted."),
    "erase": _l("Confirmed erasures of names are not carried out."),
    "imports": _l("Journals that were sent through the pages are not imported."),
    "bounces": _l("Mails that came back are not read."),
    "index": _l("Published texts are not indexed anew for the search."),
    "open_data": _l("The files of the open data are not made."),
}
