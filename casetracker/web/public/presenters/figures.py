"""The start page: the register in figures."""

from __future__ import annotations

from flask_babel import format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.statistics.queries import Overview
from casetracker.web.rendering import UNKNOWN, fmt_number

# Word by word in each language, whatever the page's own; every one of them finds inflected forms.
EXAMPLES = (
    ("kk", "байқаушының құқықтары"),
    ("ru", "отказ в регистрации кандидата"),
    ("en", "voter lists"),
)


# What most people come for, with what they find there.
DOORS = (
    (
        "/file",
        _l("File a complaint"),
        _l("Without an account. You can save it, and finish it later."),
    ),
    (
        "/calculator",
        _l("Find out where to complain, and by which day"),
        _l("The guide names the body, the last day and the article. Nothing that you enter is kept."),
    ),
    (
        "/track",
        _l("Track a complaint"),
        _l("With the code from your receipt: how far it is, and by which day it has to be decided."),
    ),
)


def figure_rows(seen: Overview) -> list[tuple[str, str, str]]:
    """Return the figures as rows of a name, a number or a share, and what it is a share of."""
    with_text = seen.count("reasons", "reasoned", "unreasoned")
    judged = seen.count("timeliness", "in-time", "late")
    return [
        (_("Published cases"), fmt_number(seen.received), ""),
        (_("Published decisions"), fmt_number(seen.count("reasons")), ""),
        (_("Decisions that give reasons"), *_shared(seen.count("reasons", "reasoned"), with_text)),
        (_("Cases decided within the time limit"), *_shared(seen.count("timeliness", "in-time"), judged)),
    ]


def _shared(part: int, whole: int) -> tuple[str, str]:
    if not whole:
        return UNKNOWN, ""
    return percent(part, whole), _("%(part)s of %(whole)s", part=fmt_number(part), whole=fmt_number(whole))


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
