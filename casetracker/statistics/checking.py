"""Do the totals of a report add up? Pure: numbers in, findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """A table of a report: its numbers by name, and the total that the report states for it, if any."""

    numbers: Mapping[str, int]
    total: int | None = None

    @property
    def sum(self) -> int:
        """Return what the numbers add up to."""
        return sum(self.numbers.values())


@dataclass(frozen=True)
class Report:
    """What a report says: the total of all cases, if it states one, and tables that part the same cases."""

    tables: Mapping[str, Table]
    total: int | None = None


@dataclass(frozen=True)
class Finding:
    """A table that does not add up to what it should.

    Attributes:
        table: its name in the report.
        sum: what its numbers add up to.
        expected: what they should add up to.
        against: where that was stated: ``table``, ``report``, or ``tables`` when others agree on it.
        others: in the last case, the other tables.
    """

    table: str
    sum: int
    expected: int
    against: str
    others: tuple[str, ...] = field(default=())

    @property
    def difference(self) -> int:
        """Return by how much: above nought when the table has too many."""
        return self.sum - self.expected


def check(report: Report) -> list[Finding]:
    """Return every table that does not add up, in the order of the report.

    A table is held against its own total, else that of the report; where the report states none, against the
    first table: both part the same cases, and which of the two is wrong only its author can tell.
    """
    findings = []
    free = {name: table for name, table in report.tables.items() if table.total is None}
    first = next(iter(free), None)
    for name, table in report.tables.items():
        if table.total is not None:
            expected, against = table.total, "table"
        elif report.total is not None:
            expected, against = report.total, "report"
        elif name != first and first is not None:
            expected, against = free[first].sum, "tables"
        else:
            continue
        if table.sum != expected:
            others = (first,) if against == "tables" and first else ()
            findings.append(Finding(name, table.sum, expected, against, others))
    return findings
