"""add documents of cases and the texts that were read out of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)
STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("redacts_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("scan_state", sa.String(20), nullable=False),
        sa.Column("scanned_at", INSTANT, nullable=True),
        sa.Column("scan_found", sa.String(200), nullable=True),
        sa.Column("text_state", sa.String(20), nullable=False),
        sa.Column("text_problem", sa.String(40), nullable=True),
        sa.Column("text_tries", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by", sa.String(120), nullable=True),
        sa.Column("withdrawn_reason", sa.String(500), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_documents_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["redacts_id"], ["documents.id"], name=op.f("fk_documents_redacts_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    for column in ("case_id", "decision_id", "redacts_id", "sha256"):
        op.create_index(op.f(f"ix_documents_{column}"), "documents", [column])
    for state in ("scan_state", "text_state"):
        op.create_index(f"ix_documents_{state}_id", "documents", [state, "id"])
    op.create_index(
        "uq_documents_case_id_sha256",
        "documents",
        ["case_id", "sha256"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "document_texts",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_texts_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_texts")),
    )


def downgrade() -> None:
    op.drop_table("document_texts")
    op.drop_table("documents")
