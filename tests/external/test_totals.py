"""Totals that others published: those of Kazakhstan 2023 add up, those of Georgia 2024 do not."""

from __future__ import annotations

from casetracker.statistics.checking import Finding, Report, Table, check

# Elections of 19 March 2023, vlast.kz: suits by court, by election, and how they ended.
KAZAKHSTAN_2023 = Report(
    {
        "courts": Table({"Supreme Court": 55, "administrative courts": 104, "district courts": 7}),
        "elections": Table({"Mazhilis": 82, "maslikhats": 84}),
        "reviewed": Table(
            {"satisfied": 49, "refused": 84, "withdrawn": 15, "left without consideration": 16}, total=164
        ),
        "state": Table({"reviewed": 164, "pending": 2}),
    },
    total=166,
)
# Parliamentary elections of 26 October 2024, 1tv.ge: what was asked for, and how it ended.
GEORGIA_2024 = Report(
    {
        "demands": Table(
            {"invalidation or recount": 537, "disciplinary": 466, "other kinds": 47, "further kinds": 151}
        ),
        "outcomes": Table(
            {"upheld": 167, "dismissed": 917, "not considered": 107, "withdrawn": 3, "pending": 10}
        ),
    },
    total=1201,
)


def test_the_totals_of_kazakhstan_2023_add_up() -> None:
    assert check(KAZAKHSTAN_2023) == []


def test_the_outcomes_of_georgia_2024_are_three_too_many() -> None:
    (found,) = check(GEORGIA_2024)
    assert (found.table, found.sum, found.expected, found.difference) == ("outcomes", 1204, 1201, 3)
    without_total = Report(GEORGIA_2024.tables)
    assert check(without_total) == [Finding("outcomes", 1204, 1201, "tables", ("demands",))]
