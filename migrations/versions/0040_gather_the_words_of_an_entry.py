"""let PostgreSQL gather the words of some entries before it sorts them into the full-text index."""

from alembic import op

revision = "0040"
down_revision = "0039"

INDEXES = ("search_fts_stems", "search_fts_title_stems")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for index in INDEXES:
            op.execute(f"ALTER INDEX {index} SET (fastupdate = on, gin_pending_list_limit = 256)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for index in INDEXES:
            op.execute(f"ALTER INDEX {index} RESET (gin_pending_list_limit)")
            op.execute(f"ALTER INDEX {index} SET (fastupdate = off)")
            # What was gathered is found, but only slowly, until it is sorted in.
            op.execute(f"SELECT gin_clean_pending_list('{index}')")  # noqa: S608  # a constant
