"""What an editor of the YAML is told: one wrong thing at a time, then all at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from casetracker.registry.checking import check_bodies, check_elections
from casetracker.registry.reading import Record, RegistryDataError, read_bodies, read_elections

SOURCED = ("called_on", "voting_on", "results_on", "results_at")
NO_RESULTS = dict.fromkeys(SOURCED[:2], {"url": "https://example.org/"})


def a_body(**changes: Any) -> Record:
    body = {
        "id": "kz-x",
        "code": "X",
        "kind": "commission",
        "level": "central",
        "parent": None,
        "region": None,
        "zone": "Asia/Almaty",
        "name": {"kk": "Комиссия", "ru": "Комиссия", "en": "Commission"},
        "source": "a test",
    }
    return {**body, **changes}


def an_election(**changes: Any) -> Record:
    election = {
        "id": "2022-x",
        "code": "2022-X",
        "kind": "presidential",
        "zone": "Asia/Almaty",
        "name": {"kk": "Сайлау", "ru": "Выборы", "en": "Election"},
        "called_on": dt.date(2022, 9, 21),
        "voting_on": dt.date(2022, 11, 20),
        "sources": dict.fromkeys(SOURCED, {"url": "https://example.org/"}),
        "overrides": {},
    }
    return {**election, **changes}


BAD_BODIES: list[tuple[dict[str, Any], str]] = [
    ({"id": "KZ X"}, "id 'KZ X'; expected lower-case"),
    ({"code": "x y"}, "code 'x y'; expected upper-case"),
    ({"kind": "council"}, "kind 'council'; expected one of commission"),
    ({"level": "supreme"}, "level 'supreme'; expected for a commission one of central"),
    ({"kind": "supreme-court"}, "level 'central'; expected for a supreme-court"),
    ({"zone": "Asia/Nowhere"}, "zone 'Asia/Nowhere' is unknown"),
    ({"zone": "../etc/passwd"}, "zone '../etc/passwd' is unknown"),
    ({"zone": None}, "zone 'None' is unknown"),
    ({"region": 71}, "region '71'; expected a KATO code of nine digits"),
    ({"parent": "kz-nobody"}, "unknown parent 'kz-nobody'"),
    ({"parent": "kz-x"}, "is among its own parents"),
    ({"name": None}, "name is missing"),
    ({"name": {"kk": "К", "ru": "К", "en": " "}}, "name in 'en' is missing"),
    ({"valid_from": "2022"}, "valid_from '2022'; expected a date"),
    (
        {"valid_from": dt.date(2023, 1, 1), "valid_to": dt.date(2022, 12, 31)},
        "valid_from 2023-01-01 is after valid_to 2022-12-31",
    ),
]
BAD_ELECTIONS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "mayor"}, "kind 'mayor'; expected one of presidential"),
    ({"voting_on": None}, "voting_on is missing"),
    ({"voting_on": "soon"}, "voting_on 'soon'; expected a date"),
    ({"called_on": dt.date(2022, 11, 20)}, "called_on 2022-11-20 is not before voting_on"),
    ({"results_on": dt.date(2022, 11, 19)}, "results_on 2022-11-19 is before voting_on"),
    ({"sources": {"called_on": {"url": "https://example.org/"}}}, "voting_on has no source"),
    ({"results_on": dt.date(2022, 11, 22), "sources": NO_RESULTS}, "results_on has no source"),
    ({"results_at": dt.datetime(2022, 11, 22, 10)}, "expected an instant with its offset"),  # noqa: DTZ001
    ({"overrides": {"campaign.end": {"due_on": "x", "url": "y"}}}, "due_on 'x'; expected a date"),
    ({"overrides": {"campaign.end": {"due_on": dt.date(2022, 11, 19)}}}, "no url and no note"),
    (
        {"overrides": {"campaign.end": {"due_on": dt.date(2022, 11, 19), "hour": 1080, "note": "x"}}},
        "hour '1080'; expected a quoted",
    ),
]


def test_what_is_right_passes() -> None:
    check_bodies([a_body(), a_body(id="kz-y", code="Y", parent="kz-x")])
    check_elections([an_election()])


@pytest.mark.parametrize(("changes", "sentence"), BAD_BODIES, ids=lambda value: str(value)[:40])
def test_a_wrong_body_is_told_what_is_wrong(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RegistryDataError) as refused:
        check_bodies([a_body(**changes)])
    assert len(refused.value.problems) == 1
    assert sentence in refused.value.problems[0]


@pytest.mark.parametrize(("changes", "sentence"), BAD_ELECTIONS, ids=lambda value: str(value)[:40])
def test_a_wrong_election_is_told_what_is_wrong(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RegistryDataError) as refused:
        check_elections([an_election(**changes)])
    assert len(refused.value.problems) == 1
    assert sentence in refused.value.problems[0]


@pytest.mark.parametrize("key", ["id", "code"])
def test_a_double_is_told_once(key: str) -> None:
    second = a_body(id="kz-y", code="Y") | {key: a_body()[key]}
    with pytest.raises(RegistryDataError, match=f"{key} occurs 2 times") as refused:
        check_bodies([a_body(), second])
    assert len(refused.value.problems) == 1


def test_a_circle_of_parents_is_told_for_each_body_in_it() -> None:
    with pytest.raises(RegistryDataError) as refused:
        check_bodies(
            [
                a_body(parent="kz-y"),
                a_body(id="kz-y", code="Y", parent="kz-x"),
                a_body(id="kz-z", code="Z", parent="kz-y"),
            ]
        )
    assert [problem.split(":")[0] for problem in refused.value.problems] == ["kz-x", "kz-y"]


def test_a_code_that_a_stored_body_bears_is_refused_to_another() -> None:
    check_bodies([a_body()], stored={"kz-x": "X"})
    with pytest.raises(RegistryDataError, match="code X belongs to 'kz-old'"):
        check_bodies([a_body()], stored={"kz-old": "X"})


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(RegistryDataError) as refused:
        check_bodies([a_body(zone="Mars"), a_body(id="kz-y", code="Y", parent="kz-nobody", name={})])
    assert len(refused.value.problems) == 5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"bodies: [", "not readable as YAML"),
        (b"\xff\xfe", "not readable as YAML"),
        (b"- 1", "expected a mapping at the top"),
        (b"defaults: 1\nbodies: []", "expected a mapping at the top"),
        (b"bodies: {}", "expected a list of mappings under 'bodies'"),
        (b"bodies: [1]", "expected a list of mappings under 'bodies'"),
        (b"elections: []", "expected a list of mappings under 'bodies'"),
    ],
)
def test_a_file_of_another_shape_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "some.yaml").write_bytes(content)
    with pytest.raises(RegistryDataError, match=sentence) as refused:
        read_bodies(tmp_path)
    assert refused.value.problems[0].startswith("some.yaml: ")


def test_a_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryDataError, match=r"no \*\.yaml file here"):
        read_elections(tmp_path)


def test_defaults_fill_in_and_give_way(tmp_path: Path) -> None:
    text = "defaults: {kind: commission, level: precinct}\nbodies: [{id: a}, {id: b, level: central}]\n"
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    assert [(body["id"], body["kind"], body["level"]) for body in read_bodies(tmp_path)] == [
        ("a", "commission", "precinct"),
        ("b", "commission", "central"),
    ]
