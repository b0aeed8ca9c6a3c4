"""Words for the slugs of hearings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

HEARING_RESULTS = {
    "held": _l("Held"),
    "held-in-absence": _l("Held without a party who did not come"),
    "adjourned": _l("Adjourned"),
    "no-show": _l("Not held: nobody came"),
    "no-quorum": _l("Not held: no quorum"),
    "cancelled": _l("Cancelled"),
}
# How a hearing ended that was neither adjourned nor cancelled: those are steps of their own.
RECORDED_RESULTS = {
    slug: words for slug, words in HEARING_RESULTS.items() if slug not in ("adjourned", "cancelled")
}
CLOSED_GROUNDS = {
    "state-secret": _l("Protection of a state secret"),
    "private-life": _l("Protection of the private life of a person"),
    "minor": _l("Protection of a minor"),
    "other-secret": _l("Protection of another secret that the law protects"),
    "other": _l("Another ground"),
}
