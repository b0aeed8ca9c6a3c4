"""The list behind a number: the cases that it counts, and what it is the number of."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.publication.measuring import result_of
from casetracker.publication.models import PublicCase
from casetracker.statistics.queries import PAGE_SIZE, Page
from casetracker.statistics.slices import MEASURES, Cell
from casetracker.web.public.presenters.case import case_path
from casetracker.web.public.queries import Names
from casetracker.web.public.search_request import DEEPEST_PAGE
from casetracker.web.public.statistics.points import measure_title
from casetracker.web.public.statistics.sections import chosen
from casetracker.web.public.statistics.slice_request import SliceRequest
from casetracker.web.rendering import fmt_date, label, language

Shown = dict[str, Any]


def listing_page(asked: SliceRequest, cell: Cell, found: Page, names: Names, page: int) -> Shown:
    """Return what the list behind a number shows."""
    kind = MEASURES[cell.measure].kind
    return {
        "title": measure_title(cell.measure),
        "parts": [label(kind, value) for value in cell.values],
        "conditions": [item["text"] for item in chosen(asked, "public.show_statistics")],
        "total": found.total,
        "page": page,
        "pages": min(-(-found.total // PAGE_SIZE), DEEPEST_PAGE),
        "reachable": DEEPEST_PAGE * PAGE_SIZE,
        "cases": [_line(case, names) for case in found.cases],
        "statistics_url": asked.address("public.show_statistics"),
    }


def _line(case: PublicCase, names: Names) -> Shown:
    received = case.received_at.astimezone(ZoneInfo(case.zone)).date()
    day = fmt_date(received)
    known = _("Received on %(day)s", day=day)
    return {
        "href": case_path(case.slug),
        "reference": case.reference,
        "title": label("subject", case.subject),
        "is_shown": case.state == "published",
        "result": result_of(case),
        "body": names.body(case.body_id, language()),
        "election": names.election(case.election_id, language()),
        "dated": known if case.receipt_known else _("First mentioned in the sources on %(day)s", day=day),
    }
