from __future__ import annotations

from collections import Counter

import pytest

from casetracker.registry.checking import check_bodies
from casetracker.registry.generating import complete_register
from casetracker.registry.reading import Record, RegistryDataError, read_bodies
from config.settings import CONFIG_DIR

REAL = read_bodies(CONFIG_DIR / "bodies")
FULL = complete_register(REAL)
COMMISSIONS = [body for body in FULL if body["kind"] == "commission"]
BY_ID = {body["id"]: body for body in FULL}


def type_of_precinct(body: Record) -> str:
    parts = body["id"].split("-")
    return next((word for word in ("special", "abroad") if word in parts), "regular")


def test_the_full_register_has_the_counts_of_the_source() -> None:
    levels = Counter(body["level"] for body in COMMISSIONS)
    assert levels["central"] == 1
    assert levels["territorial-region"] == 20
    assert levels["territorial-region"] + levels["territorial-district"] == 239
    assert levels["precinct"] == 10_101


def test_the_precincts_are_regular_special_and_abroad_as_in_the_source() -> None:
    types = Counter(type_of_precinct(body) for body in COMMISSIONS if body["level"] == "precinct")
    assert types == {"regular": 9_556, "special": 477, "abroad": 68}


def test_the_lower_territorial_commissions_are_of_districts_and_cities_as_in_the_source() -> None:
    lower = [body["id"] for body in COMMISSIONS if body["level"] == "territorial-district"]
    in_cities = sum("-city-district-" in body_id for body_id in lower)
    cities = sum("-city-" in body_id for body_id in lower) - in_cities
    assert (len(lower) - cities - in_cities, cities, in_cities) == (166, 37, 16)


def test_the_real_bodies_come_first_and_unchanged_and_only_the_others_are_marked() -> None:
    assert FULL[: len(REAL)] == REAL
    assert not any(body.get("generated") for body in REAL)
    assert all(body["generated"] is True for body in FULL[len(REAL) :])


def test_the_full_register_passes_the_checks() -> None:
    check_bodies(FULL)


def test_the_generator_gives_the_same_each_time() -> None:
    assert complete_register(REAL) == FULL


def test_a_generated_commission_has_the_region_and_the_zone_of_its_parent() -> None:
    for body in FULL[len(REAL) :]:
        parent = BY_ID[body["parent"]]
        assert (body["region"], body["zone"]) == (parent["region"], parent["zone"])


def test_each_level_stands_below_the_level_above() -> None:
    above = {"territorial-district": "territorial-region", "precinct": "territorial-district"}
    for body in FULL[len(REAL) :]:
        level = "central" if "-abroad-" in body["id"] else above[body["level"]]
        assert BY_ID[body["parent"]]["level"] == level


def test_a_real_precinct_keeps_its_number_to_itself() -> None:
    names = Counter(body["name"]["ru"] for body in COMMISSIONS)
    assert names["Участковая избирательная комиссия № 372 города Астаны"] == 1
    assert max(names.values()) == 1


def test_the_names_follow_the_pattern_of_each_language() -> None:
    assert BY_ID["kz-pec-akmola-17"]["name"] == {
        "kk": "Ақмола облысы № 17 учаскелік сайлау комиссиясы",
        "ru": "Участковая избирательная комиссия № 17 Акмолинской области",
        "en": "Precinct Election Commission No 17, Akmola Region",
    }


def test_a_missing_regional_commission_is_named() -> None:
    without = [body for body in REAL if body["id"] != "kz-rec-abai"]
    with pytest.raises(RegistryDataError, match="kz-rec-abai: missing"):
        complete_register(without)


def test_a_region_without_its_place_is_named() -> None:
    without = [{**body, "place": None} if body["id"] == "kz-rec-abai" else body for body in REAL]
    with pytest.raises(RegistryDataError, match="kz-rec-abai: no place"):
        complete_register(without)
