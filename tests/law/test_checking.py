"""``casetracker law check`` beyond reading: the catalogue, idle entries, the schemas, the sentences."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from casetracker.law import phrases, refusals
from casetracker.law.calendar import DayKind
from casetracker.law.counting import FirstDay, Reading, Unit
from casetracker.law.forum.guide import HIGHER, Shown
from casetracker.law.procedures import BODY_KINDS, COMMISSION_LEVELS, ELECTION_KINDS, RULINGS
from casetracker.law.rules import EVENTS, GROUNDS, LATENESS, DisputeWhen, Mark
from casetracker.lawbook.checking import check_lawbook
from casetracker.lawbook.days import WEEKDAYS
from casetracker.lawbook.editions import EFFECTS, UNTIL
from casetracker.lawbook.forum.entries import FORUM_KINDS
from casetracker.lawbook.located import read_yaml
from casetracker.lawbook.schemas import SUFFIX, Schemas, as_json
from casetracker.lawbook.words import check_words, uneven_texts
from config.settings import CONFIG_DIR
from tests.law.conftest import Edit

CATALOGUE, COURTS = "law/kz/catalogue.csv", "law/kz/courts.yaml"
SCHEMAS = Schemas(CONFIG_DIR / "law" / "schema")
ROW = "judgment.appeal.filing,appc,164(2),party,service,3,day,forward,,oblast court (appeal),none,verified,"


def line_in(file: str, text: str) -> int:
    before, found, _ = (CONFIG_DIR / file).read_text(encoding="utf-8").partition(text)
    assert found
    return before.count("\n") + 1


@pytest.mark.parametrize(
    ("column", "new", "key", "told", "of_rule"),
    [
        ("appc", "election-law", "editions[0].cite", "act 'appc'", "cite: [appc 164(2)]"),
        ("164(2)", "164(3)", "editions[0].cite", "article '164(2)'", "cite: [appc 164(2)]"),
        ("service", "receipt", "counted_from", "counted_from 'service'", "counted_from: service"),
        ("3,day", "5,day", "editions[0].period", "period '3'", "period: 3 day\n        cite: [appc 164(2)]"),
        ("day", "month", "editions[0].period", "unit 'day'", "period: 3 day\n        cite: [appc 164(2)]"),
        ("none", "overdue", "if_late", "if_late 'none'", "if_late: none"),
    ],
)
def test_a_difference_from_the_catalogue_is_told(
    edit: Edit, column: str, new: str, key: str, told: str, of_rule: str
) -> None:
    config = edit(CATALOGUE, ROW, ROW.replace(f",{column},", f",{new},"))
    place = f"{COURTS}:{line_in(COURTS, of_rule)}: judgment.appeal.filing"
    says = f"{CATALOGUE}:{line_in(CATALOGUE, ROW)} says '{new.split(',')[0]}'"
    assert check_lawbook(config) == [f"{place}: {key} says {told}, but {says}."]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("", ["{rule}: the rule is missing in law/kz/catalogue.csv."]),
        (ROW + "\n" + ROW, ["{next}: judgment.appeal.filing: the rule is listed twice."]),
        (
            ROW.replace("appeal.filing", "appeal.filling"),
            [
                "{row}: judgment.appeal.filling: no rule file has this rule.",
                "{rule}: the rule is missing in law/kz/catalogue.csv.",
            ],
        ),
    ],
)
def test_the_rules_are_those_of_the_catalogue(edit: Edit, new: str, told: list[str]) -> None:
    row, rule = line_in(CATALOGUE, ROW), line_in(COURTS, "  judgment.appeal.filing:")
    places = {
        "rule": f"{COURTS}:{rule}: judgment.appeal.filing",
        "row": f"{CATALOGUE}:{row}",
        "next": f"{CATALOGUE}:{row + 1}",
    }
    line = next(
        line for line in (CONFIG_DIR / CATALOGUE).read_text().splitlines(True) if line.startswith(ROW)
    )
    assert check_lawbook(edit(CATALOGUE, line, new + "\n" if new else "")) == [
        each.format(**places) for each in told
    ]


def test_a_catalogue_without_a_column_or_none_at_all_is_told(edit: Edit, config: Path) -> None:
    assert check_lawbook(edit(CATALOGUE, ",period,", ",days,")) == [f"{CATALOGUE}:1: missing column period."]
    (config / CATALOGUE).unlink()
    assert check_lawbook(config) == [f"{CATALOGUE}: the file is missing."]


IDLE = "nothing refers to it; use it or remove it."


@pytest.mark.parametrize(
    ("file", "old", "entry"),
    [
        ("terms.yaml", "terms:\n", "  king: {kk: король, ru: король, en: the king}\n"),
        ("disputes.yaml", "disputes:\n", "  crown: {when: always, kk: тәж, ru: корона, en: the crown}\n"),
        (
            "acts.yaml",
            "acts:\n",
            "  charter: {names: {kk: к, ru: к, en: c}, url: https://c.example/, division: part}\n",
        ),
    ],
)
def test_what_nothing_refers_to_is_told(edit: Edit, file: str, old: str, entry: str) -> None:
    place = f"law/kz/{file}:{line_in(f'law/kz/{file}', old) + 1}: {entry.split(':')[0].strip()}"
    assert check_lawbook(edit(f"law/kz/{file}", old, old + entry)) == [f"{place}: {IDLE}"]


def test_a_schema_that_no_longer_fits_is_told(edit: Edit) -> None:
    config = edit("law/schema/rules.schema.json", '"disputed"\n', '"contested"\n')
    problems = check_lawbook(config)
    assert len(problems) == 3
    line = line_in("law/kz/campaign.yaml", "mark: disputed")
    assert problems[0] == (
        f"law/kz/campaign.yaml:{line}: rules.registration.freeze.mark: rules.schema.json refuses what the"
        " reader accepts: 'disputed' is not one of ['verified', 'inference', 'contested']."
    )


def test_a_file_without_its_schema_is_told(edit: Edit, config: Path) -> None:
    line = "# yaml-language-server: $schema=../schema/acts.schema.json"
    assert check_lawbook(edit("law/kz/acts.yaml", f"{line}\n", "")) == [
        f"law/kz/acts.yaml:1: must begin with '{line}', so that an editor can help."
    ]
    (config / "law/schema/acts.schema.json").unlink()
    assert check_lawbook(config) == [
        "law/schema/acts.schema.json: the file is missing; law/kz/acts.yaml is held against it."
    ]


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("rules", COURTS, "cite: [appc 136(1)]", "cite: []"),
        ("rules", COURTS, "cite: [appc 136(1)]", "cite: [appc]"),
        ("rules", COURTS, "        cite: [appc 136(1)]\n", ""),
        ("rules", COURTS, "valid_to: 2021-06-30", "valid_to: soon"),
        ("rules", COURTS, "if_late: returned", "if_late: lost"),
        ("rules", COURTS, "if_late: returned", "if_late: returned\n    colour: red"),
        ("rules", COURTS, "period: 0 day", "period: 3 weeks"),
        ("rules", COURTS, "days_before: 4", "days_before: four"),
        ("rules", COURTS, "  judgment.appeal.review:", "  Judgment:"),
        ("rules", "law/kz/campaign.yaml", "    disputes: [days-before]\n", ""),
        ("rules", "law/kz/campaign.yaml", "hour: '00:00'", "hour: '25:00'"),
        ("acts", "law/kz/acts.yaml", "url: https://adilet.zan.kz/rus/docs/K2000000350", "url: adilet"),
        ("terms", "law/kz/terms.yaml", "ru: сторона по делу, ", ""),
        ("disputes", "law/kz/disputes.yaml", "when: always", "when: sometimes"),
        ("procedures", "law/kz/procedures.yaml", "[central, territorial-region,", "[central, regional,"),
        ("forum", "law/kz/forum/choices.yaml", "kind: commission", "kind: committee"),
        ("forum", "law/kz/forum/commissions.yaml", "      has: [", "      have: ["),
        ("calendar", "calendar/kz.yaml", ", source: decree-713}", "}"),
        ("calendar", "calendar/kz.yaml", "kind: worked", "kind: busy"),
        ("calendar", "calendar/kz.yaml", "day: 03-08", "day: 03-48"),
    ],
)
def test_a_schema_refuses_typical_mistakes_while_one_types(
    edit: Edit, name: str, file: str, old: str, new: str
) -> None:
    assert not list(SCHEMAS.errors(name, read_yaml(CONFIG_DIR / file)))
    assert list(SCHEMAS.errors(name, read_yaml(edit(file, old, new) / file)))


def choices_in(schema: Any) -> set[frozenset[str]]:
    """Return every list of allowed words of a schema, however deep."""
    if isinstance(schema, list):
        return {words for inner in schema for words in choices_in(inner)}
    if not isinstance(schema, dict):
        return set()
    own = {frozenset(schema["enum"])} if "enum" in schema else set()
    return own.union(*(choices_in(inner) for inner in schema.values()))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("acts", [("paragraph", "part")]),
        ("disputes", [get_args(DisputeWhen)]),
        ("procedures", [BODY_KINDS, COMMISSION_LEVELS, ELECTION_KINDS, RULINGS]),
        (
            "rules",
            [EVENTS, LATENESS, get_args(Mark), GROUNDS, EFFECTS, UNTIL, get_args(FirstDay), get_args(Reading)]
            + [("forward", "backward"), ("never", "next-working-day"), ("event", "next-working-day")],
        ),
        ("calendar", [get_args(DayKind), tuple(WEEKDAYS)]),
        ("forum", [EVENTS, FORUM_KINDS, (*COMMISSION_LEVELS, HIGHER), get_args(Shown), get_args(Mark)]),
    ],
)
def test_a_schema_allows_the_words_that_the_law_room_knows(name: str, words: list[tuple[str, ...]]) -> None:
    schema = json.loads((CONFIG_DIR / "law" / "schema" / f"{name}{SUFFIX}").read_text(encoding="utf-8"))
    assert choices_in(schema) == {frozenset(each) for each in words}
    if name == "rules":
        assert f"({'|'.join(get_args(Unit))})" in json.dumps(schema)


def test_yaml_becomes_json() -> None:
    assert as_json({2019: [date(2019, 1, 1)]}) == {"2019": ["2019-01-01"]}


def module(**tables: object) -> ModuleType:
    made = ModuleType("sentences")
    vars(made).update(tables)
    return made


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"kk": {"a": "бар"}, "ru": {"a": "да"}, "en": {"a": "yes"}}, []),
        ({"kk": {"a": "бар"}, "ru": {"a": "да"}}, ["there is no text in en for 'a'."]),
        ({"kk": {"a": "бар"}, "ru": {"a": " "}, "en": {"a": "yes"}}, ["there is no text in ru for 'a'."]),
        (
            {"kk": {"a": {"b": "{on} бар"}}, "ru": {"a": {"b": "{on} да"}}, "en": {"a": {"b": "yes"}}},
            ["not every language names on for 'a.b'."],
        ),
        ({"kk": "бар", "en": "yes"}, ["there is no text in ru."]),
    ],
)
def test_a_sentence_that_a_language_lacks_is_told(table: dict[str, object], told: list[str]) -> None:
    assert uneven_texts(module(TABLE=table)) == [f"sentences: TABLE: {each}" for each in told]


def test_what_the_law_room_says_without_a_sentence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_words() == []
    for table, code in (
        (phrases.EVENT_NAMES, "receipt"),
        (phrases.GROUND_NAMES, "defects"),
        (refusals.SENTENCES, "bad-trace"),
    ):
        for language in ("kk", "ru", "en"):
            monkeypatch.delitem(table[language], code)
    assert check_words() == [
        "casetracker.law.phrases: EVENT_NAMES: there is no text for 'receipt'.",
        "casetracker.law.phrases: GROUND_NAMES: there is no text for 'defects'.",
        "casetracker.law.refusals: SENTENCES: there is no text for 'bad-trace'.",
    ]
