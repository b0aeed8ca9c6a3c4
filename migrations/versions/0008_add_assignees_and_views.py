"""add who works on a case, the saved views of the board, and the indexes of the lists."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)
OF_CASES = (["contested_body_id", "contested_on"], ["status", "received_at"])


def upgrade() -> None:
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("assignee_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_cases_assignee_id_users"), "users", ["assignee_id"], ["id"])
    op.create_index(op.f("ix_cases_assignee_id"), "cases", ["assignee_id"])
    for columns in OF_CASES:
        op.create_index(op.f(f"ix_cases_{'_'.join(columns)}"), "cases", columns)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_views_user_id_name")),
    )
    op.create_index(op.f("ix_saved_views_user_id"), "saved_views", ["user_id"])


def downgrade() -> None:
    op.drop_table("saved_views")
    for columns in OF_CASES:
        op.drop_index(op.f(f"ix_cases_{'_'.join(columns)}"), "cases")
    op.drop_index(op.f("ix_cases_assignee_id"), "cases")
    with op.batch_alter_table("cases") as table:
        table.drop_constraint(op.f("fk_cases_assignee_id_users"), type_="foreignkey")
        table.drop_column("assignee_id")
