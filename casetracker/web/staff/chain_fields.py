"""What the forms of the steps ask for, field by field: one template draws them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

Kind = Literal["datetime", "date", "number", "text", "textarea", "select", "radios"]


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        options: the name under which a page gives the choices of a select or of radios.
    """

    name: str
    kind: Kind
    label: LazyString
    hint: LazyString | str = ""
    required: bool = True
    options: str = ""


SOURCE_HINT = _l(
    "For example: № 12/3-Б, 2022-11-23, or the reference of a case. It is told in public with the time "
    "limit, so it must hold no name."
)
RECEIPT_HINT = _l(
    "Only when you register for that body as well, and it has received it. Left empty, it is prepared for "
    "the body, and whoever works there receives it."
)
AT = Field("at", "datetime", _l("When"))
SOURCE = Field("source", "text", _l("Document that it rests on"), SOURCE_HINT, required=False)
NEEDED_SOURCE = Field("source", "text", _l("Document that it rests on"), SOURCE_HINT)
BODY = Field("body", "text", _l("Body"), _l("Its code, from the list of bodies."))
PROCEDURE = Field("procedure", "select", _l("Procedure there"), options="procedures")
RECEIVED = Field("received_at", "datetime", _l("Received there"), RECEIPT_HINT, required=False)
OPERATIVE = Field("operative", "textarea", _l("What was decided"))
WRITTEN: Sequence[Field] = (
    Field("facts", "textarea", _l("Facts found"), required=False),
    Field("provisions", "textarea", _l("Provisions of the law"), required=False),
    Field("application", "textarea", _l("How the law applies to the facts"), required=False),
    Field("votes_for", "number", _l("Votes for"), required=False),
    Field("votes_against", "number", _l("Votes against"), required=False),
    Field("served_at", "datetime", _l("Served on the complainant"), required=False),
    Field("language", "radios", _l("Language of the decision"), options="languages"),
)
TAKEN: Sequence[Field] = (
    Field("number", "text", _l("Number of the decision")),
    Field("taken_at", "datetime", _l("Taken")),
    Field("hearing", "select", _l("Hearing in which it was taken"), required=False, options="held"),
)
FIELDS: dict[str, Sequence[Field]] = {
    "interim-decision": (
        Field("ruling", "radios", _l("What it is about"), options="rulings"),
        *TAKEN,
        OPERATIVE,
        *WRITTEN,
    ),
    "correct-decision": (
        Field("corrects", "radios", _l("Decision in which the slip stands"), options="decisions"),
        *TAKEN,
        Field(
            "operative",
            "textarea",
            _l("What is corrected, and how it should read"),
        ),
        *WRITTEN,
    ),
    "return-for-defects": (
        AT,
        Field(
            "note",
            "text",
            _l("What has to be put right"),
            _l("For the staff only. Without names, addresses and numbers."),
        ),
        Field("until", "date", _l("To be put right by"), required=False),
        SOURCE,
    ),
    "mend-defects": (AT, SOURCE),
    "find-admissible": (AT, SOURCE),
    "withdraw": (AT, NEEDED_SOURCE),
    "reopen": (AT,),
    "correct-taking": (
        Field("decision", "radios", _l("Decision"), options="decisions"),
        Field("taken_at", "datetime", _l("When it was really taken")),
        Field(
            "reason",
            "text",
            _l("Why it is corrected"),
            _l("Without names, addresses and numbers: the reason stays in the history."),
        ),
    ),
    "join": (
        Field("reference", "text", _l("Reference of the other case"), _l("Like 2022-PRES/REC-ASTANA/0001.")),
    ),
    "split": (),
    "forward": (BODY, PROCEDURE, AT, NEEDED_SOURCE, RECEIVED),
    "next-instance": (
        BODY,
        PROCEDURE,
        Field("party", "radios", _l("Who contests the decision"), options="parties"),
        Field("filed_at", "datetime", _l("Filed")),
        Field("text", "textarea", _l("Text of the complaint")),
        Field("relief", "textarea", _l("What the complainant asks for"), required=False),
        Field("channel", "select", _l("How it came in"), options="channels"),
        RECEIVED,
    ),
}
RECEIPT: Sequence[Field] = (
    Field("received_at", "datetime", _l("Received here"), _l("Local time of the body that receives it.")),
    Field("channel", "select", _l("How it came in"), options="channels"),
)
KNOWN_DECISION: Sequence[Field] = (
    Field("reference", "text", _l("Reference of the lower case")),
    Field("number", "text", _l("Number of its decision"), _l("As it stands on the copy.")),
)
FROM_LOWER: Sequence[Field] = (
    BODY,
    PROCEDURE,
    *RECEIPT,
    Field("filed_at", "datetime", _l("Filed"), required=False),
    Field("text", "textarea", _l("Text of the complaint")),
    Field("relief", "textarea", _l("What the complainant asks for"), required=False),
    Field("complainant_kind", "select", _l("Complainant"), options="kinds"),
    Field("complainant_organisation", "text", _l("Organisation"), required=False),
    Field("complainant_name", "text", _l("Name"), required=False),
    Field("complainant_contact", "text", _l("Address, telephone or e-mail"), required=False),
)
