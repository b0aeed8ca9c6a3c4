"""add links between cases and hand-overs, and when a contested judgment was served."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INSTANT = sa.DateTime(timezone=True)
LINK_REFERENCES = {"from_case_id": "cases", "to_case_id": "cases", "decision_id": "decisions"}
HAND_OVER_REFERENCES = {
    "case_id": "cases",
    "body_id": "bodies",
    "decision_id": "decisions",
    "party_id": "parties",
    "received_case_id": "cases",
}


def upgrade() -> None:
    _add_links()
    _add_hand_overs()
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("contested_served_at", INSTANT, nullable=True))
    # What was stayed because of a court's case was joined with it.
    op.execute(
        "INSERT INTO case_links (kind, from_case_id, to_case_id, created_at, created_by)"
        " SELECT 'parallel', case_id, court_case_id, MIN(recorded_at), MIN(recorded_by) FROM stays"
        " WHERE court_case_id IS NOT NULL GROUP BY case_id, court_case_id"
    )


def _add_links() -> None:
    op.create_table(
        "case_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_case_id", sa.Integer(), nullable=False),
        sa.Column("to_case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        *_references("case_links", LINK_REFERENCES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_links")),
        sa.UniqueConstraint(
            "kind", "from_case_id", "to_case_id", name=op.f("uq_case_links_kind_from_case_id_to_case_id")
        ),
    )
    for column in ("from_case_id", "to_case_id", "decision_id"):
        op.create_index(op.f(f"ix_case_links_{column}"), "case_links", [column])


def _add_hand_overs() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("procedure", sa.String(length=60), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("relief", sa.Text(), nullable=True),
        sa.Column("filed_at", INSTANT, nullable=False),
        sa.Column("prepared_at", INSTANT, nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.Column("received_case_id", sa.Integer(), nullable=True),
        *_references("hand_overs", HAND_OVER_REFERENCES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    for column in ("case_id", "body_id", "decision_id", "received_case_id"):
        op.create_index(op.f(f"ix_hand_overs_{column}"), "hand_overs", [column])


def _references(table: str, references: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in references.items()
    ]


def downgrade() -> None:
    with op.batch_alter_table("cases") as table:
        table.drop_column("contested_served_at")
    op.drop_table("hand_overs")
    op.drop_table("case_links")
