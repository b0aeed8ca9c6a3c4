"""Words for the slugs of documents."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

DOCUMENT_KINDS = {
    "complaint": _l("Complaint with its annexes"),
    "evidence": _l("Evidence"),
    "decision": _l("Text of the decision"),
    "protocol": _l("Minutes or protocol"),
    "notice": _l("Notice"),
    "correspondence": _l("Correspondence"),
    "other": _l("Another document"),
}
DOCUMENT_SCANS = {
    "off": _l("Not scanned for viruses: no scanner is set up"),
    "waiting": _l("Not scanned for viruses yet: it cannot be opened until then"),
    "clean": _l("Scanned for viruses: nothing found"),
    "infected": _l("Infected: it cannot be opened"),
}
DOCUMENT_TEXTS = {
    "none": _l("Holds no text"),
    "waiting": _l("The text is being read"),
    "done": _l("The text was read"),
    "failed": _l("The text could not be read"),
}
TEXT_PROBLEMS = {
    "password": _l("it is protected by a password"),
    "damaged": _l("the file is damaged"),
    "too-long": _l("reading took too long"),
    "too-large": _l("reading needed too much memory"),
    "no-text": _l("it holds pictures only, and no text recognition is set up"),
    "nothing-found": _l("no text was found in it"),
    "missing": _l("its content is missing in the store"),
    "crashed": _l("the reader broke down at it"),
}
