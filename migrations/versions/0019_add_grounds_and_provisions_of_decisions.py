"""add the grounds of a refusal with their articles, and the provisions that a decision relies on."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = ("decisions", "public_decisions")
LISTS = ("ground_citations", "cited")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("refusal_ground", sa.String(length=40), nullable=True))
            table.add_column(sa.Column("ground_text", sa.Text(), nullable=True))
            for column in LISTS:
                table.add_column(sa.Column(column, sa.JSON(), nullable=True))
        empty = sa.table(name, sa.column("ground_text"), *(sa.column(it, sa.JSON()) for it in LISTS))
        op.execute(empty.update().values(ground_text="", **{column: [] for column in LISTS}))
        with op.batch_alter_table(name) as table:
            table.alter_column("ground_text", existing_type=sa.Text(), nullable=False)
            for column in LISTS:
                table.alter_column(column, existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    for name in reversed(TABLES):
        with op.batch_alter_table(name) as table:
            for column in (*reversed(LISTS), "ground_text", "refusal_ground"):
                table.drop_column(column)
