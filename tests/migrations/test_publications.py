"""The tables of redaction: what was public stays public, what was withdrawn gets its day."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating

PUBLISHED = (
    "INSERT INTO public_cases (id, slug, reference, state, election_id, body_id, body_level, procedure,"
    " subject, status, complainant_kind, summary, language, contested_kind, received_at, receipt_known,"
    " zone, is_late,"
    " clocks, clocks_at, timeline, published_at, updated_at, version, withdrawn_reason) VALUES ({id},"
    " '2022-pres/cec-000{id}', '2022-PRES/CEC/000{id}', '{state}', '2022-pres', 'kz-cec', 'central',"
    " 'commission-complaint', 'observers', 'decided', 'voter', 'S', 'kk', 'act', '2022-11-14 04:00:00', true,"
    " 'Asia/Almaty', false, '[]', '2022-11-14 04:00:00', '[]', '2022-11-15 04:00:00', '2022-11-16 04:00:00',"
    " 1, NULL)"
)


def test_public_cases_survive_up_and_down(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0014")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for number, state in ((1, "published"), (2, "withdrawn")):
            connection.execute(sa.text(PUBLISHED.format(id=number, state=state)))
    engine.dispose()
    migrating.upgrade(empty_database_url)
    told = "SELECT summary, corrections, withdrawn_at IS NULL FROM public_cases ORDER BY id"
    with engine.connect() as connection:
        rows = connection.execute(sa.text(told)).all()
        assert [(row[0], str(row[1]), bool(row[2])) for row in rows] == [
            ("S", "[]", True),
            ("S", "[]", False),
        ]
        assert connection.execute(sa.text("SELECT count(*) FROM publications")).scalar_one() == 0
    engine.dispose()
    migrating.downgrade(empty_database_url, "0014")
    with engine.connect() as connection:
        left = connection.execute(sa.text("SELECT state FROM public_cases ORDER BY id")).scalars().all()
        assert left == ["published", "withdrawn"]
    engine.dispose()
