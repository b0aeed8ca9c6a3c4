"""add what bodies and users want to be told, marks of clocks, and pauses of mail."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_alert_rules_body_id_bodies")),
        sa.PrimaryKeyConstraint("body_id", name=op.f("pk_alert_rules")),
    )
    op.create_table(
        "alert_preferences",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_alert_preferences_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_alert_preferences")),
    )
    op.create_table(
        "alert_marks",
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("notice_at", INSTANT, nullable=True),
        sa.Column("change_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadlines.id"], name=op.f("fk_alert_marks_deadline_id_deadlines")
        ),
        sa.PrimaryKeyConstraint("deadline_id", name=op.f("pk_alert_marks")),
    )
    op.create_index(op.f("ix_alert_marks_notice_at"), "alert_marks", ["notice_at"])
    op.create_index(op.f("ix_alert_marks_change_at"), "alert_marks", ["change_at"])
    op.create_table(
        "alert_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("paused_at", INSTANT, nullable=False),
        sa.Column("paused_by", sa.String(length=120), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_alert_pauses_body_id_bodies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_pauses")),
    )
    op.create_index(op.f("ix_alert_pauses_body_id"), "alert_pauses", ["body_id"])
    op.create_index(op.f("ix_alert_pauses_ended_at"), "alert_pauses", ["ended_at"])


def downgrade() -> None:
    # The earlier version knows nothing of digests: what waits for one goes out by itself.
    op.execute("UPDATE outbox_mails SET state = 'pending' WHERE state = 'held'")
    op.execute("UPDATE outbox_mails SET state = 'sent' WHERE state = 'merged'")
    for table in ("alert_pauses", "alert_marks", "alert_preferences", "alert_rules"):
        op.drop_table(table)
