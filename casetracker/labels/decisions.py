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
