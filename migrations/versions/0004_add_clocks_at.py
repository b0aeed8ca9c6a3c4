"""add when the clocks of a published case were last brought up to date."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("public_cases") as table:
        table.add_column(sa.Column("clocks_at", INSTANT, nullable=True))
    op.execute("UPDATE public_cases SET clocks_at = updated_at")
    with op.batch_alter_table("public_cases") as table:
        table.alter_column("clocks_at", existing_type=INSTANT, nullable=False)
    with op.batch_alter_table("deadlines") as table:
        table.create_index(op.f("ix_deadlines_set_at"), ["set_at"])


def downgrade() -> None:
    with op.batch_alter_table("deadlines") as table:
        table.drop_index(op.f("ix_deadlines_set_at"))
    with op.batch_alter_table("public_cases") as table:
        table.drop_column("clocks_at")
