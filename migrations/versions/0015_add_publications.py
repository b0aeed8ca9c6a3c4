"""add publications prepared by one person and published by another, corrections and published documents."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_publications()
    _add_public_documents()
    with op.batch_alter_table("public_cases") as table:
        table.add_column(sa.Column("corrections", sa.JSON(), nullable=True))
        table.add_column(sa.Column("withdrawn_ground", sa.String(length=30), nullable=True))
        table.add_column(sa.Column("withdrawn_at", INSTANT, nullable=True))
    op.execute("UPDATE public_cases SET corrections = '[]'")
    op.execute("UPDATE public_cases SET withdrawn_at = updated_at WHERE state = 'withdrawn'")
    with op.batch_alter_table("public_cases") as table:
        table.alter_column("corrections", existing_type=sa.JSON(), nullable=False)


def _add_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("correction", sa.String(length=30), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("checked_by", sa.String(length=120), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
        sa.Column("public_version", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_publications_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_publications_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
    )
    for column in ("case_id", "decision_id", "state"):
        op.create_index(op.f(f"ix_publications_{column}"), "publications", [column])


def _add_public_documents() -> None:
    op.create_table(
        "public_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["public_case_id"],
            ["public_cases.id"],
            name=op.f("fk_public_documents_public_case_id_public_cases"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_documents")),
        sa.UniqueConstraint(
            "public_case_id", "number", name=op.f("uq_public_documents_public_case_id_number")
        ),
    )
    op.create_index(op.f("ix_public_documents_public_case_id"), "public_documents", ["public_case_id"])


def downgrade() -> None:
    with op.batch_alter_table("public_cases") as table:
        for column in ("withdrawn_at", "withdrawn_ground", "corrections"):
            table.drop_column(column)
    op.drop_table("public_documents")
    op.drop_table("publications")
