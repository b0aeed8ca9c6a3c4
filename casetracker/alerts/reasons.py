"""Why a mail was not sent, as slugs of our own; what a mail server answered stands as it came."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CLOCK_ENDED = "clock-ended"
CHANGED_SINCE = "changed-since"
OVERTAKEN = "overtaken"
DONE_SINCE = "done-since"
RECIPIENT_GONE = "recipient-gone"
BAD_ADDRESS = "bad-address"
LINK_SPENT = "link-spent"
NOT_RENDERED = "not-rendered"
ENDED_IN_SENDING = "ended-in-sending"
UNSUBSCRIBED = "unsubscribed"

WORDS = {
    CLOCK_ENDED: _l("The case was decided or its time limit ended otherwise before the mail was sent."),
    CHANGED_SINCE: _l("The time limit was stayed, resumed or moved before the mail was sent."),
    OVERTAKEN: _l("Something more urgent came before the mail could be sent; that is told instead."),
    DONE_SINCE: _l("What the mail told was no longer so before it was sent."),
    RECIPIENT_GONE: _l("The recipient may no longer log in or no longer works for this body."),
    BAD_ADDRESS: _l("The recipient's address is not a valid e-mail address. Correct it in the account."),
    LINK_SPENT: _l("The link in this mail was no longer valid when it could be sent. Send a new one."),
    NOT_RENDERED: _l("The text of the mail could not be made. The log of the scheduler tells why."),
    UNSUBSCRIBED: _l("The subscription ended before the mail could be sent."),
    ENDED_IN_SENDING: _l("The scheduler ended again and again while it was sending this mail."),
}


def reason_in_words(reason: str | None) -> str:
    """Return what a person reads for the ``last_error`` of a mail, in the current language."""
    return str(WORDS.get(reason or "", reason or ""))
