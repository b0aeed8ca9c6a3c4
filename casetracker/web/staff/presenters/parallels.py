"""Cases about the same act on the other side, commission or court, as they are suggested to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.parallel import Parallel
from casetracker.cases.staying import PARALLEL
from casetracker.lawbook import LawBook
from casetracker.web.law_links import cited
from casetracker.web.rendering import fmt_datetime, label, language

Shown = dict[str, Any]


def suggestions(found: Iterable[Parallel]) -> list[Shown]:
    """Return each suggested case: ``reference``, ``title`` (with its body), and ``hint``: why it is meant."""
    return [
        {
            "reference": it.reference,
            "title": f"{it.reference}, {it.body.name(language())}",
            "hint": " ".join(
                [
                    *(label("parallel-reason", reason) for reason in it.reasons),
                    _("Received: %(moment)s.", moment=fmt_datetime(it.received_at, it.body.zone)),
                ]
            ),
        }
        for it in found
    ]


def parallel_law(book: LawBook) -> list[Shown]:
    """Return the articles by which a case stands still while a court has the same matter."""
    effects = (rule.editions[-1].stays.get(PARALLEL) for rule in book.rules)
    found = [citation.to_dict() for effect in effects if effect for citation in effect.citations]
    return cited({(it["act"], it["article"]): it for it in found}.values())
