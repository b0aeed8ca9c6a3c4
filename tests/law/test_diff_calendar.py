"""``casetracker law diff-calendar`` against a calendar made for the purpose, and against ours."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casetracker.cli.law import law
from casetracker.cli.law_calendar import Day, differences
from casetracker.lawbook import LawBook
from config.settings import CONFIG_DIR
from tests.law.conftest import Edit

HOLIDAY, MOVED, WORKED = Day("holiday", "H"), Day("moved-off", "M"), Day("worked", "")
CALENDAR = "calendar/kz.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(law, ["diff-calendar", *arguments])


def test_differences_are_found_in_both_directions_and_in_kind() -> None:
    days = [date(2022, 3, day) for day in (1, 2, 3, 4, 5)]
    ours = dict(zip(days, [HOLIDAY, MOVED, WORKED, HOLIDAY], strict=False))
    theirs = dict(
        zip([days[0], *days[2:]], [Day("holiday", "another name"), HOLIDAY, HOLIDAY, WORKED], strict=True)
    )
    found = [(it.on.day, it.ours, it.theirs) for it in differences(ours, theirs)]
    assert found == [(2, MOVED, None), (3, WORKED, HOLIDAY), (5, None, WORKED)]


def test_what_is_missing_odd_or_ours_alone_is_listed_and_nothing_is_changed(edit: Edit) -> None:
    edit(
        CALENDAR,
        "date: 2022-03-05, kind: worked, name: worked",
        "date: 2022-03-06, kind: worked, name: worked",
    )
    edit(CALENDAR, "date: 2022-05-02, kind: moved-off", "date: 2022-05-02, kind: holiday")
    config = edit(
        CALENDAR, "  - {date: 2022-07-09, kind: holiday, name: kurban-ait, source: holidays-library}\n", ""
    )
    before = (config / CALENDAR).read_bytes()
    result = run("--config", str(config))
    assert result.exit_code == 0
    assert result.output.split("\n\n")[1].splitlines() == [
        "2022",
        "2022-03-05 Sat  ours: nothing special; the package: worked weekend day",
        "2022-03-06 Sun  ours: worked weekend day (Moved working day); the package: nothing special",
        "2022-05-02 Mon  ours: holiday (Moved day off); the package: moved day off (Kazakhstan's People"
        " Solidarity Holiday (observed))",
        "2022-07-09 Sat  ours: nothing special; the package: holiday (Eid al-Adha)",
    ]
    assert result.output.endswith(
        "9 difference(s): 7 only in the package, 1 only in ours, 1 of another kind. Nothing was changed.\n"
    )
    assert (config / CALENDAR).read_bytes() == before


def test_our_calendar_differs_only_where_nobody_has_decreed_yet(book: LawBook) -> None:
    result = run("--strict")
    assert result.exit_code == 1
    listed = [line[:10] for line in result.output.splitlines() if line.startswith("20") and "ours:" in line]
    assert listed == ["2027-01-04", "2027-03-24", "2027-05-03", "2027-05-10", "2027-05-16"]
    assert 2027 in book.calendar.incomplete_years


def test_no_difference_is_success_in_strict_mode_too(edit: Edit) -> None:
    edit(CALENDAR, "last_year: 2027", "last_year: 2026")
    config = edit(CALENDAR, "  2027: moved days", "  2025: moved days")
    edit(CALENDAR, "{day: 03-15, from: 2027, names", "{day: 03-15, from: 2027, to: 2027, names")
    result = run("--strict", "--config", str(config))
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "No difference.")


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    result = run()
    assert result.exit_code == 2
    assert "pip install" in result.stderr


def test_a_country_that_the_package_does_not_know_is_refused(config: Path) -> None:
    (config / "law/kz").rename(config / "law/xx")
    ours = (CONFIG_DIR / CALENDAR).read_text(encoding="utf-8")
    (config / "calendar/xx.yaml").write_text(ours.replace("country: kz", "country: xx"), encoding="utf-8")
    result = run("--config", str(config), "--country", "xx")
    assert result.exit_code == 2
    assert "does not know the country XX" in result.stderr
