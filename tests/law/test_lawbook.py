"""What ``casetracker law check`` must find in files that people edit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from casetracker import lawbook
from casetracker.lawbook import LawBook, LawbookError, assert_zone_data, check_lawbook, load_lawbook
from config.settings import CONFIG_DIR

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copy the law book and replace one passage of one file."""
    for part in ("law", "calendar"):
        shutil.copytree(CONFIG_DIR / part, tmp_path / part)

    def change(file: str, old: str, new: str) -> Path:
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return change


def test_the_law_book_as_shipped_has_no_problem() -> None:
    assert check_lawbook(CONFIG_DIR) == []


COURTS, ACTS, DAYS = "law/kz/courts.yaml", "law/kz/acts.yaml", "calendar/kz.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (COURTS, "cite: [appc 136(1)]", "cite: []", "has no citation"),
        (COURTS, "cite: [appc 136(1)]", "cite: [appc]", "names no article"),
        (COURTS, "cite: [appc 136(1)]", "cite: [apcc 136(1)]", "cite is 'apcc'; allowed: appc,"),
        (COURTS, "        cite: [appc 136(1)]\n", "", "missing cite"),
        (COURTS, "valid_to: 2021-06-30", "valid_to: 2021-07-01", "overlap"),
        (COURTS, "valid_to: 2021-06-30", "valid_to: 2021-06-29", "there is a gap"),
        (COURTS, "valid_to: 2021-06-30", "valid_to: 2015-06-30", "ends before it begins"),
        (COURTS, "valid_to: 2021-06-30", "valid_to: 2021-06-31", "impossible date"),
        (COURTS, "valid_to: 2021-06-30", "valid_to: soon", "expected a date such as"),
        (COURTS, "      kk: Апелляциялық сатының қаулысы түпкілікті.\n", "", "notes must have a text"),
        (COURTS, "en: The ruling on appeal is final.", "en: ''", "notes.en is empty"),
        (COURTS, "if_late: returned", "if_late: lost", "if_late is 'lost'; allowed: no-ground-to-refuse,"),
        (COURTS, "if_late: returned", "iflate: returned", "missing if_late"),
        (COURTS, "if_late: returned", "if_late: returned\n    colour: red", "unknown key colour; allowed:"),
        (COURTS, "period: 0 day", "period: none", "expected a number and a unit"),
        (COURTS, "period: 0 day", "period: 3 fortnight", "the unit of the period is 'fortnight'"),
        (COURTS, "counted_from: service", "counted_from: serving", "counted_from is 'serving'; allowed:"),
        (
            COURTS,
            "disputes: [supreme-court-final, ",
            "disputes: [nothing-known, ",
            "disputes is 'nothing-known'",
        ),
        (COURTS, "days_before: 4", "days_before: four", "expected a whole number"),
        (COURTS, "until: results", "until: whenever", "immediately.until is 'whenever'"),
        (COURTS, "mark: verified", "mark: [verified", "not valid YAML"),
        (COURTS, "  judgment.appeal.review:", "  judgment.appeal.filing:", "occurs twice"),
        (COURTS, "  judgment.appeal.review:", "  voter-list.display:", "the rule is already in courts.yaml"),
        (COURTS, "rules:\n", "rules: []\nold:\n", "unknown key old"),
        ("law/kz/voter-lists.yaml", "hour: '18:00'", "hour: 18:00", "hour is '1080'"),
        ("law/kz/campaign.yaml", "hour: '00:00'", "hour: '25:00'", "hour is '25:00'"),
        ("law/kz/campaign.yaml", "other_reading: plain", "other_reading: clear", "repeats the reading"),
        (
            "law/kz/campaign.yaml",
            "period: 1 day",
            "period: 1 working-day",
            "cannot be counted in working days",
        ),
        (ACTS, "url: https://adilet.zan.kz/rus/docs/K2000000350", "url: adilet", "expected a web address"),
        (
            "law/kz/procedures.yaml",
            "filing_rule: president.r",
            "filing_rule: king.r",
            "there is no rule 'king.r",
        ),
        ("law/kz/procedures.yaml", "[central, territorial-region,", "[regional,", "is 'regional'; allowed:"),
        (DAYS, ", source: decree-713}", "}", "missing source"),
        (DAYS, ", source: decree-713}", ", source: hearsay}", "source is 'hearsay'; allowed:"),
        (DAYS, "date: 2022-01-03", "date: 2022-01-04", "listed twice"),
        (DAYS, "date: 2022-01-03", "date: 2031-01-03", "outside the years 2019 to 2027"),
        (DAYS, "day: 03-08", "day: 02-30", "expected month and day"),
        (DAYS, "[Asia/Almaty, ", "[Asia/Atlantis, ", "there is no time zone 'Asia/Atlantis'"),
        (COURTS, "rule: election-claim.accelerated-window", "rule: no-window", "names no rule, 'no-window'"),
        (DAYS, "kind: worked", "kind: busy", "kind is 'busy'; allowed:"),
        (DAYS, "    read_on: 2026-10-30\n", "", "missing read_on"),
        (DAYS, "weekend: [saturday, sunday]", "weekend: saturday", "weekend must be a list"),
    ],
)
def test_a_mistake_is_named_with_its_file(edit: Edit, file: str, old: str, new: str, told: str) -> None:
    problems = check_lawbook(edit(file, old, new))
    name = Path(file).name
    assert any(told in problem for problem in problems), problems
    assert any(
        problem.startswith(f"{name}: ") or told == "the rule is already in courts.yaml"
        for problem in problems
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    problems = check_lawbook(tmp_path)
    assert "kz.yaml: the file is missing." in problems
    assert "acts.yaml: the file is missing." in problems


def test_a_wrong_law_book_is_not_loaded(edit: Edit) -> None:
    with pytest.raises(LawbookError) as refusal:
        load_lawbook(edit(COURTS, "cite: [appc 136(1)]", "cite: []"))
    assert refusal.value.problems == [
        "courts.yaml: election-claim.general.filing: the edition has no citation."
    ]


def test_a_digest_follows_what_a_rule_says_not_its_layout(book: LawBook, edit: Edit) -> None:
    rule_id = "election-claim.general.filing"
    laid_out = load_lawbook(edit(COURTS, "cite: [appc 136(1)]", "cite:\n          - appc 136(1)"))
    assert laid_out.digests == book.digests
    changed = load_lawbook(
        edit(COURTS, "- period: 1 month\n        cite:\n", "- period: 2 month\n        cite:\n")
    )
    assert changed.digests[rule_id] != book.digests[rule_id]
    others = {key: value for key, value in changed.digests.items() if key != rule_id}
    assert others == {key: value for key, value in book.digests.items() if key != rule_id}


def test_zone_data_is_young_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_zone_data()
    moment, offset = lawbook.ZONE_WITNESSES[1]
    monkeypatch.setattr(lawbook, "ZONE_WITNESSES", ((moment, offset * 2),))
    with pytest.raises(LawbookError, match="out of date"):
        assert_zone_data()
