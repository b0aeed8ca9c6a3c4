"""The bodies in ``config/bodies``: what must hold whoever edits them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from casetracker.registry.checking import check_bodies
from casetracker.registry.reading import Record, read_bodies
from config.settings import CONFIG_DIR

BODIES = read_bodies(CONFIG_DIR / "bodies")
BY_ID = {body["id"]: body for body in BODIES}
REGIONAL = [body for body in BODIES if body["level"] == "territorial-region"]
COURTS = [body for body in BODIES if body["kind"] == "administrative-court"]

# ISO 3166-2:KZ, whose two digits open the KATO code of the region.
KATO_PREFIXES = {
    "abai": "10",
    "akmola": "11",
    "aktobe": "15",
    "almaty": "75",
    "almaty-region": "19",
    "astana": "71",
    "atyrau": "23",
    "east-kazakhstan": "63",
    "karaganda": "35",
    "kostanay": "39",
    "kyzylorda": "43",
    "mangystau": "47",
    "north-kazakhstan": "59",
    "pavlodar": "55",
    "shymkent": "79",
    "turkistan": "61",
    "ulytau": "62",
    "west-kazakhstan": "27",
    "zhambyl": "31",
    "zhetisu": "33",
}
WESTERN = {"aktobe", "atyrau", "kyzylorda", "mangystau", "west-kazakhstan"}


def test_all_bodies_pass_the_checks() -> None:
    check_bodies(BODIES)


def test_there_is_one_central_commission_and_twenty_regional_ones_below_it() -> None:
    assert [body["id"] for body in BODIES if body["level"] == "central"] == ["kz-cec"]
    assert len(REGIONAL) == 20
    assert {body["parent"] for body in REGIONAL} == {"kz-cec"}


def test_each_region_has_one_administrative_court_in_the_same_region_and_zone() -> None:
    by_region = {body["region"]: body["zone"] for body in REGIONAL}
    assert {court["region"]: court["zone"] for court in COURTS} == by_region
    assert len(COURTS) == 20


@pytest.mark.parametrize(("slug", "prefix"), KATO_PREFIXES.items())
def test_region_codes_open_with_the_digits_of_the_region(slug: str, prefix: str) -> None:
    expected = prefix + "0000000"
    assert BY_ID[f"kz-rec-{slug}"]["region"] == expected
    assert BY_ID[f"kz-siac-{slug}"]["region"] == expected


def test_ids_and_codes_are_unique() -> None:
    for key in ("id", "code"):
        assert [value for value, count in Counter(body[key] for body in BODIES).items() if count > 1] == []


@pytest.mark.parametrize(
    ("kind", "top", "slug"), [("prosecutor", "gpo", "po"), ("law-enforcement", "mia", "pd")]
)
def test_prosecutors_and_the_police_have_one_office_of_the_country_and_one_of_each_region_below(
    kind: str, top: str, slug: str
) -> None:
    first, *others = [body for body in BODIES if body["kind"] == kind]
    assert (first["id"], first["parent"], first["region"]) == (f"kz-{top}", None, None)
    assert {it["region"]: it["zone"] for it in others} == {it["region"]: it["zone"] for it in REGIONAL}
    assert {it["id"] for it in others} == {f"kz-{slug}-{region}" for region in KATO_PREFIXES}
    assert {it["parent"] for it in others} == {first["id"]}
    assert all("was formed from that of the region and not" in it["source_note"] for it in others)
    # No address was read, so none is given.
    assert not any(it.get("address") for it in (first, *others))


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body["id"]))
def test_each_body_has_three_different_names_and_a_source(body: Record) -> None:
    assert len({body["name"][language] for language in ("kk", "ru", "en")}) == 3
    assert body["source"]


def test_every_court_of_appeal_says_that_its_name_was_formed_and_not_verified() -> None:
    courts = [body for body in BODIES if body["level"] == "appeal"]
    assert len(courts) == len(KATO_PREFIXES)
    assert all("formed from that of the region and not verified" in body["source_note"] for body in courts)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body["id"]))
def test_no_mailbox_is_made_up(body: Record) -> None:
    assert body.get("email") is None


@pytest.mark.parametrize("slug", KATO_PREFIXES)
def test_the_west_was_an_hour_behind_on_voting_day_and_nobody_was_from_march_2024(slug: str) -> None:
    zone = ZoneInfo(BY_ID[f"kz-rec-{slug}"]["zone"])
    hours = 5 if slug in WESTERN else 6
    assert dt.datetime(2022, 11, 20, 12, tzinfo=zone).utcoffset() == dt.timedelta(hours=hours)
    assert dt.datetime(2024, 3, 2, 12, tzinfo=zone).utcoffset() == dt.timedelta(hours=5)


@pytest.mark.parametrize("slug", ["abai", "ulytau", "zhetisu"])
@pytest.mark.parametrize("kind", ["rec", "po", "pd"])
def test_bodies_of_the_new_regions_begin_with_their_region(kind: str, slug: str) -> None:
    assert BY_ID[f"kz-{kind}-{slug}"]["valid_from"] == dt.date(2022, 6, 8)


def test_the_constitutional_court_follows_the_council_without_a_gap() -> None:
    last = BY_ID["kz-constitutional-council"]["valid_to"]
    first = BY_ID["kz-constitutional-court"]["valid_from"]
    assert (last, first) == (dt.date(2022, 12, 31), dt.date(2023, 1, 1))
