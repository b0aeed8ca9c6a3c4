"""What decisions got: grounds and provisions come and go, and old decisions stay as they were."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

DECISION = (
    "INSERT INTO decisions (id, case_id, number, taken_at, outcome, facts, provisions, application,"
    " operative, remedy, appeal_route, language, text_known, recorded_at, recorded_by) VALUES (3, 7, '5',"
    " '2022-11-15 04:00:00', 'refused', '', 'Art. 49', '', 'O', 'none', '', 'kk', false,"
    " '2022-11-15 05:00:00', 'lawyer')"
)


def with_first_decision(url: str) -> sa.Engine:
    """Return the engine of a database of the first version in which a case is decided."""
    migrating.upgrade(url, "0001")
    engine = migrating.open_engine(url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS, DECISION):
            connection.execute(sa.text(row))
    engine.dispose()
    return engine


def test_old_decisions_stay_without_ground_up_and_down(empty_database_url: str) -> None:
    engine = with_first_decision(empty_database_url)
    migrating.upgrade(empty_database_url)
    told = sa.text("SELECT refusal_ground, ground_text, ground_citations, cited FROM decisions")
    with engine.connect() as connection:
        ground, text, *lists = connection.execute(told).one()
        assert (ground, text, [str(it) for it in lists]) == (None, "", ["[]", "[]"])
    engine.dispose()
    migrating.downgrade(empty_database_url, "0018")
    with engine.connect() as connection:
        left = connection.execute(sa.text("SELECT number, provisions FROM decisions")).one()
        assert tuple(left) == ("5", "Art. 49")
    engine.dispose()


def test_decisions_of_every_kind_stay_up_and_down(empty_database_url: str) -> None:
    """The old schema knows an outcome only; what has none is kept apart in it and comes back."""
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS, DECISION):
            connection.execute(sa.text(row))
    migrating.upgrade(empty_database_url, "0021")
    told = sa.text("SELECT id, ordinal, kind, ruling, corrects_id, outcome FROM decisions ORDER BY id")
    with engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(told)] == [(3, 1, "final", None, None, "refused")]
        decisions = sa.Table("decisions", sa.MetaData(), autoload_with=connection)
        first = dict(connection.execute(sa.select(decisions)).mappings().one())
        ruling = {"id": 4, "ordinal": 2, "kind": "interim", "ruling": "interim-relief-refused"}
        slip = {"id": 5, "ordinal": 3, "kind": "correction", "corrects_id": 3}
        for values in (ruling, slip):
            connection.execute(decisions.insert().values(first | {"outcome": None} | values))
        before = [tuple(row) for row in connection.execute(told)]
    engine.dispose()
    migrating.downgrade(empty_database_url, "0020")
    with engine.connect() as connection:
        outcomes = list(connection.scalars(sa.text("SELECT outcome FROM decisions ORDER BY id")))
        assert outcomes == ["refused", "interim:interim-relief-refused", "correction:3"]
    engine.dispose()
    migrating.upgrade(empty_database_url, "0021")
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(told)] == before
    engine.dispose()


PUBLIC_CASE = (
    "INSERT INTO public_cases (id, slug, reference, state, election_id, body_id, body_level, procedure,"
    " subject, status, complainant_kind, summary, language, contested_kind, received_at, receipt_known, zone,"
    " is_late, clocks, clocks_at, timeline, published_at, updated_at, version, withdrawn_reason,"
    " withdrawn_ground, withdrawn_at, corrections) VALUES (1, 'e/b-1', 'E/B/1', 'withdrawn', 'e', 'b',"
    " 'central', 'p', 'other', 'decided', 'voter', '', 'kk', 'act', '2022-11-15 04:00:00', true,"
    " 'Asia/Almaty', false, '[]', '2022-11-15 04:00:00', '[]', '2022-11-15 04:00:00', '2022-11-16 04:00:00',"
    " 2, 'R', 'other', '2022-11-16 04:00:00', '[]')"
)
PUBLIC_DECISION = (
    "INSERT INTO public_decisions (id, public_case_id, ordinal, number, taken_at, outcome, ground_text,"
    " ground_citations, facts, provisions, cited, application, operative, remedy, appeal_route, language,"
    " published_at, lag_seconds, version) VALUES (5, 1, 1, '5', '2022-11-15 04:00:00', 'refused', '', '[]',"
    " '', '', '[5]', '', '', 'none', '', 'kk', '2022-11-15 04:00:00', 0, 1)"
)
PUBLIC_DOCUMENT = (
    "INSERT INTO public_documents (id, public_case_id, number, title, language, media_type, size, pages,"
    " sha256, published_at) VALUES (8, 1, 1, 'T', 'kk', 'application/pdf', 1, 1, 'x', '2022-11-15 04:00:00')"
)


def test_public_decisions_of_every_kind_stay_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0024")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (PUBLIC_CASE, PUBLIC_DECISION, PUBLIC_DOCUMENT):
            connection.execute(sa.text(row))
    migrating.upgrade(empty_database_url, "0025")
    told = sa.text(
        "SELECT ordinal, kind, ruling, corrects_ordinal, outcome FROM public_decisions ORDER BY id"
    )
    with engine.begin() as connection:
        rows = sa.Table("public_decisions", sa.MetaData(), autoload_with=connection)
        first = dict(connection.execute(sa.select(rows)).mappings().one())
        assert (first["kind"], first["withdrawn_ground"], first["withdrawn_reason"]) == (
            "final",
            "other",
            "R",
        )
        assert first["withdrawn_at"] is not None
        assert (first["number"], first["cited"]) == ("", [])
        assert connection.scalar(sa.text("SELECT decision_ordinal FROM public_documents")) == 1
        for values in (
            {"id": 6, "ordinal": 2, "kind": "interim", "ruling": "stay"},
            {"id": 7, "ordinal": 3, "kind": "correction", "corrects_ordinal": 1},
        ):
            connection.execute(rows.insert().values(first | {"outcome": None} | values))
        before = [tuple(row) for row in connection.execute(told)]
    engine.dispose()
    migrating.downgrade(empty_database_url, "0024")
    with engine.connect() as connection:
        outcomes = list(connection.scalars(sa.text("SELECT outcome FROM public_decisions ORDER BY id")))
        assert outcomes == ["refused", "interim:stay", "correction:1"]
        assert connection.scalar(sa.text("SELECT count(*) FROM public_documents")) == 1
    engine.dispose()
    migrating.upgrade(empty_database_url, "0025")
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(told)] == before
    engine.dispose()
