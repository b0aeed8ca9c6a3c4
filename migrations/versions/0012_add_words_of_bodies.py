"""add the words by which bodies are found."""

import sqlalchemy as sa
from alembic import op

# Pure, and what searches by the words uses the same: words filled in otherwise would not be found.
from casetracker.registry.spelling import folded_words

revision = "0012"
down_revision = "0011"

BODIES = sa.table(
    "bodies", *(sa.column(name) for name in ("id", "code", "name_kk", "name_ru", "name_en", "words"))
)


def upgrade() -> None:
    with op.batch_alter_table("bodies") as table:
        table.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
    columns = BODIES.c
    names = sa.select(columns.id, columns.code, columns.name_kk, columns.name_ru, columns.name_en)
    rows = [{"key": row[0], "folded": folded_words(*row[1:])} for row in op.get_bind().execute(names)]
    if rows:
        change = sa.update(BODIES).where(columns.id == sa.bindparam("key"))
        op.get_bind().execute(change.values(words=sa.bindparam("folded")), rows)


def downgrade() -> None:
    with op.batch_alter_table("bodies") as table:
        table.drop_column("words")
