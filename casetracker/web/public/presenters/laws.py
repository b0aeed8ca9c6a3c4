"""The laws that time limits are counted by, from the law book itself."""

from __future__ import annotations

from flask_babel import gettext as _

from casetracker.lawbook import LawBook
from casetracker.web.rendering import fmt_date, language


def laws(book: LawBook) -> list[dict[str, str]]:
    """Return each act that a rule cites: its name, its address, and when its text was last read."""
    cited = [citation for rule in book.rules for edition in rule.editions for citation in edition.citations]
    acts = {citation.act.id: citation.act for citation in cited}
    return [
        {
            "name": act.names[language()],
            "url": act.url,
            "read": _("read on %(day)s", day=fmt_date(max(c.read_on for c in cited if c.act.id == act.id))),
        }
        for act in acts.values()
    ]
