"""add drafts of complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "intake_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_intake_drafts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_drafts")),
        sa.UniqueConstraint("form_id", name=op.f("uq_intake_drafts_form_id")),
    )
    for column in ("user_id", "expires_at"):
        op.create_index(op.f(f"ix_intake_drafts_{column}"), "intake_drafts", [column])
    # What somebody chose last time is looked up whenever a form is opened.
    op.create_index(op.f("ix_cases_created_by_id"), "cases", ["created_by", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_cases_created_by_id"), "cases")
    op.drop_table("intake_drafts")
