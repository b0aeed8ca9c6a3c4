"""The elections in ``config/elections``: known dates, each with where it comes from."""

from __future__ import annotations

import datetime as dt

import pytest

from casetracker.registry.checking import check_elections
from casetracker.registry.reading import Record, read_elections
from config.settings import CONFIG_DIR

ELECTIONS = read_elections(CONFIG_DIR / "elections")
BY_ID = {election["id"]: election for election in ELECTIONS}


def test_all_elections_pass_the_checks() -> None:
    check_elections(ELECTIONS)


@pytest.mark.parametrize(
    ("election_id", "kind", "voting_on"),
    [
        ("2019-pres", "presidential", "2019-06-09"),
        ("2021-mazhilis", "mazhilis", "2021-01-10"),
        ("2022-ref", "referendum", "2022-06-05"),
        ("2022-pres", "presidential", "2022-11-20"),
        ("2023-senate", "senate", "2023-01-14"),
        ("2023-mazhilis", "mazhilis", "2023-03-19"),
        ("2023-maslikhat", "maslikhat", "2023-03-19"),
        ("2023-akim", "akim", "2023-11-05"),
        ("2024-ref", "referendum", "2024-10-06"),
        ("2026-ref", "referendum", "2026-03-15"),
    ],
)
def test_the_elections_of_2019_to_2026_are_there(election_id: str, kind: str, voting_on: str) -> None:
    election = BY_ID[election_id]
    assert (election["kind"], election["voting_on"]) == (kind, dt.date.fromisoformat(voting_on))
    assert election["code"] == election_id.upper()


def test_the_dates_of_the_presidential_election_of_2022() -> None:
    election = BY_ID["2022-pres"]
    assert election["called_on"] == dt.date(2022, 9, 21)
    assert election["results_on"] == dt.date(2022, 11, 22)
    assert election["overrides"]["results.established.president"]["due_on"] == dt.date(2022, 11, 27)


@pytest.mark.parametrize("election", ELECTIONS, ids=lambda election: str(election["id"]))
def test_every_known_date_has_an_address_and_an_inferred_one_says_how(election: Record) -> None:
    for key, source in election["sources"].items():
        assert election[key] is not None
        assert source["url"].startswith(("http://", "https://"))
        assert not source.get("inferred") or source["note"]


@pytest.mark.parametrize("election", ELECTIONS, ids=lambda election: str(election["id"]))
def test_the_year_of_voting_opens_the_id(election: Record) -> None:
    assert election["id"].startswith(f"{election['voting_on'].year}-")
