"""The migration of alert rules: mails that waited for a digest survive its way back."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating

BEFORE, AFTER = "0021", "0022"
MAIL = sa.text(
    "INSERT INTO outbox_mails (id, key, message_id, intent, recipient, language, variables, state, attempts,"
    " created_at, next_attempt_at) VALUES (:id, :state, :state, 'deadline-overdue', 'a@cec.example', 'kk',"
    " '{}', :state, 0, '2022-11-24 04:00:00', '2022-11-24 04:00:00')"
)
TABLES = {"alert_rules", "alert_preferences", "alert_marks", "alert_pauses"}


def test_mails_that_waited_for_a_digest_go_out_by_themselves_after_the_way_back(
    empty_database_url: str,
) -> None:
    migrating.upgrade(empty_database_url, AFTER)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for number, state in enumerate(("held", "merged", "failed"), start=1):
            connection.execute(MAIL, {"id": number, "state": state})
        assert set(sa.inspect(connection).get_table_names()) >= TABLES
    engine.dispose()
    migrating.downgrade(empty_database_url, BEFORE)
    with engine.connect() as connection:
        states = connection.execute(sa.text("SELECT state FROM outbox_mails ORDER BY id")).scalars().all()
        assert states == ["pending", "sent", "failed"]
        assert not TABLES & set(sa.inspect(connection).get_table_names())
    engine.dispose()
    migrating.upgrade(empty_database_url, AFTER)


def test_faults_of_alerts_are_gone_after_the_way_back(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0029")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        columns = "key, kind, what, error, since, at"
        row = "'poll:read', 'poll', 'read', 'OSError', '2022-11-24 04:00:00', '2022-11-24 04:00:00'"
        connection.execute(sa.text(f"INSERT INTO alert_faults ({columns}) VALUES ({row})"))  # noqa: S608
    engine.dispose()
    migrating.downgrade(empty_database_url, "0028")
    assert "alert_faults" not in sa.inspect(engine).get_table_names()
    engine.dispose()
    migrating.upgrade(empty_database_url, "0029")
