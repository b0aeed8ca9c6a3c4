"""The words of redaction and publication."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PUBLICATION_STATES = {
    "draft": _l("Being redacted"),
    "checked": _l("Waits for the second pair of eyes"),
    "published": _l("Published"),
    "corrected": _l("Replaced by a corrected version"),
    "withdrawn": _l("Withdrawn from publication"),
}
REDACTION_KINDS = {
    "name": _l("Name"),
    "contact": _l("Contact"),
    "number": _l("Personal number"),
    "address": _l("Address"),
    "health": _l("Health"),
    "other": _l("Something else"),
}
REDACTION_ORIGINS = {
    "known": _l("known to be private"),
    "typed": _l("marked by hand"),
    "likely": _l("looks private"),
    "suggested": _l("perhaps private"),
}
PUBLIC_TEXTS = {
    "summary": _l("Text of the complaint"),
    "ground_text": _l("Which requirement was not met"),
    "facts": _l("Facts found"),
    "provisions": _l("Provisions of the law"),
    "application": _l("How the law applies to the facts"),
    "operative": _l("What was decided"),
}
CORRECTION_REASONS = {
    "wrong-text": _l("The published text was wrong"),
    "too-much-shown": _l("More had to be masked"),
    "too-much-masked": _l("More can be shown"),
    "new-document": _l("A decision or document was added"),
    "restored": _l("Published again after a withdrawal"),
}
WITHDRAWAL_GROUNDS = {
    "personal-data": _l("Personal data became public"),
    "published-by-mistake": _l("Published by mistake"),
    "court-order": _l("By order of a court"),
    "wrong-text": _l("The published text was wrong"),
    "other": _l("Another reason"),
}
