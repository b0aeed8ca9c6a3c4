"""The start page: the register in figures."""

from __future__ import annotations

from flask_babel import format_percent
from flask_babel import gettext as _

from casetracker.statistics.queries import Overview
from casetracker.web.rendering import UNKNOWN, fmt_number

# Word by word in each language, whatever the page's own; every one of them finds inflected forms.
EXAMPLES = (
    ("kk", "байқаушының құқықтары"),
    ("ru", "отказ в регистрации кандидата"),
    ("en", "voter lists"),
)


def figure_rows(seen: Overview) -> list[tuple[str, str]]:
    """Return the figures as rows of a name and a number, shares with what they are shares of."""
    with_text = seen.count("reasons", "reasoned", "unreasoned")
    judged = seen.count("timeliness", "in-time", "late")
    return [
        (_("Published cases"), fmt_number(seen.received)),
        (_("Published decisions"), fmt_number(seen.count("reasons"))),
        (_("Decisions that give reasons"), share(seen.count("reasons", "reasoned"), with_text)),
        (_("Cases decided within the time limit"), share(seen.count("timeliness", "in-time"), judged)),
    ]


def share(part: int, whole: int) -> str:
    """Return such as "3 of 4 (75%)"; a dash when there is nothing to have a share of."""
    if not whole:
        return UNKNOWN
    return _(
        "%(part)s of %(whole)s (%(share)s)",
        part=fmt_number(part),
        whole=fmt_number(whole),
        share=percent(part, whole),
    )


def percent(part: int, whole: int) -> str:
    """Return a share in whole percent: nothing and everything only when it is nothing or everything."""
    lowest, highest = 0.01 if part else 0.0, 0.99 if part < whole else 1.0
    return str(format_percent(min(max(part / whole, lowest), highest)))
