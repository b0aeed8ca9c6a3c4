"""publish every decision of a case: its kind, its own tombstone, and whose documents are whose."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# How the old schema, in which each decision has an outcome, keeps the others apart from those with one.
INTERIM, CORRECTION = "interim:", "correction:"
ROWS = sa.table(
    "public_decisions",
    *(sa.column(name, sa.Integer()) for name in ("public_case_id", "ordinal", "corrects_ordinal")),
    *(sa.column(name, sa.String()) for name in ("kind", "ruling", "outcome")),
    *(sa.column(name, sa.String()) for name in ("withdrawn_ground", "withdrawn_reason")),
    sa.column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.column("number", sa.String()),
    sa.column("cited", sa.JSON()),
)
CASES = sa.table(
    "public_cases",
    sa.column("id", sa.Integer()),
    *(sa.column(name, sa.String()) for name in ("state", "withdrawn_ground", "withdrawn_reason")),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ("withdrawn_at", "updated_at")),
)
DOCUMENTS = sa.table(
    "public_documents", *(sa.column(name, sa.Integer()) for name in ("public_case_id", "decision_ordinal"))
)


def upgrade() -> None:
    with op.batch_alter_table("public_decisions") as table:
        table.add_column(sa.Column("kind", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("ruling", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("corrects_ordinal", sa.Integer(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_ground", sa.String(length=30), nullable=True))
        table.add_column(sa.Column("withdrawn_reason", sa.Text(), nullable=True))
        table.alter_column("outcome", existing_type=sa.String(length=40), nullable=True)
    with op.batch_alter_table("public_documents") as table:
        table.add_column(sa.Column("decision_ordinal", sa.Integer(), nullable=True))
    _fill()
    with op.batch_alter_table("public_decisions") as table:
        table.alter_column("kind", existing_type=sa.String(length=20), nullable=False)
    with op.batch_alter_table("public_documents") as table:
        table.alter_column("decision_ordinal", existing_type=sa.Integer(), nullable=False)


def _fill() -> None:
    told = ROWS.c.outcome
    op.execute(ROWS.update().values(kind="final"))
    ruling = sa.func.substr(told, len(INTERIM) + 1)
    corrected = sa.cast(sa.func.substr(told, len(CORRECTION) + 1), sa.Integer())
    for begins, values in (
        (INTERIM, {"kind": "interim", "ruling": ruling}),
        (CORRECTION, {"kind": "correction", "corrects_ordinal": corrected}),
    ):
        op.execute(ROWS.update().where(told.startswith(begins)).values(outcome=None, **values))
    case = sa.select(sa.func.coalesce(CASES.c.withdrawn_at, CASES.c.updated_at))
    gone = sa.and_(CASES.c.id == ROWS.c.public_case_id, CASES.c.state == "withdrawn")
    op.execute(ROWS.update().values(withdrawn_at=case.where(gone).scalar_subquery()))
    for name in ("withdrawn_ground", "withdrawn_reason"):
        told = sa.select(CASES.c[name]).where(gone).scalar_subquery()
        op.execute(ROWS.update().values({name: told}))
    # Of a withdrawn case the numbers and provisions of its decisions were kept, though nobody was shown them.
    op.execute(ROWS.update().where(ROWS.c.withdrawn_at.is_not(None)).values(number="", cited=[]))
    # Documents went with the newest decision of their case.
    newest = sa.select(sa.func.coalesce(sa.func.max(ROWS.c.ordinal), 0)).where(
        ROWS.c.public_case_id == DOCUMENTS.c.public_case_id
    )
    op.execute(DOCUMENTS.update().values(decision_ordinal=newest.scalar_subquery()))


def downgrade() -> None:
    kind, corrected = ROWS.c.kind, sa.cast(ROWS.c.corrects_ordinal, sa.String())
    for slug, words in (
        ("interim", sa.literal(INTERIM) + ROWS.c.ruling),
        ("correction", sa.literal(CORRECTION) + corrected),
    ):
        op.execute(ROWS.update().where(kind == slug).values(outcome=words))
    with op.batch_alter_table("public_documents") as table:
        table.drop_column("decision_ordinal")
    with op.batch_alter_table("public_decisions") as table:
        for column in ("withdrawn_reason", "withdrawn_ground", "withdrawn_at"):
            table.drop_column(column)
        for column in ("corrects_ordinal", "ruling", "kind"):
            table.drop_column(column)
        table.alter_column("outcome", existing_type=sa.String(length=40), nullable=False)
