"""What the fields of the forms about documents are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from casetracker.web.staff.field_names import Names

DOCUMENT: Names = {
    "files": _l("Files"),
    "kind": _l("What they are"),
    "language": _l("Language of the documents"),
    "is_public": _l("They may be published as they are"),
    "decision": _l("Decision that they belong to"),
}
WITHDRAWAL: Names = {"reason": _l("Why it is withdrawn")}
