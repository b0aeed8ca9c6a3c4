"""add what the texts of cases are like, and the index by which organisations are found."""

import sqlalchemy as sa
from alembic import op

# Pure, and what compares new texts uses the same: sketches made otherwise would match nothing.
from casetracker.cases.likeness import sketch

revision = "0013"
down_revision = "0012"

BATCH = 1_000
CASES = sa.table("cases", sa.column("id"), sa.column("text"))


def upgrade() -> None:
    sketches = op.create_table(
        "case_sketches",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_sketches_case_id_cases")),
        sa.PrimaryKeyConstraint("number", "case_id", name=op.f("pk_case_sketches")),
    )
    op.create_index(op.f("ix_parties_organisation"), "parties", ["organisation"])
    last = 0
    while True:
        some = sa.select(CASES.c.id, CASES.c.text).where(CASES.c.id > last).order_by(CASES.c.id).limit(BATCH)
        cases = op.get_bind().execute(some).all()
        if not cases:
            return
        rows = [{"number": number, "case_id": case.id} for case in cases for number in sketch(case.text)]
        if rows:
            op.bulk_insert(sketches, rows)
        last = cases[-1].id


def downgrade() -> None:
    op.drop_index(op.f("ix_parties_organisation"), "parties")
    op.drop_table("case_sketches")
