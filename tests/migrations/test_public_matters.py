"""Chains of what was published before: told and numbered by the migration, without what is not public."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

PUBLIC_CASE = (
    "INSERT INTO public_cases (id, slug, reference, state, election_id, body_id, body_level, procedure,"
    " subject, status, complainant_kind, summary, language, contested_kind, received_at, receipt_known, zone,"
    " is_late, clocks, clocks_at, timeline, published_at, updated_at, version, corrections)"
    " VALUES ({id}, 's/{id}', '2022-PRES/CEC/{id}', '{state}', '2022-pres', 'kz-cec', 'central', 'p',"
    " 'observers', 'decided', 'voter', 'x', 'ru', 'act', '2022-11-{day} 04:00:00', true, 'Asia/Almaty',"
    " false, '[]', '2022-11-22 04:00:00', '[]', '2022-11-23 04:00:00', '2022-11-23 04:00:00', 1, '[]')"
)
LINK = (
    "INSERT INTO case_links (kind, from_case_id, to_case_id, created_at, created_by, ended_at)"
    " VALUES ('{kind}', {lower}, {upper}, '2022-11-22 04:00:00', 'x', {ended})"
)
# 9 was withdrawn, 10 is not public though it is linked with both sides, and 12 was parted from 13.
LINKED = [("forwarded", 8, 7), ("joined", 7, 9), ("forwarded", 8, 10), ("joined", 10, 11), ("joined", 11, 12)]
PUBLISHED = {7: ("published", 21), 8: ("published", 20), 9: ("withdrawn", 19), 11: ("published", 18)}


def case_row(number: int) -> str:
    changed = CASE_ROWS[1].replace(
        "VALUES (7, '2022-PRES/CEC/0142'", f"VALUES ({number}, '2022-PRES/CEC/{number}'"
    )
    return changed.replace("'kz-cec', 142, 'h'", f"'kz-cec', {number}, 'h{number}'")


def rows() -> list[str]:
    cases = [case_row(number) for number in range(7, 14)]
    public = PUBLISHED | {12: ("published", 17), 13: ("published", 16)}
    shown = [PUBLIC_CASE.format(id=it, state=state, day=day) for it, (state, day) in public.items()]
    links = [LINK.format(kind=kind, lower=lower, upper=upper, ended="NULL") for kind, lower, upper in LINKED]
    ended = LINK.format(kind="joined", lower=12, upper=13, ended="'2022-11-23 04:00:00'")
    return [*ROWS, CASE_ROWS[0], *cases, *shown, *links, ended]


def test_links_between_published_cases_when_migrated_then_form_numbered_chains(
    empty_database_url: str,
) -> None:
    migrating.upgrade(empty_database_url, "0035")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in rows():
            connection.execute(sa.text(row))
    engine.dispose()
    migrating.upgrade(empty_database_url, "0036")
    with engine.connect() as connection:

        def read(statement: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(sa.text(statement))]

        assert read("SELECT from_id, to_id FROM public_links ORDER BY from_id") == [(8, 7), (11, 12)]
        # The chain whose case was received first has the first number, and that case is its anchor.
        assert read("SELECT id, anchor_id FROM public_matters ORDER BY id") == [(1, 12), (2, 8)]
        told = read("SELECT matter_id, public_case_id FROM public_matter_cases ORDER BY 1, 2")
        assert told == [(1, 11), (1, 12), (2, 7), (2, 8)]
    engine.dispose()
    migrating.downgrade(empty_database_url, "0035")
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT COUNT(*) FROM public_cases")).scalar_one() == 6
        assert not sa.inspect(connection).has_table("public_links")
    engine.dispose()
