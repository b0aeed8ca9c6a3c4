"""Words for imports and letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

IMPORT_STATES = {
    "mapping": _l("Columns to be explained"),
    "previewing": _l("Being judged"),
    "previewed": _l("To be confirmed"),
    "importing": _l("Being registered"),
    "done": _l("Finished"),
    "failed": _l("Stopped"),
    "discarded": _l("Given up"),
}
NOTICES = {
    "receipt": _l("Receipt of the complaint"),
    "hearing": _l("Notice of hearing"),
    "forwarding": _l("Cover letter for forwarding"),
    "decision": _l("Text of the decision"),
}
