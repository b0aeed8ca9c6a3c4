"""let an import name the operator at the command line who brought it in, in place of a user."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

BELONGING = ("import_files", "import_rows")


def upgrade() -> None:
    with op.batch_alter_table("import_jobs") as table:
        table.add_column(sa.Column("operator", sa.String(length=60), nullable=True))
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        table.create_check_constraint(
            op.f("ck_import_jobs_sender"), sa.text("(user_id IS NULL) <> (operator IS NULL)")
        )


def downgrade() -> None:
    # Nobody could be named as the sender any more; what was registered stays.
    jobs = sa.table("import_jobs", sa.column("id"), sa.column("user_id"))
    of_operators = sa.select(jobs.c.id).where(jobs.c.user_id.is_(None))
    for name in BELONGING:
        parts = sa.table(name, sa.column("job_id"))
        op.execute(parts.delete().where(parts.c.job_id.in_(of_operators)))
    op.execute(jobs.delete().where(jobs.c.user_id.is_(None)))
    with op.batch_alter_table("import_jobs") as table:
        table.drop_constraint(op.f("ck_import_jobs_sender"), type_="check")
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("operator")
