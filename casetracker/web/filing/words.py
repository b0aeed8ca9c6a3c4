"""What the pages and fields of the guided filing are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TITLES = {
    "what": _l("What happened?"),
    "whose": _l("Whose act is it, and when was it?"),
    "where": _l("Where to send it"),
    "who": _l("Who complains?"),
    "text": _l("Your complaint"),
    "evidence": _l("Your evidence"),
    "check": _l("Check your answers"),
}
ORDER = tuple(TITLES)
FIELDS = {
    "election": _l("Election or referendum"),
    "contested": _l("What do you contest?"),
    "contested_kind": _l("Is it a decision, an act or a failure to act?"),
    "subject": _l("What is it about?"),
    "against": _l("Whose decision or act is it?"),
    "contested_body": _l("Which commission or court is it?"),
    "contested_number": _l("Number of the decision"),
    "on": _l("When did it happen?"),
    "by": _l("Who complains?"),
    "body": _l("Who receives the complaint?"),
    "name": _l("Your name"),
    "contact": _l("Your postal address or telephone number"),
    "organisation": _l("The organisation for which you act"),
    "standing": _l("Why the matter concerns you"),
    "email": _l("E-mail address"),
    "language": _l("In which language shall your complaint be examined?"),
    "confidential": _l("I ask to keep my name from the other side as far as the law allows"),
    "text": _l("What happened, and why it was wrong"),
    "relief": _l("What you ask for"),
}
UNSTAFFED = "unstaffed"
# What the forum guide finds before a complaint is sent, and whether anybody would read it.
WARNINGS = {
    "wrong-forum": _l(
        "The guide names another body for such a complaint. You can send it all the same: it is not refused, "
        "and the body forwards it. To send it to another body, change it above."
    ),
    "no-standing": _l(
        "By the law that the guide knows, such a complainant may not complain of this. "
        "You can send it all the same: the body decides on it."
    ),
    "standing-unclear": _l(
        "The law leaves open whether such a complainant may complain of this. The body decides on it."
    ),
    "late": _l("The last day to file has passed. You can send it all the same: the body decides on it."),
    "strict-passed": _l(
        "Counted strictly, the last day to file has passed; by the usual reading it has not. Send it today."
    ),
    "no-route": _l("The guide knows no way for such a complaint to this body. You can send it all the same."),
    UNSTAFFED: _l(
        "Nobody at this body works with this service yet. The complaint is registered with its day and "
        "whoever runs the service is told, but hand it in at the body itself, too, so that no time is lost."
    ),
}


def next_page(page: str) -> str:
    """Return the page that follows another."""
    return ORDER[ORDER.index(page) + 1]
