"""add what cases wait for, beside the facts that it follows from, and the indexes of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

INDEXES = {
    "awaited": {
        "what_since": ["what", "since", "decision_id", "case_id"],
        "what_case_id": ["what", "case_id"],
        "case_id": ["case_id"],
        "decision_id": ["decision_id"],
    },
    "deadlines": {
        "role_state_due_at": ["role", "state", "due_at", "id", "case_id", "immediate", "due_on"],
        "board": ["case_id", "role", "state", "due_at", "due_on", "immediate", "id"],
    },
    "cases": {
        "id_body_id": ["id", "body_id", "status", "election_id"],
        "board": [
            *("received_at", "id", "body_id", "status", "procedure", "subject", "election_id"),
            *("assignee_id", "is_late"),
        ],
    },
    "stays": {"ending_from_at": ["ending", "from_at"]},
}
SERVICE = """
    INSERT INTO awaited (what, case_id, decision_id, since)
    SELECT 'service', decisions.case_id, decisions.id, decisions.taken_at FROM decisions
    WHERE decisions.served_at IS NULL OR (
        EXISTS (SELECT 1 FROM decision_services WHERE decision_services.decision_id = decisions.id)
        AND EXISTS (
            SELECT 1 FROM parties
            WHERE parties.case_id = decisions.case_id AND parties.removed_at IS NULL
            AND parties.role IN ('complainant', 'respondent', 'third-party')
            AND NOT EXISTS (
                SELECT 1 FROM decision_services AS other
                WHERE other.decision_id = decisions.id AND other.party_id = parties.id
            )
        )
    )
"""
PUBLICATION = """
    INSERT INTO awaited (what, case_id, decision_id, since)
    SELECT 'publication', decisions.case_id, decisions.id, decisions.taken_at
    FROM decisions JOIN cases ON cases.id = decisions.case_id
    WHERE NOT EXISTS (
        SELECT 1 FROM public_cases JOIN public_decisions ON public_decisions.public_case_id = public_cases.id
        WHERE public_cases.reference = cases.reference
        AND public_decisions.ordinal = decisions.ordinal
    )
"""
# How each database reads a word of a stored JSON object.
WORD = {"sqlite": "json_extract({table}.data, '$.{name}')", "postgresql": "({table}.data ->> '{name}')"}


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_awaited_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_awaited_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited")),
    )
    for statement in (SERVICE, PUBLICATION, _lacking_clock(), _lacking_law()):
        op.execute(statement)
    for table, indexes in INDEXES.items():
        for name, columns in indexes.items():
            op.create_index(op.f(f"ix_{table}_{name}"), table, columns)
    op.drop_index(op.f("ix_decisions_served_at_taken_at"), "decisions")


def downgrade() -> None:
    op.create_index(op.f("ix_decisions_served_at_taken_at"), "decisions", ["served_at", "taken_at"])
    for table in ("stays", "cases", "deadlines"):
        for name in INDEXES[table]:
            op.drop_index(op.f(f"ix_{table}_{name}"), table)
    op.drop_table("awaited")


def _word(table: str, name: str) -> str:
    return WORD[op.get_bind().dialect.name].format(table=table, name=name)


def _lacking_clock() -> str:
    return f"""
        INSERT INTO awaited (what, case_id)
        SELECT DISTINCT 'clock', events.case_id FROM events
        WHERE events.kind = 'clock-not-computed' AND NOT EXISTS (
            SELECT 1 FROM deadlines WHERE deadlines.case_id = events.case_id
            AND deadlines.state != 'replaced' AND deadlines.rule_id = {_word("events", "rule")}
        )
    """  # noqa: S608  # constants of this file


def _lacking_law() -> str:
    return f"""
        INSERT INTO awaited (what, case_id)
        SELECT DISTINCT 'law', events.case_id FROM events
        WHERE events.kind = 'clock-not-computed'
        AND {_word("events", "code")} IN ('unverified-law', 'confirmed-other-rules')
        AND NOT EXISTS (
            SELECT 1 FROM events AS later WHERE later.case_id = events.case_id AND later.id > events.id
            AND later.kind IN ('deadline-set', 'deadline-moved', 'deadline-stayed', 'deadline-ended')
            AND {_word("later", "rule")} = {_word("events", "rule")}
        )
    """  # noqa: S608  # constants of this file
