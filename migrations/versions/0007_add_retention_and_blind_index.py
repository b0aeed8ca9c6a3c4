"""add the blind index and the erasure of identities, whom a proxy represents, and checks of the chain."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_erasures()
    _open_identities()
    _add_marks()
    _change_parties()
    _add_audit_checks()
    with op.batch_alter_table("elections") as table:
        table.add_column(sa.Column("retention_months", sa.Integer(), nullable=True))


def _add_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.String(length=40), nullable=False),
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("last_identity_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=120), nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", sa.String(length=120), nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_erasures_election_id_elections")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_erasures_body_id_bodies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_election_id_state", "erasures", ["election_id", "state"])


def _open_identities() -> None:
    with op.batch_alter_table("identities") as table:
        table.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=True)
        table.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("index_key", sa.String(length=16), nullable=True))
        table.add_column(sa.Column("replaced_at", INSTANT, nullable=True))
        table.add_column(sa.Column("erased_at", INSTANT, nullable=True))
        table.create_foreign_key(op.f("fk_identities_case_id_cases"), "cases", ["case_id"], ["id"])
    op.execute(
        "UPDATE identities SET case_id ="
        " (SELECT min(parties.case_id) FROM parties WHERE parties.identity_id = identities.id)"
    )
    op.create_index(op.f("ix_identities_case_id"), "identities", ["case_id"])


def _add_marks() -> None:
    op.create_table(
        "identity_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identities.id"], name=op.f("fk_identity_marks_identity_id_identities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_marks")),
    )
    op.create_index(op.f("ix_identity_marks_identity_id"), "identity_marks", ["identity_id"])
    op.create_index(op.f("ix_identity_marks_mark"), "identity_marks", ["mark"])


def _change_parties() -> None:
    """What somebody claims for their standing is theirs: it was never entered, and is sealed from now on."""
    with op.batch_alter_table("parties") as table:
        table.add_column(sa.Column("represents_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("removed_at", INSTANT, nullable=True))
        table.create_foreign_key(
            op.f("fk_parties_represents_id_parties"), "parties", ["represents_id"], ["id"]
        )
        table.drop_column("standing_claimed")


def _add_audit_checks() -> None:
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("first_fault", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checks")),
    )


def downgrade() -> None:
    with op.batch_alter_table("elections") as table:
        table.drop_column("retention_months")
    op.drop_table("audit_checks")
    with op.batch_alter_table("parties") as table:
        table.add_column(sa.Column("standing_claimed", sa.Text(), nullable=True))
        table.drop_constraint(op.f("fk_parties_represents_id_parties"), type_="foreignkey")
        table.drop_column("removed_at")
        table.drop_column("represents_id")
    op.drop_table("identity_marks")
    # What was erased cannot come back: of such a party only that there was one is left.
    op.execute(
        "UPDATE parties SET identity_id = NULL WHERE identity_id IN"
        " (SELECT id FROM identities WHERE sealed IS NULL)"
    )
    op.execute("DELETE FROM identities WHERE sealed IS NULL")
    op.drop_index(op.f("ix_identities_case_id"), "identities")
    with op.batch_alter_table("identities") as table:
        table.drop_constraint(op.f("fk_identities_case_id_cases"), type_="foreignkey")
        for column in ("erased_at", "replaced_at", "index_key", "case_id"):
            table.drop_column(column)
        table.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("erasures")
