"""note the body beside what a case waits for: the figures of a day are counted by it."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

INDEX = "ix_awaited_what_since"
FOREIGN_KEY = "fk_awaited_body_id_bodies"


def upgrade() -> None:
    with op.batch_alter_table("awaited") as batch:
        batch.add_column(sa.Column("body_id", sa.String(length=80), nullable=True))
    op.execute(
        "UPDATE awaited SET body_id = (SELECT cases.body_id FROM cases WHERE cases.id = awaited.case_id)"
    )
    with op.batch_alter_table("awaited") as batch:
        batch.alter_column("body_id", existing_type=sa.String(length=80), nullable=False)
        batch.create_foreign_key(FOREIGN_KEY, "bodies", ["body_id"], ["id"])
        batch.drop_index(INDEX)
        batch.create_index(INDEX, ["what", "since", "decision_id", "case_id", "body_id"])


def downgrade() -> None:
    with op.batch_alter_table("awaited") as batch:
        batch.drop_index(INDEX)
        batch.create_index(INDEX, ["what", "since", "decision_id", "case_id"])
        batch.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        batch.drop_column("body_id")
