"""add the words of the published texts, from which a spelling is corrected.

They are filled by ``casetracker search reindex --outdated``: every entry counts as outdated until then.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "search_words",
        *(sa.Column(name, _text(length), nullable=False) for name, length in COLUMNS.items()),
        sa.PrimaryKeyConstraint("word", "stem", name=op.f("pk_search_words")),
    )
    for name in ("stem", "folded", "backwards"):
        op.create_index(op.f(f"ix_search_words_{name}"), "search_words", [name])
    op.execute("UPDATE search_entries SET analyser_version = '0'")


def downgrade() -> None:
    op.drop_table("search_words")


COLUMNS = {"word": 30, "stem": 64, "folded": 30, "backwards": 30}


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")
