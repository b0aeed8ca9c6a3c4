"""tell which published cases form a chain, and give each chain its number."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

INSTANT = sa.DateTime(timezone=True)
LINKS = sa.table(
    "public_links",
    *(sa.column(name, sa.Integer()) for name in ("from_id", "to_id", "decision_ordinal")),
    sa.column("kind", sa.String()),
    sa.column("told_at", INSTANT),
)
MATTERS = sa.table(
    "public_matters",
    *(sa.column(name, sa.Integer()) for name in ("id", "anchor_id", "version")),
    *(sa.column(name, INSTANT) for name in ("created_at", "updated_at")),
)
PLACES = sa.table(
    "public_matter_cases", *(sa.column(n, sa.Integer()) for n in ("public_case_id", "matter_id"))
)
CASES = sa.table("public_cases", sa.column("id", sa.Integer()), sa.column("received_at", INSTANT))
# Both cases are published, and so is the decision that the next instance is about.
TOLD = """
    SELECT case_links.kind, below.id, above.id, decisions.ordinal
    FROM case_links
    JOIN cases AS lower_case ON lower_case.id = case_links.from_case_id
    JOIN cases AS upper_case ON upper_case.id = case_links.to_case_id
    JOIN public_cases AS below ON below.reference = lower_case.reference AND below.state = 'published'
    JOIN public_cases AS above ON above.reference = upper_case.reference AND above.state = 'published'
    LEFT JOIN decisions ON decisions.id = case_links.decision_id
    WHERE case_links.ended_at IS NULL AND (case_links.decision_id IS NULL OR EXISTS (
        SELECT 1 FROM public_decisions
        WHERE public_decisions.public_case_id = below.id AND public_decisions.ordinal = decisions.ordinal
    ))
    ORDER BY case_links.id
"""


def upgrade() -> None:
    op.create_table(
        "public_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("decision_ordinal", sa.Integer(), nullable=True),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["public_cases.id"], name=op.f("fk_public_links_from_id_public_cases")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["public_cases.id"], name=op.f("fk_public_links_to_id_public_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_links")),
        sa.UniqueConstraint("kind", "from_id", "to_id", name=op.f("uq_public_links_kind_from_id_to_id")),
    )
    for column in ("from_id", "to_id"):
        op.create_index(op.f(f"ix_public_links_{column}"), "public_links", [column])
    _add_matters()
    _fill()


def downgrade() -> None:
    for table in ("public_matter_cases", "public_matters", "public_links"):
        op.drop_table(table)


def _add_matters() -> None:
    op.create_table(
        "public_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor_id", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor_id"], ["public_cases.id"], name=op.f("fk_public_matters_anchor_id_public_cases")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["public_matters.id"],
            name=op.f("fk_public_matters_merged_into_id_public_matters"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_matters")),
    )
    op.create_index(op.f("ix_public_matters_anchor_id"), "public_matters", ["anchor_id"])
    op.create_table(
        "public_matter_cases",
        sa.Column("public_case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["public_case_id"],
            ["public_cases.id"],
            name=op.f("fk_public_matter_cases_public_case_id_public_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["public_matters.id"], name=op.f("fk_public_matter_cases_matter_id_public_matters")
        ),
        sa.PrimaryKeyConstraint("public_case_id", name=op.f("pk_public_matter_cases")),
    )
    op.create_index(op.f("ix_public_matter_cases_matter_id"), "public_matter_cases", ["matter_id"])


def _fill() -> None:
    """Tell of the links between what is published already, and number the chains, the oldest case first."""
    connection, now = op.get_bind(), dt.datetime.now(dt.UTC)
    links = [tuple(row) for row in connection.execute(sa.text(TOLD))]
    if not links:
        return
    names = ("kind", "from_id", "to_id", "decision_ordinal")
    rows = [dict(zip(names, link, strict=True)) | {"told_at": now} for link in links]
    connection.execute(LINKS.insert(), rows)
    order = sa.select(CASES.c.id).order_by(CASES.c.received_at, CASES.c.id)
    for chain in _chains(connection.scalars(order), [(lower, upper) for _kind, lower, upper, _it in links]):
        # The database counts on from the numbers that it gives itself.
        told = {"anchor_id": chain[0], "version": 1, "created_at": now, "updated_at": now}
        number = connection.scalar(MATTERS.insert().values(told).returning(MATTERS.c.id))
        connection.execute(PLACES.insert(), [{"public_case_id": it, "matter_id": number} for it in chain])


def _chains(order: Iterable[int], links: list[tuple[int, int]]) -> list[list[int]]:
    """Return the cases that hang together, each chain and all of them in *order*."""
    chain_of: dict[int, set[int]] = {}
    for lower, upper in links:
        joined = chain_of.get(lower, {lower}) | chain_of.get(upper, {upper})
        chain_of |= dict.fromkeys(joined, joined)
    chains: dict[int, list[int]] = {}
    for case in order:
        if case in chain_of:
            chains.setdefault(id(chain_of[case]), []).append(case)
    return list(chains.values())
