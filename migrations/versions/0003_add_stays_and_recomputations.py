"""add stays, recomputations, and what living clocks hang on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_stays()
    _add_recomputations()
    with op.batch_alter_table("elections") as table:
        table.add_column(sa.Column("changed_at", INSTANT, nullable=True))
        table.add_column(sa.Column("law_confirmation", sa.JSON(), nullable=True))
    with op.batch_alter_table("decisions") as table:
        table.add_column(sa.Column("in_force_on", sa.Date(), nullable=True))
    with op.batch_alter_table("deadlines") as table:
        table.add_column(sa.Column("set_at", INSTANT, nullable=True))
        table.add_column(sa.Column("stayed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("remaining", sa.Integer(), nullable=True))
        table.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_deadlines_decision_id_decisions"), "decisions", ["decision_id"], ["id"]
        )
    # Until now every clock was set when its case was registered.
    op.execute(
        "UPDATE deadlines SET set_at = (SELECT registered_at FROM cases WHERE cases.id = deadlines.case_id)"
    )
    with op.batch_alter_table("deadlines") as table:
        table.alter_column("set_at", existing_type=INSTANT, nullable=False)
        table.create_index(op.f("ix_deadlines_decision_id"), ["decision_id"])


def _add_stays() -> None:
    op.create_table(
        "stays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("court_case_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("until_at", INSTANT, nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("ending_source", sa.String(length=200), nullable=True),
        sa.Column("ending_recorded_at", INSTANT, nullable=True),
        sa.Column("ending_recorded_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stays_case_id_cases")),
        sa.ForeignKeyConstraint(["court_case_id"], ["cases.id"], name=op.f("fk_stays_court_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stays")),
    )
    for column in ("case_id", "court_case_id"):
        op.create_index(op.f(f"ix_stays_{column}"), "stays", [column])


def _add_recomputations() -> None:
    op.create_table(
        "recomputations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("election_id", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("law_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("requested_by", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_recomputations_election_id_elections")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recomputations")),
    )
    for columns in (["election_id"], ["state", "id"]):
        op.create_index(op.f(f"ix_recomputations_{'_'.join(columns)}"), "recomputations", columns)


def downgrade() -> None:
    with op.batch_alter_table("deadlines") as table:
        table.drop_index(op.f("ix_deadlines_decision_id"))
        table.drop_constraint(op.f("fk_deadlines_decision_id_decisions"), type_="foreignkey")
        for column in ("decision_id", "remaining", "stayed_on", "set_at"):
            table.drop_column(column)
    with op.batch_alter_table("decisions") as table:
        table.drop_column("in_force_on")
    with op.batch_alter_table("elections") as table:
        table.drop_column("law_confirmation")
        table.drop_column("changed_at")
    op.drop_table("recomputations")
    op.drop_table("stays")
