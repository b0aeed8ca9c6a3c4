"""What is told of files that people edit: the file, the line, the key, and what would be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from casetracker.lawbook import (
    LawBook,
    LawbookError,
    assert_zone_data,
    countries,
    load_lawbook,
    load_lawbook_from,
    zones,
)
from casetracker.lawbook.checking import check_lawbook
from config.settings import CONFIG_DIR
from tests.law.conftest import Edit


def test_the_law_book_as_shipped_has_no_problem() -> None:
    assert check_lawbook(CONFIG_DIR) == []


COURTS, CAMPAIGN, LISTS = "law/kz/courts.yaml", "law/kz/campaign.yaml", "law/kz/voter-lists.yaml"
ACTS, TERMS, PROCEDURES = "law/kz/acts.yaml", "law/kz/terms.yaml", "law/kz/procedures.yaml"
DAYS, COMMISSIONS = "calendar/kz.yaml", "law/kz/commissions.yaml"
CITE, ENDS = "cite: [appc 136(1)]", "valid_to: 2021-06-30"
GENERAL, REVIEW = "election-claim.general.filing: ", "election-claim.court.review: "
HIGHER = "commission-complaint.higher.review: "
IN_FORCE, APPEAL = "supreme-court.judgment.in-force: ", "judgment.appeal.filing: "
TEXTS = "must have a text in each of kk, ru, en and nothing else."
UNIT = "expected a number and one of day, working-day, month, hour, such as '10 day'."
ACT_IDS = "appc, constitutional-court-law, election-law, referendum-law"
SOURCE_IDS = "constitution-2026, decree-713, holidays-2019-2021, holidays-library, inform-2026"

# File, what is replaced by what, what is told, and how far from the replacement the line is that is told.
MISTAKES = [
    (
        (COURTS, CITE, "cite: []"),
        f"{GENERAL}editions[0].cite names no article; nothing is law without a citation.",
        0,
    ),
    (
        (COURTS, CITE, "cite: [appc]"),
        f"{GENERAL}editions[0].cite[0] is 'appc' and names no article; write it as 'election-law 20(9)'.",
        0,
    ),
    (
        (COURTS, CITE, "cite: [apcc 136(1)]"),
        f"{GENERAL}editions[0].cite[0] is 'apcc'; allowed: {ACT_IDS}.",
        0,
    ),
    ((COURTS, f"        {CITE}\n", ""), f"{GENERAL}editions[0]: missing cite.", -1),
    (
        (COURTS, ENDS, "valid_to: 2021-07-01"),
        f"{REVIEW}the editions 2016-01-01 and 2021-07-01 overlap or are out of order.",
        5,
    ),
    (
        (COURTS, ENDS, "valid_to: 2021-06-29"),
        f"{REVIEW}between the editions 2016-01-01 and 2021-07-01 there is a gap.",
        5,
    ),
    ((COURTS, ENDS, "valid_to: 2015-06-30"), f"{REVIEW}the edition 2016-01-01 ends before it begins.", -2),
    ((COURTS, ENDS, "valid_to: 2021-06-31"), "'2021-06-31' is an impossible date.", 0),
    (
        (COURTS, ENDS, "valid_to: soon"),
        f"{REVIEW}editions[0].valid_to is 'soon'; expected a date such as 2026-06-30.",
        0,
    ),
    (
        (COURTS, "      kk: Бұл – міндет емес, кезең. Одан кейін жалпы мерзімдер қолданылады.\n", ""),
        f"election-claim.accelerated-window: notes {TEXTS}",
        -1,
    ),
    ((COURTS, "period: 0 day", "period: none"), f"{IN_FORCE}editions[0].period is 'none'; {UNIT}", 0),
    ((COURTS, "period: 0 day", "period: 3 weeks"), f"{IN_FORCE}editions[0].period is '3 weeks'; {UNIT}", 0),
    (
        (COURTS, "if_late: returned", "if_late: lost"),
        f"{GENERAL}if_late is 'lost'; allowed: no-ground-to-refuse, none, not-examined, ordinary-rules,"
        " overdue, returned.",
        0,
    ),
    ((COURTS, "    if_late: returned\n", ""), f"{GENERAL}missing if_late.", -8),
    (
        (COURTS, "if_late: returned", "colour: red\n    if_late: returned"),
        f"{GENERAL}unknown key colour; allowed: clock_of, counted_from, disputes, editions, finality, forum,"
        " if_late, mark, names, notes, standing.",
        0,
    ),
    (
        (COURTS, "counted_from: service", "counted_from: serving"),
        f"{APPEAL}counted_from is 'serving'; allowed: acceptance, announcement, calling, contested-act,"
        " filing,"
        " receipt, refusal, request-receipt, results-announced, service, session-start, signing, voting-day.",
        0,
    ),
    (
        (COURTS, "disputes: [supreme-court-final, ", "disputes: [nothing, "),
        "supreme-court.cassation.filing: disputes[0] is 'nothing'; allowed: boundary-e-5,"
        " civil-or-administrative-court, court-day-off, days-before, first-day-counted,"
        " forwarding-of-election-complaints, list-exclusion-limit,"
        " month-before, report-to-law-enforcement, special-limit-or-article-49, supreme-court-final.",
        0,
    ),
    (
        (COURTS, "days_before: 4", "days_before: four"),
        f"{REVIEW}editions[0].immediately.days_before is 'four'; expected a whole number of at least 0.",
        0,
    ),
    (
        (COURTS, "until: results", "until: whenever"),
        f"{REVIEW}editions[1].immediately.until is 'whenever'; allowed: results, voting-day.",
        0,
    ),
    (
        (COURTS, "rule: election-claim.accelerated-window", "rule: no.window"),
        f"{REVIEW}editions[1].applies_within.rule is 'no.window'; there is no rule of that id.",
        0,
    ),
    (
        (COURTS, "mark: verified", "mark: [verified"),
        "not valid YAML: while parsing a flow sequence did not find expected ',' or ']'.",
        1,
    ),
    (
        (COURTS, "  judgment.appeal.review:", "  judgment.appeal.filing:"),
        "not valid YAML: the key 'judgment.appeal.filing' occurs twice.",
        0,
    ),
    ((COURTS, "rules:\n", "old: []\nrules:\n"), "unknown key old; allowed: defaults, rules, subject.", 0),
    ((COURTS, "subject: courts", "subject: court"), "subject is 'court'; allowed: courts.", 0),
    (
        (COURTS, "  read_on: 2026-10-30", "  read_on: 2026-10-30\n  mark: verified"),
        "defaults: unknown key mark; allowed: day_zero, direction, first_day, hour, read_on, roll,"
        " valid_from, valid_from_note, valid_to.",
        1,
    ),
    (
        (COURTS, "  direction: forward", "  direction: onward"),
        f"{REVIEW}editions[0].direction is 'onward'; allowed: backward, forward.",
        0,
    ),
    (
        (COURTS, "  judgment.appeal.review:", "  Judgment:"),
        "Judgment: the id of a rule has two parts or more of small Latin letters, such as"
        " voter-list.display.",
        0,
    ),
    (
        (COMMISSIONS, "effect: suspend", "effect: pause"),
        f"{HIGHER}editions[0].stays.parallel-court.effect is 'pause'; allowed: forward, suspend, terminate.",
        0,
    ),
    (
        (COMMISSIONS, "{parallel-court: {", "{parallel: {"),
        f"{HIGHER}editions[0].stays is 'parallel'; allowed: constitutional-review, defects, forwarded, other,"
        " parallel-court.",
        0,
    ),
    (
        (COMMISSIONS, "suspend, cite: [election-law 20(9)]", "suspend, cite: []"),
        f"{HIGHER}editions[0].stays.parallel-court.cite names no article; nothing is law without a citation.",
        0,
    ),
    (
        (COURTS, "finality: appeal-final", "finality: {en: The ruling is final.}"),
        f"{APPEAL}finality {TEXTS}",
        0,
    ),
    ((ACTS, "urls: {kk:", "urls: {kz:"), "election-law: urls.kz is 'kz'; allowed: en, kk, ru.", 0),
    (
        (LISTS, "hour: '18:00'", "hour: 18:00"),
        "absentee.end: editions[0].hour is '1080'; expected a quoted time such as '18:00' or '24:00'.",
        0,
    ),
    (
        (LISTS, "  voter-list.court.decision:", "  judgment.appeal.review:"),
        "judgment.appeal.review: the rule is already in law/kz/courts.yaml.",
        0,
    ),
    (
        (CAMPAIGN, "hour: '00:00'", "hour: '25:00'"),
        "campaign.end: editions[0].hour is '25:00'; expected a quoted time such as '18:00' or '24:00'.",
        0,
    ),
    (
        (CAMPAIGN, "other_reading: plain", "other_reading: clear"),
        "observers.foreign.accreditation.end: editions[0].other_reading repeats the reading 'clear'.",
        0,
    ),
    (
        (CAMPAIGN, "reading: plain", "first_day: event"),
        "campaign.end: editions[0].first_day belongs to forward periods of days or months only.",
        0,
    ),
    (
        (ACTS, "url: https://adilet.zan.kz/rus/docs/K2000000350", "url: adilet"),
        "appc: url is 'adilet'; expected a web address that begins with https://.",
        0,
    ),
    ((TERMS, "ru: сторона по делу, ", ""), f"party: {TEXTS}", 0),
    ((TERMS, "ru: сторона по делу", "ru: 1"), "party: ru is '1'; expected a text (put it in quotes).", 0),
    (
        (PROCEDURES, "filing_rule: president.registration.filing", "filing_rule: king.filing"),
        "president-registration: filing_rule is 'king.filing'; there is no rule of that id.",
        0,
    ),
    (
        (PROCEDURES, "[central, territorial-region,", "[central, regional,"),
        "commission-complaint: receivers.commission[1] is 'regional'; allowed: central, precinct,"
        " territorial-district, territorial-region.",
        0,
    ),
    (
        (
            PROCEDURES,
            "      supreme-court: supreme-court.cassation.filing",
            "      president: judgment.appeal.filing",
        ),
        "election-claim: appeal_rules is 'president'; allowed: administrative-court, district-court,"
        " supreme-court.",
        -3,
    ),
    (
        (PROCEDURES, "supreme-court: supreme-court.judgment.in-force", "supreme-court: at-once"),
        "election-claim: in_force_rules.supreme-court is 'at-once'; there is no rule of that id.",
        0,
    ),
    (
        (
            PROCEDURES,
            "    in_force_rules:\n      supreme-court: supreme-court.judgment.in-force",
            "    ruling_appeal_rules:\n      costs:\n        supreme-court: judgment.appeal.filing",
        ),
        "election-claim: ruling_appeal_rules is 'costs'; allowed: acceptance, application-granted,"
        " application-refused, interim-relief, interim-relief-refused, procedure, stay, stay-refused.",
        0,
    ),
    ((DAYS, ", source: decree-713}", "}"), "days, entry 24: missing source.", 0),
    (
        (DAYS, ", source: decree-713}", ", source: hearsay}"),
        f"days, entry 24: source is 'hearsay'; allowed: {SOURCE_IDS}.",
        0,
    ),
    ((DAYS, "date: 2022-01-03", "date: 2022-01-04"), "days, entry 25: 2022-01-04 is listed twice.", 1),
    (
        (DAYS, "date: 2022-01-03", "date: 2031-01-03"),
        "days, entry 24: date is outside the years 2019 to 2027.",
        0,
    ),
    (
        (DAYS, "day: 03-08", "day: 02-30"),
        "yearly, entry 4: day is '02-30'; expected month and day such as 03-08.",
        0,
    ),
    (
        (DAYS, "[Asia/Almaty, ", "[Asia/Atlantis, "),
        "zones[0] is 'Asia/Atlantis'; expected an IANA time zone such as Asia/Almaty.",
        0,
    ),
    (
        (DAYS, "kind: worked", "kind: busy"),
        "days, entry 2: kind is 'busy'; allowed: holiday, moved-off, worked.",
        0,
    ),
    ((DAYS, "    read_on: 2026-10-30\n", ""), "source holidays-library: missing read_on.", -3),
    ((DAYS, "weekend: [saturday, sunday]", "weekend: saturday"), "weekend must be a list.", 0),
    ((DAYS, "  2019: moved", "  soon: moved"), "incomplete_years has the key 'soon'; expected a year.", 0),
    ((TERMS, "  party: {", "  no: {"), "terms has the key 'False'; expected a word (put it in quotes).", 0),
    ((DAYS, "country: kz", "country: kg"), "country is 'kg'; allowed: kz.", 0),
]


@pytest.mark.parametrize(("change", "told", "away"), MISTAKES, ids=[told for _, told, _ in MISTAKES])
def test_a_mistake_is_told_with_file_line_key_and_what_is_allowed(
    edit: Edit, change: tuple[str, str, str], told: str, away: int
) -> None:
    file, old, new = change
    before = (CONFIG_DIR / file).read_text(encoding="utf-8").partition(old)[0]
    line = before.count("\n") + 1 + away
    assert check_lawbook(edit(file, old, new))[0] == f"{file}:{line}: {told}"


def test_one_mistake_in_a_shared_file_is_told_once(edit: Edit) -> None:
    url = "url: https://adilet.zan.kz/rus/docs/Z950002464_"
    assert len(check_lawbook(edit(ACTS, url, "url: adilet"))) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert check_lawbook(tmp_path) == [
        "calendar/kz.yaml: the file is missing.",
        "law/kz/acts.yaml: the file is missing.",
        "law/kz/terms.yaml: the file is missing.",
        "law/kz/disputes.yaml: the file is missing.",
    ]


def test_a_wrong_law_book_is_not_loaded(edit: Edit) -> None:
    with pytest.raises(LawbookError, match=r"^law/kz/courts.yaml:\d+: .* names no article"):
        load_lawbook(edit(COURTS, CITE, "cite: []"))


def test_a_digest_follows_what_a_rule_says_not_its_layout(book: LawBook, edit: Edit) -> None:
    rule_id = "election-claim.general.filing"
    laid_out = load_lawbook(edit(COURTS, CITE, "cite:\n          - appc 136(1)"))
    assert (laid_out.digests, laid_out.digest) == (book.digests, book.digest)
    changed = load_lawbook(
        edit(COURTS, "- period: 1 month\n        cite:\n", "- period: 2 month\n        cite:\n")
    )
    assert changed.digests[rule_id] != book.digests[rule_id]
    assert changed.digest != book.digest
    assert changed.calendar_digest == book.calendar_digest
    others = {key: value for key, value in changed.digests.items() if key != rule_id}
    assert others == {key: value for key, value in book.digests.items() if key != rule_id}


def test_the_digest_of_the_calendar_follows_its_days(book: LawBook, edit: Edit) -> None:
    changed = load_lawbook(edit(DAYS, "date: 2022-01-03", "date: 2022-01-05"))
    assert (changed.digest, changed.calendar_digest == book.calendar_digest) == (book.digest, False)


@pytest.mark.parametrize("inner", ["", "law/kz"], ids=["config directory", "rule files"])
def test_rules_are_read_from_elsewhere_with_our_calendar(edit: Edit, book: LawBook, inner: str) -> None:
    config = edit(
        COURTS, "- period: 3 day\n        cite: [appc 164(2)]", "- period: 4 day\n        cite: [appc 164(2)]"
    )
    shutil.rmtree(config / "calendar")
    other = load_lawbook_from(config / inner, CONFIG_DIR)
    moved = {rule_id for rule_id in book.digests if book.digests[rule_id] != other.digests[rule_id]}
    assert moved == {"judgment.appeal.filing"}
    assert other.calendar_digest == book.calendar_digest


def test_a_directory_without_rules_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(LawbookError, match="there are no rules here; expected rule files"):
        load_lawbook_from(tmp_path, CONFIG_DIR)


def test_another_country_lies_beside_and_is_checked_too(config: Path, book: LawBook) -> None:
    shutil.copytree(config / "law/kz", config / "law/xx")
    calendar = (config / DAYS).read_text(encoding="utf-8")
    (config / "calendar/xx.yaml").write_text(calendar.replace("country: kz", "country: xx"), encoding="utf-8")
    assert countries(config) == ("kz", "xx")
    other = load_lawbook(config, "xx")
    assert (other.country, other.digest) == ("xx", book.digest)
    assert check_lawbook(config) == []
    (config / "law/xx/acts.yaml").unlink()
    (config / "calendar/yy.yaml").write_text("country: yy\n", encoding="utf-8")
    assert check_lawbook(config) == [
        "law/xx/acts.yaml: the file is missing.",
        "calendar/yy.yaml: there is no law of this country; expected the directory law/yy.",
    ]


def test_zone_data_is_young_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_zone_data()
    moment, offset = zones.ZONE_WITNESSES[1]
    monkeypatch.setattr(zones, "ZONE_WITNESSES", ((moment, offset * 2),))
    with pytest.raises(LawbookError, match="out of date"):
        assert_zone_data()
