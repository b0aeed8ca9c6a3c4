"""keep the status and the headers of answers, and which request is being answered just now."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

ANSWERED = sa.table(
    "answered_requests",
    sa.column("id", sa.Integer),
    sa.column("status", sa.Integer),
    sa.column("headers", sa.JSON),
    sa.column("body", sa.JSON),
)


def upgrade() -> None:
    with op.batch_alter_table("answered_requests") as table:
        table.add_column(sa.Column("status", sa.Integer(), nullable=True))
        table.add_column(sa.Column("claim", sa.String(32), nullable=True))
        table.add_column(sa.Column("headers", sa.JSON(), nullable=True))
        table.create_index("ix_answered_requests_claim", ["claim"])
    connection = op.get_bind()
    # Only steps kept their answers until now; each told the version of its case.
    for row in connection.execute(sa.select(ANSWERED.c.id, ANSWERED.c.body)).all():
        headers = {"ETag": json.dumps(str(row.body["case"]["version"]))}
        values = {"status": 200, "headers": headers}
        connection.execute(sa.update(ANSWERED).where(ANSWERED.c.id == row.id).values(**values))
    with op.batch_alter_table("answered_requests") as table:
        table.alter_column("headers", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    # The former code knows answers of steps only.
    op.execute("DELETE FROM answered_requests WHERE status IS NULL OR status <> 200")
    with op.batch_alter_table("answered_requests") as table:
        table.drop_index("ix_answered_requests_claim")
        table.drop_column("headers")
        table.drop_column("claim")
        table.drop_column("status")
