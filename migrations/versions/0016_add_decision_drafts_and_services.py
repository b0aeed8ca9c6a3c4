"""add drafts of decisions, the service on each party, the hearing of a decision and absent votes."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "decision_drafts",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decision_drafts_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_decision_drafts")),
    )
    _add_services()
    with op.batch_alter_table("decisions") as table:
        table.add_column(sa.Column("hearing_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("votes_absent", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_decisions_hearing_id_hearings"), "hearings", ["hearing_id"], ["id"])
        table.create_index(op.f("ix_decisions_hearing_id"), ["hearing_id"])


def _add_services() -> None:
    op.create_table(
        "decision_services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("served_at", INSTANT, nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_services_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties.id"], name=op.f("fk_decision_services_party_id_parties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_services")),
        sa.UniqueConstraint(
            "decision_id", "party_id", name=op.f("uq_decision_services_decision_id_party_id")
        ),
    )
    for column in ("decision_id", "party_id"):
        op.create_index(op.f(f"ix_decision_services_{column}"), "decision_services", [column])


def downgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        table.drop_index(op.f("ix_decisions_hearing_id"))
        table.drop_constraint(op.f("fk_decisions_hearing_id_hearings"), type_="foreignkey")
        table.drop_column("votes_absent")
        table.drop_column("hearing_id")
    op.drop_table("decision_services")
    op.drop_table("decision_drafts")
