"""The proceedings on public record: nothing without a source, nothing about private persons."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import yaml

from casetracker.labels import GROUNDS, OUTCOMES, PARTY_KINDS, PARTY_ROLES, REMEDIES, SUBJECTS
from casetracker.registry.models import Body
from casetracker.registry.reading import Record, read_bodies, read_elections
from config.settings import CONFIG_DIR

RECORD = yaml.safe_load((CONFIG_DIR / "demo" / "public-record.yaml").read_text(encoding="utf-8"))
PROCEEDINGS: list[Record] = RECORD["proceedings"]
STATISTICS: list[Record] = RECORD["statistics"]
BODIES = {body["id"]: body for body in read_bodies(CONFIG_DIR / "bodies")}
ELECTIONS = {election["id"]: election for election in read_elections(CONFIG_DIR / "elections")}
LAW = yaml.safe_load((CONFIG_DIR / "law" / "kz" / "procedures.yaml").read_text(encoding="utf-8"))
LANGUAGES = ("kk", "ru", "en")

each_proceeding = pytest.mark.parametrize("entry", PROCEEDINGS, ids=lambda entry: str(entry["id"]))


def is_address(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[^\s/]+/\S*", value) is not None


def dates_in(entry: Record) -> list[dt.date]:
    happened = [thing["happened_on"] for thing in (entry["contested"], *entry["events"])]
    return [day for day in [*entry["dates"].values(), *happened] if day is not None]


@each_proceeding
def test_every_fact_is_told_in_three_languages_with_the_address_of_its_source(entry: Record) -> None:
    assert entry["facts"]
    for fact in entry["facts"]:
        assert all(fact[language].strip() for language in LANGUAGES)
        assert is_address(fact["source_url"])


@each_proceeding
def test_every_event_has_the_address_of_its_source(entry: Record) -> None:
    assert all(is_address(event["source_url"]) for event in entry["events"])


@each_proceeding
def test_an_entry_uses_the_words_of_the_house(entry: Record) -> None:
    assert entry["procedure"] in LAW["procedures"]
    assert entry["subject"] in SUBJECTS
    assert entry["outcome"] is None or entry["outcome"] in OUTCOMES
    assert entry["remedy"] is None or entry["remedy"] in REMEDIES
    assert entry["contested"]["kind"] in {"decision", "act", "inaction"}
    for party in entry["parties"]:
        assert party["role"] in PARTY_ROLES
        assert party["kind"] in PARTY_KINDS


@each_proceeding
def test_an_entry_names_bodies_that_existed_and_an_election_that_was_held(entry: Record) -> None:
    named = [entry["body"], entry["contested"]["body"], *(party.get("body") for party in entry["parties"])]
    called_on = ELECTIONS[entry["election"]]["called_on"]
    for body_id in filter(None, named):
        validity = {key: BODIES[body_id][key] for key in ("valid_from", "valid_to")}
        assert all(Body(**validity).exists_on(day) for day in [called_on, *dates_in(entry)])


@each_proceeding
def test_dates_lie_in_the_time_of_the_election(entry: Record) -> None:
    election = ELECTIONS[entry["election"]]
    for day in dates_in(entry):
        assert election["called_on"] <= day <= election["voting_on"] + dt.timedelta(days=60)


@each_proceeding
def test_what_is_null_is_listed_as_unknown_and_what_is_known_is_not(entry: Record) -> None:
    unknown = set(entry["unknown"])
    assert {key for key, day in entry["dates"].items() if day is None} == unknown & set(entry["dates"])
    assert (entry["outcome"] is None) == ("outcome" in unknown)
    assert (entry["body"] is None) == ("court" in unknown)


@each_proceeding
def test_every_key_is_a_word_and_none_was_read_as_yes_or_no(entry: Record) -> None:
    for mapping in (entry, entry["dates"], entry["contested"], *entry["events"], *entry["parties"]):
        assert all(isinstance(key, str) for key in mapping)


@each_proceeding
def test_a_return_has_a_ground_with_its_article(entry: Record) -> None:
    ground = entry["inadmissibility"]
    assert (entry["outcome"] in {"returned", "left-without-consideration"}) == (ground is not None)
    if ground:
        assert ground["ground"] in GROUNDS
        assert ground["article"]


def test_the_returned_claim_of_west_kazakhstan_is_there() -> None:
    (entry,) = [entry for entry in PROCEEDINGS if entry["outcome"] == "returned"]
    assert entry["body"] == "kz-siac-west-kazakhstan"
    assert entry["inadmissibility"] == {"ground": "not-administrative", "article": "appc | 138(2)11)"}
    assert entry["dates"]["decided_on"] == dt.date(2022, 11, 23)


def test_the_nominee_case_ran_before_the_commission_and_a_court_at_once() -> None:
    bodies = {entry["body"] for entry in PROCEEDINGS if entry["matter"] == "nominee-2022"}
    assert bodies == {"kz-cec", "kz-dc-astana-baikonyr"}


def test_ids_are_unique() -> None:
    ids = [entry["id"] for entry in [*PROCEEDINGS, *STATISTICS]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", STATISTICS, ids=lambda entry: str(entry["id"]))
def test_statistics_have_figures_a_note_in_three_languages_and_an_address(entry: Record) -> None:
    assert entry["election"] in ELECTIONS
    assert all(isinstance(figure, int) for figure in entry["figures"].values())
    assert all(entry["note"][language].strip() for language in LANGUAGES)
    assert is_address(entry["source_url"])


def test_the_claims_of_2023_add_up() -> None:
    figures: dict[str, Any] = next(entry for entry in STATISTICS if entry["id"] == "courts-2023")["figures"]
    courts = ("supreme_court", "administrative_courts", "district_courts")
    outcomes = ("satisfied", "refused", "withdrawn", "left_without_consideration")
    assert sum(figures[court] for court in courts) == figures["claims"]
    assert figures["mazhilis_candidates"] + figures["maslikhat_candidates"] == figures["claims"]
    assert sum(figures[outcome] for outcome in outcomes) == figures["reviewed"]
    assert figures["reviewed"] + figures["pending"] == figures["claims"]
