"""add the search entries and the full-text index over them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casetracker.search.ddl import create_statements, drop_statements

revision = "0002"
down_revision = "0001"

STEMS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("public_case_id", sa.Integer(), nullable=False),
        sa.Column("public_decision_id", sa.Integer(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("election_id", sa.String(length=40), nullable=False),
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("body_level", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=9), nullable=True),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("reasoned", sa.Boolean(), nullable=True),
        sa.Column("open_session", sa.Boolean(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("stems", STEMS, nullable=False),
        sa.Column("title_stems", STEMS, nullable=False),
        sa.Column("analyser_version", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["public_case_id"],
            ["public_cases.id"],
            name=op.f("fk_search_entries_public_case_id_public_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["public_decision_id"],
            ["public_decisions.id"],
            name=op.f("fk_search_entries_public_decision_id_public_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint(
            "public_case_id", "ordinal", name=op.f("uq_search_entries_public_case_id_ordinal")
        ),
    )
    for columns in (["analyser_version"], ["public_decision_id"], ["dated_on", "id"]):
        op.create_index(op.f(f"ix_search_entries_{'_'.join(columns)}"), "search_entries", columns)
    for statement in create_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_statements(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("search_entries")
