"""add the indexes by which decisions are listed that are not served or not published."""

from alembic import op

revision = "0017"
down_revision = "0016"

INDEXES = (["served_at", "taken_at"], ["taken_at"])


def upgrade() -> None:
    for columns in INDEXES:
        op.create_index(op.f(f"ix_decisions_{'_'.join(columns)}"), "decisions", columns)


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(op.f(f"ix_decisions_{'_'.join(columns)}"), "decisions")
