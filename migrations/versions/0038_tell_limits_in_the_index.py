"""tell in the index when the next limit of a case ends and whether its limits were met."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("search_entries", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("search_entries", sa.Column("timeliness", sa.String(20), nullable=True))
    # Both were counted of every case before.
    for name in ("due_at", "timeliness"):
        op.execute(
            f"UPDATE search_entries SET {name} = (SELECT case_figures.{name} FROM case_figures"  # noqa: S608
            " WHERE case_figures.public_case_id = search_entries.public_case_id)"
        )


def downgrade() -> None:
    # Not in a batch: that would drop the triggers of the full text with the table.
    for name in ("timeliness", "due_at"):
        op.drop_column("search_entries", name)
