"""add what mail servers reported of mails that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "mail_bounces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("told", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outbox_mails.id"], name=op.f("fk_mail_bounces_mail_id_outbox_mails")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_bounces_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_bounces")),
        sa.UniqueConstraint("mail_id", "kind", name=op.f("uq_mail_bounces_mail_id_kind")),
    )
    op.create_index(op.f("ix_mail_bounces_user_id"), "mail_bounces", ["user_id"])


def downgrade() -> None:
    op.drop_table("mail_bounces")
