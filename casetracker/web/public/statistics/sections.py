"""The page of statistics: the paragraph, the figures, and a chart with its table for each measure."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from casetracker import labels
from casetracker.statistics import charts
from casetracker.statistics.checking import Report, check
from casetracker.statistics.checking import Table as Totals
from casetracker.statistics.paragraph import sentences
from casetracker.statistics.queries import Overview
from casetracker.statistics.slices import DIMENSIONS, OF_OVERVIEW, Cell
from casetracker.web.public.presenters.figures import percent, share
from casetracker.web.public.regions import REGIONS
from casetracker.web.public.statistics.slice_request import KINDS, LEGENDS, SliceRequest, list_url
from casetracker.web.public.statistics.tables import (
    CLASS_WORDS,
    Line,
    Number,
    Table,
    dimension_table,
    measure_table,
    table_name,
)
from casetracker.web.rendering import UNKNOWN, fmt_number, language

Shown = dict[str, Any]

TITLES: dict[str, LazyString] = {
    "outcomes": _l("How the cases ended"),
    "grounds": _l("Why complaints were not examined"),
    "remedies": _l("What satisfied complaints led to"),
    "timeliness": _l("Time limits to decide"),
    "duration": _l("From receipt to decision"),
    "sessions": _l("Open sessions"),
    "reasons": _l("Reasons of decisions"),
    "publication": _l("From decision to publication"),
    "filing": _l("Complaints filed late"),
}
COUNTED: dict[str, LazyString] = {
    "outcomes": _l("Every published case is counted once, by the last decision that ended it."),
    "grounds": _l("Counted are complaints that were returned or left without consideration."),
    "remedies": _l("Counted are complaints that were satisfied in whole or in part."),
    "timeliness": _l("A case is late when one of its time limits to decide was missed."),
    "duration": _l(
        "Counted are decided cases of which the day of receipt is known. The days are civil days."
    ),
    "sessions": _l("Counted are cases with a published decision."),
    "reasons": _l("Reasons are given when facts, provisions and how they apply are all told."),
    "publication": _l(
        "Counted from the decision to its first publication here, also when it was withdrawn since."
    ),
    "filing": _l("A complaint is late when it was filed after the time limit to file had ended."),
}
DIMENSION_TITLES: dict[str, LazyString] = {
    "forum": _l("By kind of body"),
    "body_level": _l("By level of the body"),
    "region": _l("By region"),
    "subject": _l("By subject"),
    "complainant": _l("By complainant"),
    "election": _l("By election"),
}
# The table beside it has all.
LONGEST_CHART = 10
SECONDS_AN_HOUR, HOURS_A_DAY = 3600, 24


def statistics_page(asked: SliceRequest, seen: Overview) -> Shown:
    """Return what the page of statistics shows."""
    return {
        "asked": asked,
        "filters": filter_form(asked),
        "chosen": chosen(asked, "public.show_statistics"),
        "keep": [("body", asked.filters.body)] if asked.filters.body else [],
        "paragraph": Markup(" ").join(sentences(seen, lambda count, cell: linked(asked, count, cell))),
        "figures": _figures(seen),
        "consistency": _consistency(seen),
        "sections": [_measure_section(name, asked, seen) for name in OF_OVERVIEW],
        "dimensions": [_dimension_section(name, asked, seen) for name in DIMENSIONS],
        "legend_words": [str(words) for words in CLASS_WORDS.values()],
        "standards_url": asked.address("public.show_standards"),
    }


def linked(asked: SliceRequest, count: int, cell: Cell) -> Markup:
    """Return a number as the link to the list behind it."""
    return link_of(Number(count, asked.filters, cell))


def link_of(number: Number) -> Markup:
    """Return a number of a table as a link; nought has no list."""
    if not number.count:
        return Markup.escape(fmt_number(0))
    address = list_url(number.filters, number.cell)
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(address, fmt_number(number.count))


def filter_form(asked: SliceRequest, names: tuple[str, ...] = tuple(DIMENSIONS)) -> list[Shown]:
    """Return the filters that a form offers, each with its values in words."""
    values: dict[str, list[str]] = {
        "election": [election.id for election in asked.places.elections],
        "region": ["country", *REGIONS],
    } | {name: list(labels.KINDS[kind]) for name, kind in KINDS.items()}
    return [
        {
            "name": name,
            "legend": str(LEGENDS[name]),
            "everything": _("All"),
            "value": getattr(asked.filters, name) or "",
            "options": [(value, asked.places.name(name, value)) for value in values[name]],
        }
        for name in names
    ]


def chosen(asked: SliceRequest, endpoint: str) -> list[Shown]:
    """Return the filters in force, each with the address of the page without it."""
    return [
        {
            "text": f"{LEGENDS[name]}: {asked.places.name(name, value)}",
            "href": SliceRequest(asked.filters.narrowed(name, None), asked.places, ()).address(endpoint),
        }
        for name, value in asked.filters.given().items()
    ]


def _figures(seen: Overview) -> list[tuple[str, str]]:
    judged = seen.count("timeliness", "in-time", "late")
    recorded = seen.count("sessions", "open", "closed")
    known = seen.count("reasons", "reasoned", "unreasoned")
    return [
        (_("Complaints received"), fmt_number(seen.received)),
        (_("Pending"), fmt_number(seen.count("outcomes", "pending"))),
        (_("Decided within the time limit"), share(seen.count("timeliness", "in-time"), judged)),
        (_("Half were decided within"), span(seen.median_seconds["duration"])),
        (_("Considered in open session"), share(seen.count("sessions", "open"), recorded)),
        (_("Decisions that give reasons"), share(seen.count("reasons", "reasoned"), known)),
        (_("Half were published within"), span(seen.median_seconds["publication"])),
    ]


def span(seconds: float | None) -> str:
    """Return a span of time in hours, or in days when it is long."""
    if seconds is None:
        return UNKNOWN
    hours = -(-int(seconds) // SECONDS_AN_HOUR)
    if hours <= 2 * HOURS_A_DAY:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    days = -(-hours // HOURS_A_DAY)
    return ngettext("%(num)s day", "%(num)s days", days)


def report_of(seen: Overview) -> Report:
    """Return the tables that part all cases, as a report to be checked."""
    whole = ("outcomes", "timeliness", "filing")
    tables = {str(TITLES[name]): Totals(seen.counts[name]) for name in whole}
    for name in DIMENSIONS:
        tables[str(DIMENSION_TITLES[name])] = Totals({row.value: row.received for row in seen.rows[name]})
    decided = seen.count("sessions")
    tables[str(TITLES["sessions"])] = Totals(seen.counts["sessions"], decided)
    tables[str(TITLES["reasons"])] = Totals(seen.counts["reasons"], decided)
    refused = seen.count("outcomes", "returned", "left-without-consideration")
    tables[str(TITLES["grounds"])] = Totals(seen.counts["grounds"], refused)
    granted = seen.count("outcomes", "satisfied", "partly-satisfied")
    tables[str(TITLES["remedies"])] = Totals(seen.counts["remedies"], granted)
    return Report(tables, seen.received)


def _consistency(seen: Overview) -> list[str]:
    """Return what the check of our own totals found, in sentences."""
    report = report_of(seen)
    findings = check(report)
    if not findings:
        return [_("These tables were checked against each other: they add up.")]
    return [
        _(
            "The table “%(table)s” adds up to %(sum)s instead of %(expected)s.",
            table=finding.table,
            sum=fmt_number(finding.sum),
            expected=fmt_number(finding.expected),
        )
        for finding in findings
    ]


def _measure_section(name: str, asked: SliceRequest, seen: Overview) -> Shown:
    table = measure_table(name, seen)
    whole = seen.count(name)
    lines = [
        charts.Line(line.name, [(line.numbers[0].count, line.name)], _with_share(line, whole))
        for line in table.lines
    ]
    return _section(name, str(TITLES[name]), str(COUNTED[name]), asked, table) | {
        "total": linked(asked, whole, Cell(name)),
        "is_empty": not whole,
        "chart": _chart(str(TITLES[name]), lines),
    }


def _dimension_section(name: str, asked: SliceRequest, seen: Overview) -> Shown:
    table = dimension_table(name, seen, asked.places)
    words = [str(each) for each in CLASS_WORDS.values()]
    lines = [
        charts.Line(
            line.name,
            # The columns after the first are the classes, which are its parts.
            [
                (number.count, f"{told}: {fmt_number(number.count)}")
                for number, told in zip(line.numbers[1:], words, strict=False)
            ],
            fmt_number(line.numbers[0].count),
        )
        for line in table.lines[:LONGEST_CHART]
    ]
    return _section(table_name(name), str(DIMENSION_TITLES[name]), "", asked, table) | {
        "is_empty": not lines,
        "is_cut": len(table.lines) > LONGEST_CHART,
        "chart": _chart(str(DIMENSION_TITLES[name]), lines),
    }


def _with_share(line: Line, whole: int) -> str:
    """Return such as "32 (20%)"."""
    count = line.numbers[0].count
    return f"{fmt_number(count)} ({percent(count, whole)})" if count else fmt_number(0)


def _section(name: str, title: str, counted: str, asked: SliceRequest, table: Table) -> Shown:
    return {
        "name": name,
        "title": title,
        "counted": counted,
        "csv_url": asked.address("public.statistics_table", name=name, lang=language()),
        "columns": [
            {"text": table.first},
            *({"text": column, "numeric": True} for column in table.columns),
        ],
        "rows": [[line.name, *(link_of(number) for number in line.numbers)] for line in table.lines],
    }


def _chart(title: str, lines: list[charts.Line]) -> charts.Chart:
    return charts.bar_chart(title, _("Bars; the same numbers stand in the table beside it."), lines)
