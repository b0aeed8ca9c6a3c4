"""The migrations: one head, up and down on both databases, and rows that survive what comes after."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casetracker import migrating

ROWS = (
    "INSERT INTO bodies (id, code, kind, level, path, zone, generated, name_kk, name_ru, name_en)"
    " VALUES ('kz-cec', 'CEC', 'commission', 'central', 'kz-cec/', 'Asia/Almaty', false, 'О', 'Ц', 'C')",
    "INSERT INTO elections (id, code, kind, voting_on, zone, overrides, sources, name_kk, name_ru, name_en)"
    " VALUES ('2022-pres', '2022-PRES', 'presidential', '2022-11-20', 'Asia/Almaty', '{}', '{}', '', '', '')",
    "INSERT INTO case_counters (election_id, body_id, last_serial) VALUES ('2022-pres', 'kz-cec', 142)",
)
CASE_ROWS = (
    "INSERT INTO matters (id, created_at) VALUES (1, '2022-11-14 04:00:00')",
    "INSERT INTO cases (id, reference, matter_id, election_id, body_id, serial, tracking_hash, procedure,"
    " subject, status, contested_kind, text, channel, language, filed_at, received_at, receipt_known,"
    " registered_at, is_late, created_by, version) VALUES (7, '2022-PRES/CEC/0142', 1, '2022-pres',"
    " 'kz-cec', 142, 'h', 'commission-complaint', 'observers', 'registered', 'act', '', 'online', 'kk',"
    " '2022-11-14 04:00:00', '2022-11-14 04:00:00', true, '2022-11-14 05:30:00', false, 'clerk', 1)",
    "INSERT INTO deadlines (id, case_id, role, rule_id, edition, rule_hash, citations, trace, disputed,"
    " strict_on, due_on, warn_on, strict_at, due_at, zone, immediate, state, started_at, reason)"
    " VALUES (9, 7, 'review', 'commission-complaint.higher.review', '2016-01-01', 'h', '[]', '[]', '[]',"
    " '2022-11-16', '2022-11-17', '2022-11-16', '2022-11-16 18:00:00', '2022-11-17 18:00:00',"
    " 'Asia/Almaty', false, 'running', '2022-11-14 04:00:00', 'registered')",
)


def test_there_is_one_head() -> None:
    assert len(migrating.heads()) == 1


def test_all_the_way_up_down_and_up_again(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "base")
    migrating.upgrade(empty_database_url)
    engine = migrating.open_engine(empty_database_url)
    with engine.connect() as connection:
        assert migrating.current_revision(connection) == migrating.heads()[0]
        assert connection.execute(sa.text("SELECT seq FROM audit_head")).scalars().all() == [0]
    engine.dispose()


def test_rows_of_the_first_revision_survive_the_later_ones(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS):
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "0001")
    migrating.upgrade(empty_database_url)
    with engine.connect() as connection:
        serial = connection.execute(sa.text("SELECT last_serial FROM case_counters")).scalar_one()
        clock = connection.execute(
            sa.text("SELECT due_on, state, set_at = registered_at AS is_set FROM deadlines, cases")
        ).one()
    engine.dispose()
    assert serial == 142
    assert (str(clock.due_on), clock.state, bool(clock.is_set)) == ("2022-11-17", "running", True)


@pytest.mark.parametrize(
    "broken",
    [
        "INSERT INTO case_counters (election_id, body_id, last_serial) VALUES ('2022-pres', 'kz-nowhere', 1)",
        ROWS[0],
    ],
    ids=["foreign key", "twice"],
)
def test_database_itself_refuses_what_does_not_fit(database_url: str, broken: str) -> None:
    engine = migrating.open_engine(database_url)
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(sa.text(row))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(sa.text(broken))
    engine.dispose()
