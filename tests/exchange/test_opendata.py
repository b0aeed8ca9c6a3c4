"""The dumps: whole or not there, true to the register, and without what was taken back."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cli.opendata import dump as dump_command
from casetracker.exchange.opendata import dumping, shelf
from casetracker.exchange.opendata.dumping import dump_when_due
from casetracker.exchange.opendata.resources import OF_A_CLOCK, cases
from casetracker.publication.clocks import public_clock
from casetracker.publication.matters import form_matters
from casetracker.publication.models import PublicCase, PublicLink
from config.settings import Settings
from tests.builders.cases import create_case
from tests.builders.figures import add_public_case, clock
from tests.builders.hearings import create_hearing
from tests.builders.publication import create_public_case, stored
from tests.builders.registry import create_registry

NIGHT = dt.datetime(2022, 12, 1, 18, 30, tzinfo=dt.UTC)  # Friday 2 December, 00:30 in Astana
DAY = dt.timedelta(days=1)
MOMENTS = ("strict_on", "due_on", "due_at")
TABLES = ("cases", "decisions", "matters", "hearings", "bodies", "elections", "tombstones")
FORMULA = '=HYPERLINK("x")\tбайқаушы\r\n\x00\u202e'
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "date": lambda told: dt.date.fromisoformat(told),
    "datetime": lambda told: dt.datetime.strptime(told, "%Y-%m-%dT%H:%M:%S%z"),
}


@pytest.fixture
def register(app: Flask) -> None:
    """Two published cases, one of them with a text like a formula; one that is not published; a hearing."""
    with stored(app) as session, time_machine.travel(NIGHT - DAY, tick=False):
        create_registry(session)
        create_public_case(session)
        create_public_case(session, summary=FORMULA)
        create_hearing(session, create_case(session, text="жарияланбаған"))


def run(app: Flask, settings: Settings, at: dt.datetime) -> dumping.Passed:
    with app.app_context():
        return dump_when_due(db.db.engine, settings, at)


def newest(settings: Settings) -> shelf.Dump:
    return shelf.dumps(settings.open_data_dir)[0]


def lines(dump: shelf.Dump, table: str) -> list[dict[str, Any]]:
    # Not splitlines(): a text may hold other marks that Python takes for the end of a line.
    told = (dump.folder / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in told.split("\n") if line]


def rows(dump: shelf.Dump, table: str) -> list[dict[str, str]]:
    content = (dump.folder / f"{table}.csv").read_bytes().decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.mark.usefixtures("register")
def test_dump_holds_what_is_published_and_nothing_else(app: Flask, settings: Settings) -> None:
    assert run(app, settings, NIGHT) == dumping.Passed("2022-12-02", ())
    dump = newest(settings)
    assert [row["reference"] for row in lines(dump, "cases")] == [
        "2022-PRES/REC-ASTANA/0001",
        "2022-PRES/REC-ASTANA/0002",
    ]
    decision = lines(dump, "decisions")[0]
    assert decision["identifier"] == "ECLI:KZ:REC:2022:2022.PRES.ASTANA.0001.1"
    assert decision["url"] == f"{settings.base_url}/cases/2022-pres/rec-astana-0001/decisions/1"
    assert decision["operative"] == "Шағым қанағаттандырылсын."
    assert decision["taken_at"] == "2022-11-23T09:00:00Z"
    assert lines(dump, "hearings")[0]["cases"] == ["2022-PRES/REC-ASTANA/0003"]
    assert {"kz-cec", "kz-rec-astana"} <= {row["id"] for row in lines(dump, "bodies")}
    assert lines(dump, "tombstones") == []
    assert "жарияланбаған" not in "".join(file.read_text(encoding="utf-8") for file in dump.folder.iterdir())


@pytest.mark.usefixtures("register")
def test_each_table_says_the_same_in_both_formats(app: Flask, settings: Settings) -> None:
    run(app, settings, NIGHT)
    dump = newest(settings)
    told = lines(dump, "cases")[1]
    assert told["summary"].startswith("=HYPERLINK")
    assert rows(dump, "cases")[1]["summary"] == f"'{told['summary']}"
    for table in TABLES:
        flat, whole = rows(dump, table), lines(dump, table)
        assert len(flat) == len(whole), table
        assert not [
            cell for row in flat for cell in row.values() if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}
        ]
        for row, line in zip(flat, whole, strict=True):
            assert list(row) == list(line)
            assert [name for name, cell in row.items() if (cell == "") != (line[name] in (None, ""))] == []


@pytest.mark.usefixtures("register")
def test_package_keeps_to_the_specification_of_frictionless_data(app: Flask, settings: Settings) -> None:
    run(app, settings, NIGHT)
    dump = newest(settings)
    package = json.loads((dump.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["profile"] == "data-package"
    # Of the same day as the folder: in UTC it is still Thursday.
    assert package["version"] == dump.day.replace("-", ".") == "2022.12.02"
    dt.datetime.strptime(package["created"], "%Y-%m-%dT%H:%M:%S%z")
    assert package["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "title": "Creative Commons Attribution 4.0 International",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ]
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names)) == 2 * len(TABLES) + 1
    by_name = {resource["name"]: resource for resource in package["resources"]}
    for resource in package["resources"]:
        check_resource(resource, by_name, dump.folder)
    dictionary = rows(dump, "data-dictionary")
    told = {(row["resource"], row["field"]) for row in dictionary}
    assert told == {(name, field["name"]) for name in TABLES for field in by_name[name]["schema"]["fields"]}
    assert all(row["description"].endswith((".", ";", "it.")) for row in dictionary)


def check_resource(resource: dict[str, Any], by_name: dict[str, Any], folder: Path) -> None:
    """Hold a resource against the rules of Data Resource, Tabular Data Resource and Table Schema."""
    name = resource["name"]
    assert re.fullmatch(r"[a-z0-9._-]+", name)
    assert not resource["path"].startswith(("/", ".")), name
    content = (folder / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content), name
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", name
    assert resource["encoding"] == "utf-8"
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert len(fields) == len(resource["schema"]["fields"])
    assert {field["type"] for field in fields.values()} <= TYPES.keys()
    assert {key for field in fields.values() for key in field} <= {
        "name",
        "type",
        "description",
        "constraints",
    }
    check_keys(resource["schema"], fields, by_name)
    if resource["format"] == "csv":
        assert resource["profile"] == "tabular-data-resource"
        header = next(csv.reader(io.StringIO(content.decode(), newline="")))
        assert header == list(fields), name
    else:
        check_values(content, fields, resource["schema"].get("primaryKey", []))


def check_keys(schema: dict[str, Any], fields: dict[str, Any], by_name: dict[str, Any]) -> None:
    for key in schema.get("primaryKey", []):
        assert fields[key]["constraints"]["required"]
    for foreign in schema.get("foreignKeys", []):
        assert foreign["fields"] in fields
        other = foreign["reference"]["resource"]
        of_other = by_name[other]["schema"]["fields"] if other else list(fields.values())
        assert foreign["reference"]["fields"] in {field["name"] for field in of_other}


def check_values(content: bytes, fields: dict[str, Any], key: list[str]) -> None:
    told = [json.loads(line) for line in content.decode().split("\n") if line]
    for row in told:
        assert list(row) == list(fields)
        for name, value in row.items():
            if value is None:
                assert "constraints" not in fields[name], name
            elif fields[name]["type"] in ("date", "datetime"):
                TYPES[fields[name]["type"]](value)
            else:
                assert type(value) is TYPES[fields[name]["type"]], name
    if key:
        assert len({tuple(row[name] for name in key) for row in told}) == len(told)


@pytest.mark.usefixtures("register")
def test_checksums_are_those_of_all_files(app: Flask, settings: Settings) -> None:
    run(app, settings, NIGHT)
    dump = newest(settings)
    on_disk = {file.name for file in dump.folder.iterdir()}
    assert {file.name for file in dump.files} == on_disk
    for line in (dump.folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((dump.folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.usefixtures("register")
def test_one_dump_a_day_is_made_and_old_ones_go(app: Flask, settings: Settings) -> None:
    settings = dataclasses.replace(settings, open_data=dataclasses.replace(settings.open_data, keep_days=2))
    assert run(app, settings, NIGHT).made == "2022-12-02"
    # The same day at 23:59, and the next at 00:00.
    assert run(app, settings, NIGHT + dt.timedelta(hours=23, minutes=29)) == dumping.Passed(None, ())
    assert run(app, settings, NIGHT + dt.timedelta(hours=23, minutes=30)).made == "2022-12-03"
    # A night was missed: nothing is made up for it.
    assert run(app, settings, NIGHT + 3 * DAY) == dumping.Passed("2022-12-05", ("2022-12-03", "2022-12-02"))
    assert [dump.day for dump in shelf.dumps(settings.open_data_dir)] == ["2022-12-05"]
    # Nothing is left of what went: the folder and the name that leads to it.
    assert len(list(settings.open_data_dir.iterdir())) == 2


@pytest.mark.usefixtures("register")
def test_withdrawn_case_leaves_a_tombstone_and_no_dump_that_holds_it(app: Flask, settings: Settings) -> None:
    run(app, settings, NIGHT - DAY + dt.timedelta(hours=1))
    run(app, settings, NIGHT)
    withdrawn_at = NIGHT + dt.timedelta(hours=2)
    with stored(app) as session:
        take_back(session, withdrawn_at)
    done = run(app, settings, NIGHT + dt.timedelta(hours=3))
    assert done == dumping.Passed("2022-12-02", ("2022-12-02", "2022-12-01"))
    (dump,) = shelf.dumps(settings.open_data_dir)
    assert [row["reference"] for row in lines(dump, "cases")] == ["2022-PRES/REC-ASTANA/0001"]
    assert [row["case"] for row in lines(dump, "decisions")] == ["2022-PRES/REC-ASTANA/0001"]
    (stone,) = lines(dump, "tombstones")
    assert (stone["kind"], stone["case"], stone["ordinal"]) == ("case", "2022-PRES/REC-ASTANA/0002", None)
    assert (stone["ground"], stone["reason"]) == ("court-order", "Соттың шешімі бойынша.")
    assert stone["withdrawn_at"] == "2022-12-01T20:30:00Z"
    assert run(app, settings, NIGHT + dt.timedelta(hours=4)) == dumping.Passed(None, ())


@pytest.mark.usefixtures("register")
def test_withdrawal_that_began_before_a_dump_and_ended_after_it_takes_it_away(
    app: Flask, settings: Settings
) -> None:
    run(app, settings, NIGHT)
    # The withdrawal read the clock a moment before the dump did, and was committed after it.
    with stored(app) as session:
        take_back(session, NIGHT - dt.timedelta(seconds=3))
    assert run(app, settings, NIGHT + dt.timedelta(minutes=1)).removed == ("2022-12-02",)
    (kept,) = shelf.dumps(settings.open_data_dir)
    assert [row["reference"] for row in lines(kept, "cases")] == ["2022-PRES/REC-ASTANA/0001"]
    assert run(app, settings, NIGHT + dt.timedelta(minutes=2)) == dumping.Passed(None, ())


def link(session: Session, cases: dict[str, PublicCase], told: str) -> None:
    """Link cases and form their chains, as what follows the links of the case file does."""
    ends = {"from_id": cases[told[0]].id, "to_id": cases[told[1]].id}
    session.add(PublicLink(kind="forwarded", decision_ordinal=None, told_at=NIGHT, **ends))
    session.flush()
    form_matters(session, ends.values())


@pytest.mark.usefixtures("register")
def test_chains_stand_in_the_dump_and_those_that_ended_among_the_tombstones(
    app: Flask, settings: Settings
) -> None:
    with stored(app) as session, time_machine.travel(NIGHT - DAY, tick=False):
        named = {name: add_public_case(session, 100 + at) for at, name in enumerate("ABCDEFGHIJ")}
        references = {name: case.reference for name, case in named.items()}
        for name in "CFG":
            named[name].state, named[name].withdrawn_at = "withdrawn", NIGHT - DAY
    # In a unit of work of their own: no case file stands behind these links, and nothing is to follow it.
    with stored(app) as session:
        for told in ("AB", "BC", "DE", "FG", "HI", "JA", "HA"):
            link(session, named, told)
        session.query(PublicLink).filter_by(from_id=named["D"].id).delete()
        form_matters(session, [named["D"].id, named["E"].id])
    run(app, settings, NIGHT)
    (chain,) = lines(newest(settings), "matters")
    assert chain["url"] == f"{settings.base_url}/matters/{chain['number']}"
    # What was withdrawn is in the chain no more; its tombstone tells of it.
    assert chain["cases"] == [references[name] for name in "ABHIJ"]
    assert [(it["from"], it["to"]) for it in chain["links"]] == [
        (references[lower], references[upper]) for lower, upper in ("AB", "HI", "JA", "HA")
    ]
    stones = [row for row in lines(newest(settings), "tombstones") if row["kind"] == "matter"]
    assert {(row["ground"], row["case"], row["merged_into"]) for row in stones} == {
        ("unlinked", references["D"], None),
        ("all-withdrawn", references["F"], None),
        ("merged", references["H"], chain["number"]),
    }
    assert {row["matter"] for row in stones}.isdisjoint({chain["number"], None})


def test_what_is_not_named_of_a_list_never_stands_in_a_dump() -> None:
    private = {"note": "тыйым салынған"}
    due = clock("review", NIGHT.date(), "met")
    case = PublicCase(
        clocks=[due | private], timeline=[{"kind": "filed", "at": "1"} | private], corrections=[private]
    )
    told = {field.name: field.fill for field in cases("http://x").fields}
    assert (told["deadlines"](case), told["corrections"](case)) == ([due], [{}])
    assert told["timeline"](case) == [{"kind": "filed", "at": "1"}]
    # What a clock tells in public is told here as well, but for how it was computed.
    known = public_clock(CaseDeadline(case=Case(), citations=[], **{name: NIGHT for name in MOMENTS})).keys()
    assert known - {"trace", "disputed"} == set(OF_A_CLOCK)


def damage_nothing(_place: Path) -> None:
    return


def cut_short(place: Path) -> None:
    (place / "cases.csv").write_bytes(b"x")


def lose(place: Path) -> None:
    (place / "decisions.jsonl").unlink()


def garble(place: Path) -> None:
    (place / "datapackage.json").write_text("[]")


def lose_everything(place: Path) -> None:
    shutil.rmtree(place.resolve())


def copy_by_hand(place: Path) -> None:
    whole = place.resolve()
    place.unlink()
    shutil.copytree(whole, place)
    (place / "SHA256SUMS").unlink()


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_damaged_dump_is_replaced_or_goes_and_a_whole_one_stays(app: Flask, settings: Settings) -> None:
    for harm in (cut_short, lose, garble, lose_everything, copy_by_hand, damage_nothing):
        for nights in range(3):
            run(app, settings, NIGHT + nights * DAY)
        for day in ("2022-12-02", "2022-12-04"):
            harm(settings.open_data_dir / day)
        done = run(app, settings, NIGHT + 2 * DAY + dt.timedelta(hours=1))
        kept = [dump.day for dump in shelf.dumps(settings.open_data_dir)]
        if harm is damage_nothing:
            assert (done, kept) == (dumping.Passed(None, ()), ["2022-12-04", "2022-12-03", "2022-12-02"])
            continue
        assert done == dumping.Passed("2022-12-04", ("2022-12-02", "2022-12-04")), harm
        assert kept == ["2022-12-04", "2022-12-03"], harm
        for day in kept:
            shelf.remove_dump(settings.open_data_dir, day)


def test_name_that_leads_elsewhere_is_taken_away_and_what_lies_there_is_not(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "dumps", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "2022-12-02").symlink_to(elsewhere)
    assert shelf.remove_damaged(folder) == ("2022-12-02",)
    assert (list(folder.iterdir()), elsewhere.is_dir()) == ([], True)


def take_back(session: Session, at: dt.datetime) -> None:
    public = session.query(PublicCase).filter(PublicCase.reference.contains("0002")).one()
    public.state, public.withdrawn_ground = "withdrawn", "court-order"
    public.withdrawn_reason = "Соттың шешімі бойынша."
    public.withdrawn_at = public.updated_at = at
    public.summary = ""


@pytest.mark.usefixtures("register")
def test_what_was_covered_afterwards_stands_in_no_dump(app: Flask, settings: Settings) -> None:
    run(app, settings, NIGHT)
    with stored(app) as session:
        public = session.query(PublicCase).filter(PublicCase.reference.contains("0001")).one()
        public.summary, public.updated_at = "[…]", NIGHT + dt.timedelta(hours=1)
        told = {"version": 2, "reason": "too-much-shown", "parts": ["summary"]}
        public.corrections = [told | {"at": public.updated_at.isoformat()}]
    assert run(app, settings, NIGHT + dt.timedelta(hours=2)).made == "2022-12-02"
    assert lines(newest(settings), "cases")[0]["summary"] == "[…]"


@pytest.mark.usefixtures("register")
def test_dump_that_breaks_off_is_never_seen(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, settings, NIGHT)

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(dumping, "write_checksums", fail)
    with pytest.raises(OSError, match="no space"):
        run(app, settings, NIGHT + DAY)
    assert [dump.day for dump in shelf.dumps(settings.open_data_dir)] == ["2022-12-02"]
    assert len(list(settings.open_data_dir.iterdir())) == 2


@pytest.mark.usefixtures("register")
def test_command_writes_a_dump_where_it_is_told(cli_runner: FlaskCliRunner, tmp_path: Path) -> None:
    told = cli_runner.invoke(dump_command, ["--to", str(tmp_path / "out")])
    assert told.exit_code == 0, told.output
    (made,) = shelf.dumps(tmp_path / "out")
    assert f"{tmp_path / 'out' / made.day}" in told.output
