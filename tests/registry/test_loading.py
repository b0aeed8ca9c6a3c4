from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import migrating
from casetracker.registry.generating import complete_register
from casetracker.registry.loading import (
    Loaded,
    RegistryDataError,
    load_bodies,
    load_elections,
    load_folders,
    read_bodies,
    read_elections,
)
from casetracker.registry.models import Body, Election
from config.settings import CONFIG_DIR

BODIES = CONFIG_DIR / "bodies"
ELECTIONS = CONFIG_DIR / "elections"
SECONDS_FOR_THE_FULL_REGISTER = 10


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = migrating.open_engine(database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def count(session: Session, model: type[Body] | type[Election]) -> int:
    return session.scalars(sa.select(sa.func.count()).select_from(model)).one()


def test_both_folders_are_stored_and_loading_again_changes_nothing(session: Session) -> None:
    bodies, elections = len(read_bodies(BODIES)), len(read_elections(ELECTIONS))
    first = load_folders(session, BODIES, ELECTIONS)
    assert first == (Loaded(bodies, 0, 0), Loaded(elections, 0, 0))
    session.commit()
    assert load_folders(session, BODIES, ELECTIONS) == (Loaded(0, 0, bodies), Loaded(0, 0, elections))
    assert (count(session, Body), count(session, Election)) == (bodies, elections)


def test_a_body_is_stored_with_all_it_has(session: Session) -> None:
    load_bodies(session, read_bodies(BODIES))
    body = session.get_one(Body, "kz-pec-astana-372")
    assert (body.code, body.kind, body.level) == ("PEC-ASTANA-372", "commission", "precinct")
    assert body.name("kk") == "Астана қаласы № 372 учаскелік сайлау комиссиясы"
    assert body.path == "kz-cec/kz-rec-astana/kz-pec-astana-372/"
    assert (body.region, body.zone, body.generated) == ("710000000", "Asia/Almaty", False)
    assert body.source is not None
    assert body.source.startswith("https://bes.media/")
    assert "district commission" in body.source


def test_an_election_is_stored_with_its_overrides_as_plain_json(session: Session) -> None:
    load_elections(session, read_elections(ELECTIONS))
    election = session.get_one(Election, "2021-mazhilis")
    assert election.overrides["nomination.end.mazhilis"]["due_on"] == "2020-11-30"
    assert election.overrides["nomination.end.mazhilis"]["hour"] == "18:00"
    assert election.sources["results_on"]["url"].startswith("https://almaty.tv/")


def test_a_changed_record_updates_the_stored_one_and_no_other(session: Session) -> None:
    bodies = read_bodies(BODIES)
    load_bodies(session, bodies)
    kept = session.get_one(Body, "kz-cec")
    changed = [{**body, "address": "somewhere"} if body["id"] == "kz-cec" else body for body in bodies]
    assert load_bodies(session, changed) == Loaded(0, 1, len(bodies) - 1)
    assert kept.address == "somewhere"


def test_a_body_may_be_added_below_a_stored_one(session: Session) -> None:
    bodies = read_bodies(BODIES)
    load_bodies(session, bodies)
    new = {
        **next(body for body in bodies if body["id"] == "kz-pec-astana-372"),
        "id": "kz-pec-astana-1",
        "code": "PEC-ASTANA-1",
    }
    assert load_bodies(session, [new]) == Loaded(1, 0, 0)
    assert session.get_one(Body, "kz-pec-astana-1").path == "kz-cec/kz-rec-astana/kz-pec-astana-1/"


def test_children_may_stand_before_their_parents_in_the_file(session: Session) -> None:
    bodies = read_bodies(BODIES)
    assert load_bodies(session, bodies[::-1]).added == len(bodies)


def test_wrong_data_stores_nothing(session: Session) -> None:
    bodies = read_bodies(BODIES)
    with pytest.raises(RegistryDataError, match="unknown parent"):
        load_bodies(session, [*bodies, {**bodies[0], "id": "kz-x", "code": "X", "parent": "kz-nobody"}])
    with pytest.raises(RegistryDataError, match="occurs 2 times"):
        load_elections(session, read_elections(ELECTIONS) * 2)
    assert (count(session, Body), count(session, Election)) == (0, 0)


def test_nothing_to_load_is_no_error(session: Session) -> None:
    assert load_bodies(session, []) == load_elections(session, []) == Loaded(0, 0, 0)


def test_the_full_register_is_stored_in_seconds_and_found_by_its_path(session: Session) -> None:
    full = complete_register(read_bodies(BODIES))
    started = time.monotonic()
    assert load_bodies(session, full).added == len(full)
    session.commit()
    assert load_bodies(session, full) == Loaded(0, 0, len(full))
    assert time.monotonic() - started < SECONDS_FOR_THE_FULL_REGISTER
    below = sa.select(sa.func.count()).where(Body.path.startswith("kz-cec/"))
    assert session.scalars(below).one() == 1 + 239 + 10_101
    assert session.get_one(Body, "kz-pec-akmola-17").generated
