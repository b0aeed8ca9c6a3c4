"""note which cases stand still although the court has decided, as the application notes it from now on."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO awaited (what, case_id, decision_id, since, body_id)
        SELECT 'court', stays.case_id, MIN(decisions.id), MIN(decisions.taken_at), own.body_id
        FROM stays
        JOIN cases AS own ON own.id = stays.case_id
        JOIN cases AS awaited_case ON awaited_case.id = stays.court_case_id
        JOIN cases AS deciding ON deciding.matter_id = awaited_case.matter_id
            AND (deciding.id = awaited_case.id OR deciding.received_at > awaited_case.received_at)
        JOIN bodies ON bodies.id = deciding.body_id AND bodies.kind <> 'commission'
        JOIN decisions ON decisions.case_id = deciding.id
            AND decisions.kind = 'final' AND decisions.in_force_on IS NOT NULL
        WHERE stays.ending IS NULL
        GROUP BY stays.case_id, own.body_id
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM awaited WHERE what = 'court'")
