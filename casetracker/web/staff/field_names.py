"""What the fields of the staff forms are called: on the form, and in the summary of its errors."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from casetracker import labels

Names = Mapping[str, LazyString]

COMPLAINT: Names = {
    "election": _l("Election or referendum"),
    "body": _l("Body that received it"),
    "procedure": _l("Procedure"),
    "received_at": _l("Received"),
    "filed_at": _l("Filed"),
    "channel": _l("How it came in"),
    "contested_kind": _l("What it contests"),
    "contested_body": _l("Of which body"),
    "contested_on": _l("Day of the decision or act"),
    "contested_number": _l("Number of the decision"),
    "subject": _l("Subject"),
    "language": _l("Language of the complaint"),
    "text": _l("Text of the complaint"),
    "relief": _l("What the complainant asks for"),
    "complainant_kind": _l("Complainant"),
    "complainant_organisation": _l("Organisation"),
    "complainant_name": _l("Name"),
    "complainant_contact": _l("Address, telephone or e-mail"),
}
DECISION: Names = {
    "number": _l("Number of the decision"),
    "taken_at": _l("Taken"),
    "open_session": _l("Was the session open?"),
    "outcome": _l("Outcome"),
    "inadmissibility_ground": _l("Ground of inadmissibility"),
    "refusal_ground": _l("Ground of the refusal"),
    "ground_text": _l("Which requirement was not met"),
    "remedy": _l("Remedy"),
    "facts": _l("Facts found"),
    "provisions": _l("Provisions of the law"),
    "cited": _l("Provisions that the decision relies on"),
    "application": _l("How the law applies to the facts"),
    "operative": _l("What was decided"),
    "votes_for": _l("Votes for"),
    "votes_against": _l("Votes against"),
    "votes_absent": _l("Members who were absent"),
    "hearing": _l("Hearing in which it was taken"),
    "dissent": _l("Dissenting opinion"),
    "appeal_route": _l("Where it can be appealed"),
    "served_at": _l("Served on the complainant"),
    "language": _l("Language of the decision"),
}
STAY: Names = {
    "ground": _l("Why the case stands still"),
    "from_at": _l("Stayed from"),
    "source": _l("Document or case that it rests on"),
}
STAY_END: Names = {
    "how": _l("How it goes on"),
    "until_at": _l("When"),
    "source": _l("Document or case that it rests on"),
}
COURT_CASE: Names = {
    "court_case": _l("Which case before a court has the same matter?"),
    "reference": _l("Reference of the court’s case"),
}
CORRECTION: Names = {
    "received_at": _l("Received"),
    "filed_at": _l("Filed"),
    "contested_on": _l("Day of the decision or act"),
    "reason": _l("Why it is corrected"),
}
SERVICE: Names = {
    "served_at": _l("Served on the complainant"),
    "reason": _l("Why it is corrected"),
}
PARTY_SERVICE: Names = {
    "served_at": _l("When the copy was served"),
    "how": _l("How it was served"),
    "reason": _l("Why it is corrected"),
}
IN_FORCE: Names = {
    "in_force_on": _l("In force from"),
    "reason": _l("Why it is corrected"),
}
HEARING: Names = {
    "starts_at": _l("When it starts"),
    "minutes": _l("Expected length in minutes"),
    "place": _l("Place"),
    "room": _l("Room"),
    "link": _l("Link to take part or to watch"),
    "link_is_public": _l("Who may have the link?"),
    "is_open": _l("Is the hearing open?"),
    "closed_ground": _l("Why it is closed"),
    "closed_reason": _l("The ground in a sentence"),
    "agenda": _l("Subject on the agenda"),
    "language": _l("Language of the hearing"),
    "with_cases": _l("Heard together with"),
}
MOVED_HEARING: Names = {
    name: HEARING[name] for name in ("starts_at", "minutes", "place", "room", "link", "link_is_public")
} | {"reason": _l("Why it is moved")}
ADJOURNED_HEARING: Names = {
    "next_starts_at": _l("When it goes on"),
    "minutes": HEARING["minutes"],
    "place": HEARING["place"],
    "room": HEARING["room"],
    "reason": _l("Why it is adjourned"),
}
CANCELLED_HEARING: Names = {"reason": _l("Why it is cancelled")}
HEARING_RESULT: Names = {
    "result": _l("How it ended"),
    "ended_at": _l("When it ended"),
    "note": _l("Note for the file"),
    "reason": _l("Why it is corrected"),
}
PARTY: Names = dict(labels.PARTY_FIELDS)
PARTY_CORRECTION: Names = {**PARTY, "reason": _l("Why it is corrected")}
PARTY_REMOVAL: Names = {"reason": _l("Why it is removed")}
PUBLIC_TEXTS: Names = labels.PUBLIC_TEXTS

PUBLICATION: Names = {
    **PUBLIC_TEXTS,
    "phrase": _l("Words to mask"),
    "kind": _l("What they are"),
    "correction": _l("Why a new version is published"),
    "remark": _l("What the author should change"),
}
COVERING: Names = {
    "title": _l("Public title of the document"),
    "areas": _l("Covered areas"),
    "phrase": _l("Words to cover"),
    "kind": _l("What they are"),
    "page": _l("Page"),
    "first_line": _l("First line"),
    "last_line": _l("Last line"),
    "left": _l("Left"),
    "top": _l("Top"),
    "right": _l("Right"),
    "bottom": _l("Bottom"),
}
WITHDRAWAL: Names = {
    "ground": _l("Why it is withdrawn"),
    "sentence": _l("What the public page says"),
}

NEW_PASSWORD: Names = {"password": _l("Present password"), "new_password": _l("New password")}
ACCOUNT: Names = {"language": _l("Language of mails to you")}
CALENDAR: Names = {
    "kind": _l("What the calendar shows"),
    "body": _l("Code of the body"),
    "case": _l("Reference of the case"),
    "language": _l("Language"),
}
API_TOKEN: Names = {"name": _l("What the token is for"), "scope": _l("What it may do")}
USER: Names = {
    "email": _l("E-mail address"),
    "name": _l("Name"),
    "role": _l("Role"),
    "body": _l("Body"),
    "language": _l("Language of mails"),
}
