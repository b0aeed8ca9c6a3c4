"""Words for the slugs of decisions and their service."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SERVICE_WAYS = {
    "in-person": _l("Handed over"),
    "at-hearing": _l("Handed over at the hearing"),
    "post": _l("By post"),
    "e-mail": _l("By e-mail"),
    "electronic": _l("Through an information system of the state"),
    "refused": _l("Refused to take it"),
}
# Why a complaint was refused after it was examined.
REFUSAL_GROUNDS = {
    "requirement-not-met": _l("A requirement of the law is not met"),
    "facts-not-proven": _l("The facts are not proven"),
    "act-lawful": _l("The contested act is lawful"),
    "no-right-affected": _l("No right of the complainant is affected"),
    "other": _l("Another ground"),
}
GROUND_MARKS = {
    "verified": _l("named by the law"),
    "inference": _l("concluded from the law"),
}
