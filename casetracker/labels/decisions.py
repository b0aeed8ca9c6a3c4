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
DECISION_KINDS = {
    "final": _l("Decision"),
    "interim": _l("Interim decision"),
    "correction": _l("Correction of a decision"),
}
# What an interim decision is about.
RULINGS = {
    "acceptance": _l("Accepted for examination"),
    "procedure": _l("Conduct of the proceedings"),
    "application-granted": _l("An application of a party is granted"),
    "application-refused": _l("An application of a party is refused"),
    "stay": _l("The proceedings are stayed"),
    "stay-refused": _l("A stay is refused"),
    "interim-relief": _l("Interim relief is granted"),
    "interim-relief-refused": _l("Interim relief is refused"),
}
# Why a complaint was refused after it was examined.
# Why a complaint was not examined.
GROUNDS = {
    "late": _l("Filed late"),
    "no-standing": _l("No standing"),
    "no-jurisdiction": _l("No jurisdiction"),
    "lis-pendens": _l("Already pending"),
    "res-judicata": _l("Already decided"),
    "defects": _l("Defects of form"),
    "repeated": _l("Repeated application"),
    "not-administrative": _l("Not for administrative proceedings"),
    "pre-trial": _l("Complaint before the claim not made"),
    "other": _l("Another ground"),
}
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
