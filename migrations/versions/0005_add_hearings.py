"""add hearings, the cases that are heard in them, and what the public sees of both."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_hearings()
    _add_public_hearings()


def _add_hearings() -> None:
    op.create_table(
        "hearings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("link_is_public", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closed_ground", sa.String(length=40), nullable=True),
        sa.Column("closed_reason", sa.String(length=500), nullable=True),
        sa.Column("agenda", sa.String(length=500), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("result", sa.String(length=30), nullable=True),
        sa.Column("result_note", sa.String(length=500), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hearings_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["hearings.id"], name=op.f("fk_hearings_follows_id_hearings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
        sa.UniqueConstraint("uid", name=op.f("uq_hearings_uid")),
    )
    for column in ("case_id", "starts_at", "follows_id"):
        op.create_index(op.f(f"ix_hearings_{column}"), "hearings", [column])
    op.create_table(
        "hearing_cases",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hearing_id"], ["hearings.id"], name=op.f("fk_hearing_cases_hearing_id_hearings")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hearing_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("hearing_id", "case_id", name=op.f("pk_hearing_cases")),
    )
    op.create_index(op.f("ix_hearing_cases_case_id"), "hearing_cases", ["case_id"])


def _add_public_hearings() -> None:
    op.create_table(
        "public_hearings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("election_id", sa.String(length=40), nullable=False),
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("body_level", sa.String(length=30), nullable=False),
        sa.Column("region", sa.String(length=9), nullable=True),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closed_ground", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("result", sa.String(length=30), nullable=True),
        sa.Column("next_uid", sa.String(length=36), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_hearings")),
        sa.UniqueConstraint("uid", name=op.f("uq_public_hearings_uid")),
    )
    for column in ("election_id", "body_id", "region", "starts_at", "updated_at"):
        op.create_index(op.f(f"ix_public_hearings_{column}"), "public_hearings", [column])
    op.create_table(
        "public_hearing_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_hearing_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("complainant_kind", sa.String(length=30), nullable=False),
        sa.Column("contested_body_id", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["public_hearing_id"],
            ["public_hearings.id"],
            name=op.f("fk_public_hearing_cases_public_hearing_id_public_hearings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_hearing_cases")),
        sa.UniqueConstraint(
            "public_hearing_id", "reference", name=op.f("uq_public_hearing_cases_public_hearing_id_reference")
        ),
    )
    for column in ("public_hearing_id", "reference"):
        op.create_index(op.f(f"ix_public_hearing_cases_{column}"), "public_hearing_cases", [column])


def downgrade() -> None:
    for table in ("public_hearing_cases", "public_hearings", "hearing_cases", "hearings"):
        op.drop_table(table)
