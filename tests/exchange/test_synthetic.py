from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from casetracker.exchange import journal
from casetracker.exchange.synthetic import (
    FILING_DAYS,
    REVIEW_DAYS,
    VOTING_ON,
    synthetic_extract,
    write_extract,
)
from casetracker.labels import (
    CHANNELS,
    CONTESTED_KINDS,
    GROUNDS,
    OUTCOMES,
    PARTY_KINDS,
    SUBJECTS,
)
from casetracker.labels.regions import REGIONS
from casetracker.registry.reading import read_bodies
from config.settings import CONFIG_DIR
from tools.messages import read_catalogue

SEED = 2022
COMMITTED = CONFIG_DIR / "demo" / "synthetic-extract.xlsx"
ROWS = synthetic_extract(SEED)
BODIES = {body["code"]: body for body in read_bodies(CONFIG_DIR / "bodies")}
LAW = yaml.safe_load((CONFIG_DIR / "law" / "kz" / "procedures.yaml").read_text(encoding="utf-8"))
LATE = [row for row in ROWS if (row["received_at"].date() - row["contested_on"]).days > FILING_DAYS]


def cells(path: Path) -> list[tuple[Any, ...]]:
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == [journal.SHEET]
    return list(workbook[journal.SHEET].iter_rows(values_only=True))


def test_the_committed_extract_is_what_the_generator_makes(tmp_path: Path) -> None:
    write_extract(tmp_path / "again.xlsx", SEED)
    assert cells(tmp_path / "again.xlsx") == cells(COMMITTED)


def test_the_committed_extract_says_first_that_it_is_synthetic() -> None:
    banner, headings, *lines = cells(COMMITTED)
    assert banner[0] == journal.BANNER
    for word in ("СИНТЕТИКАЛЫҚ", "СИНТЕТИЧЕСКИЕ", "SYNTHETIC"):
        assert word in str(banner[0])
    assert headings == tuple(heading for _, heading in journal.COLUMNS)
    assert len(lines) == 200


def test_every_line_says_that_it_is_synthetic() -> None:
    for row in ROWS:
        assert row["registered_number"] == f"SYNTHETIC-{row['number']:03d}"
        pattern = r"Өтініш беруші \d{3} \(синтетикалық\)|Заявитель \d{3} \(синтетический\)"
        assert re.fullmatch(pattern, row["complainant_name"])


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    assert synthetic_extract(SEED) == ROWS
    assert [row["text"] for row in synthetic_extract(SEED + 1)] != [row["text"] for row in ROWS]


@pytest.mark.parametrize("count", [0, 1, 37])
def test_as_many_rows_are_made_as_are_asked_for(count: int) -> None:
    assert [row["number"] for row in synthetic_extract(SEED, count)] == list(range(1, count + 1))


def test_three_fifths_are_in_kazakh_and_the_text_is_in_the_language_it_says() -> None:
    assert Counter(row["language"] for row in ROWS) == {"kk": 120, "ru": 80}
    kazakh_letters = set("әғқңөұүһі")
    for row in ROWS:
        assert bool(kazakh_letters & set(row["text"].lower())) == (row["language"] == "kk")


def test_the_journal_is_in_order_of_receipt_between_the_calling_and_the_end_of_the_year() -> None:
    received = [row["received_at"] for row in ROWS]
    assert received == sorted(received)
    assert dt.date(2022, 9, 21) <= received[0].date() <= received[-1].date() <= dt.date(2022, 12, 31)


def test_a_region_is_told_by_its_name_and_not_by_that_of_its_commission() -> None:
    names = {
        language: {read_catalogue(language)[str(name)].string: code for code, name in REGIONS.items()}
        for language in ("kk", "ru")
    }
    told = {(row["language"], row["region"]) for row in ROWS}
    assert len(told) > len(REGIONS)
    assert all(region in names[language] for language, region in told), told
    for row in ROWS:
        if row["body"] != "CEC":
            assert names[row["language"]][row["region"]] == BODIES[row["body"]]["region"]


def test_nothing_is_received_before_it_happened_nor_answered_before_it_is_received() -> None:
    for row in ROWS:
        assert row["contested_on"] <= row["received_at"].date()
        assert row["replied_on"] is None or row["replied_on"] >= row["received_at"].date()


def test_some_are_late_and_those_answered_are_left_without_consideration_for_it() -> None:
    assert 3 <= len(LATE) <= 40
    for row in LATE:
        assert row["procedure"] == "commission-complaint"
        assert row["outcome"] in {None, "left-without-consideration"}
    answered = [row for row in LATE if row["outcome"]]
    assert answered
    assert answered == [row for row in ROWS if row["inadmissibility_ground"] == "late"]


def test_some_replies_keep_the_time_limit_some_miss_it_and_some_are_pending() -> None:
    told = Counter(
        "pending"
        if row["replied_on"] is None
        else "late"
        if (row["replied_on"] - row["received_at"].date()).days > REVIEW_DAYS[row["procedure"]]
        else "in time"
        for row in ROWS
    )
    assert set(told) == {"pending", "late", "in time"}
    assert told["in time"] > told["late"] + told["pending"]


def test_an_outcome_and_a_reply_come_together() -> None:
    for row in ROWS:
        assert (row["outcome"] is None) == (row["replied_on"] is None)
        needs_ground = row["outcome"] in {"returned", "left-without-consideration"}
        assert needs_ground == (row["inadmissibility_ground"] is not None)


def test_oral_applications_are_of_voting_day_only() -> None:
    oral = {row["received_at"].date() for row in ROWS if row["channel"] == "oral"}
    assert oral == {VOTING_ON}


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("subject", SUBJECTS),
        ("outcome", OUTCOMES),
        ("inadmissibility_ground", GROUNDS),
        ("channel", CHANNELS),
        ("complainant_kind", PARTY_KINDS),
        ("contested_kind", CONTESTED_KINDS),
        ("procedure", LAW["procedures"]),
        ("body", BODIES),
        ("contested_body", BODIES),
        ("election", {"2022-pres"}),
    ],
)
def test_codes_are_those_of_the_house(key: str, allowed: Any) -> None:
    assert {row[key] for row in ROWS} - {None} <= set(allowed)


def test_a_complaint_goes_to_a_commission_that_may_decide_in_its_procedure_and_is_not_its_own_judge() -> None:
    for row in ROWS:
        levels = LAW["procedures"][row["procedure"]]["receivers"]["commission"]
        assert BODIES[row["body"]]["level"] in levels
        if row["procedure"] == "commission-complaint":
            assert row["contested_body"] != row["body"]


def test_the_texts_are_varied_enough_to_search() -> None:
    words = {
        language: {
            word
            for row in ROWS
            if row["language"] == language
            for word in re.findall(r"[^\W\d]+", row["text"].lower())
        }
        for language in ("kk", "ru")
    }
    assert all(len(found) > 300 for found in words.values())
    assert len({row["text"] for row in ROWS}) > 190
    assert len({row["subject"] for row in ROWS}) > 18


def test_no_placeholder_is_left_in_a_text() -> None:
    assert not [row["number"] for row in ROWS if re.search(r"[{}]", row["text"] + row["relief"])]
