"""``/staff/export/<list>.<ending>``: a list of the staff side as XLSX or CSV; who took it out is recorded."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.accounts import policy
from casetracker.exchange.exporting import note_export, rows_of
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.downloads import table_response
from casetracker.web.staff.export_tables import EXPORTS

LONGEST_FILTER = 500
# What somebody searched for may be a name, and the audit chain keeps for ever what it is told.
SEARCHED = "q"


@pages.get("/export/<name>.<any(xlsx, csv):ending>")
@allowed(policy.READ)
def export_list(name: str, ending: str) -> ResponseReturnValue:
    """Give a list as it was asked for by the arguments that its page has too."""
    export = EXPORTS.get(name) or abort(404)
    if not policy.can(person(), export.action):
        abort(403)
    with db.unit_of_work() as session:
        table = export.make(session, person(), request.args)
        note_export(session, table, ending=ending, asked=_asked(), actor=person().ref)
    return table_response(ending, name, str(table.title), table.headings(), rows_of(db.db.session, table))


def _asked() -> str:
    """Return what the list was narrowed to, as the address says it."""
    told = [
        (key, "…" if key == SEARCHED else value)
        for key, value in request.args.items(multi=True)
        if key not in ("lang", "page")
    ]
    return urlencode(told)[:LONGEST_FILTER]


def export_url(name: str, ending: str) -> str:
    """Return the address at which the list in view can be taken out, with the filters in force."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    address = url_for("staff.export_list", name=name, ending=ending)
    return f"{address}?{urlencode(kept)}" if kept else address


def may_export(name: str) -> bool:
    """Tell whether the person may take out a list."""
    return policy.can(person(), EXPORTS[name].action)
