"""tell decisions apart: one that ends a case, one on the way, a correction; number them in their case."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# How the old schema, in which each decision has an outcome, keeps the others apart from those with one.
INTERIM, CORRECTION = "interim:", "correction:"
DECISIONS = sa.table(
    "decisions",
    *(sa.column(name, sa.Integer()) for name in ("id", "case_id", "ordinal", "corrects_id")),
    *(sa.column(name, sa.String()) for name in ("kind", "ruling", "outcome")),
)


def upgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        table.add_column(sa.Column("ordinal", sa.Integer(), nullable=True))
        table.add_column(sa.Column("kind", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("ruling", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        table.alter_column("outcome", existing_type=sa.String(length=40), nullable=True)
    _fill()
    with op.batch_alter_table("decisions") as table:
        table.alter_column("ordinal", existing_type=sa.Integer(), nullable=False)
        table.alter_column("kind", existing_type=sa.String(length=20), nullable=False)
        table.create_unique_constraint(op.f("uq_decisions_case_id_ordinal"), ["case_id", "ordinal"])
        table.create_foreign_key(
            op.f("fk_decisions_corrects_id_decisions"), "decisions", ["corrects_id"], ["id"]
        )
        table.create_index(op.f("ix_decisions_corrects_id"), ["corrects_id"])


def _fill() -> None:
    other, told = DECISIONS.alias("other"), DECISIONS.c.outcome
    earlier = sa.select(sa.func.count()).where(
        other.c.case_id == DECISIONS.c.case_id, other.c.id <= DECISIONS.c.id
    )
    op.execute(DECISIONS.update().values(ordinal=earlier.scalar_subquery(), kind="final"))
    ruling = sa.func.substr(told, len(INTERIM) + 1)
    corrected = sa.cast(sa.func.substr(told, len(CORRECTION) + 1), sa.Integer())
    for begins, values in (
        (INTERIM, {"kind": "interim", "ruling": ruling}),
        (CORRECTION, {"kind": "correction", "corrects_id": corrected}),
    ):
        op.execute(DECISIONS.update().where(told.startswith(begins)).values(outcome=None, **values))


def downgrade() -> None:
    kind, corrected = DECISIONS.c.kind, sa.cast(DECISIONS.c.corrects_id, sa.String())
    for slug, words in (
        ("interim", sa.literal(INTERIM) + DECISIONS.c.ruling),
        ("correction", sa.literal(CORRECTION) + corrected),
    ):
        op.execute(DECISIONS.update().where(kind == slug).values(outcome=words))
    with op.batch_alter_table("decisions") as table:
        table.drop_index(op.f("ix_decisions_corrects_id"))
        table.drop_constraint(op.f("fk_decisions_corrects_id_decisions"), type_="foreignkey")
        table.drop_constraint(op.f("uq_decisions_case_id_ordinal"), type_="unique")
        for column in ("corrects_id", "ruling", "kind", "ordinal"):
            table.drop_column(column)
        table.alter_column("outcome", existing_type=sa.String(length=40), nullable=False)
