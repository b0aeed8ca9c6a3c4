"""give each party its own limit to contest a decision, and tell which of them were used."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

INSTANT = sa.DateTime(timezone=True)
CLOCKS = sa.table(
    "deadlines",
    *(sa.column(name, sa.Integer()) for name in ("id", "case_id", "decision_id", "party_id")),
    *(sa.column(name, sa.String()) for name in ("role", "state")),
    *(sa.column(name, INSTANT) for name in ("due_at", "ended_at", "started_at")),
)
LINKS = sa.table(
    "case_links",
    *(sa.column(name, sa.Integer()) for name in ("from_case_id", "to_case_id", "decision_id")),
    sa.column("kind", sa.String()),
)
CASES = sa.table("cases", sa.column("id", sa.Integer()), sa.column("filed_at", INSTANT))
DECISIONS = sa.table("decisions", sa.column("id", sa.Integer()), sa.column("served_at", INSTANT))
SERVICES = sa.table("decision_services", sa.column("id", sa.Integer()))
JOBS = sa.table(
    "recomputations",
    *(sa.column(name, sa.String()) for name in ("cause", "reason", "requested_by", "state")),
    *(sa.column(name, sa.Integer()) for name in ("cursor", "seen", "moved", "failed")),
    sa.column("requested_at", INSTANT),
)
# A decision waits for its service while a party that must be served is not. What was recorded before parties
# were told apart, one day of service, counts now as that of the complainant, before as that of everybody.
FORGET = "DELETE FROM awaited WHERE what = 'service'"
BEGINS = """
    INSERT INTO awaited (what, case_id, decision_id, since)
    SELECT 'service', decisions.case_id, decisions.id, decisions.taken_at FROM decisions
    WHERE decisions.served_at IS NULL OR EXISTS (
        SELECT 1 FROM parties WHERE parties.case_id = decisions.case_id AND parties.removed_at IS NULL
        AND parties.role IN ('complainant', 'respondent', 'third-party')
        AND NOT EXISTS (
            SELECT 1 FROM decision_services AS own
            WHERE own.decision_id = decisions.id AND own.party_id = parties.id
        )
"""
OF_THE_COMPLAINANT = """
        AND NOT (
            parties.role = 'complainant'
            AND NOT EXISTS (SELECT 1 FROM decision_services AS known WHERE known.decision_id = decisions.id)
            AND NOT EXISTS (
                SELECT 1 FROM parties AS earlier
                WHERE earlier.case_id = parties.case_id AND earlier.role = 'complainant'
                AND earlier.removed_at IS NULL AND earlier.id < parties.id
            )
        )
    )
"""
OF_EVERYBODY = """
        AND EXISTS (SELECT 1 FROM decision_services AS known WHERE known.decision_id = decisions.id)
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("deadlines") as table:
        table.add_column(sa.Column("party_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_deadlines_party_id_parties"), "parties", ["party_id"], ["id"])
        table.create_index(op.f("ix_deadlines_party_id"), ["party_id"])
    _mark_used()
    op.execute(FORGET)
    op.execute(BEGINS + OF_THE_COMPLAINANT)
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(SERVICES)):
        # The limits of parties that were served before are computed by the scheduler.
        job = {name: 0 for name in ("cursor", "seen", "moved", "failed")}
        told = {"cause": "law-changed", "reason": "Each party got its own limit to contest a decision."}
        asked = {"requested_by": "system", "requested_at": dt.datetime.now(dt.UTC), "state": "waiting"}
        op.execute(JOBS.insert().values(**job, **told, **asked))


def _mark_used() -> None:
    """End the limits within which, or after which, a decision was contested."""
    used = (
        sa.select(sa.func.min(CASES.c.filed_at))
        .select_from(LINKS.join(CASES, LINKS.c.to_case_id == CASES.c.id))
        .where(
            LINKS.c.kind == "next-instance",
            LINKS.c.from_case_id == CLOCKS.c.case_id,
            LINKS.c.decision_id == CLOCKS.c.decision_id,
        )
        .scalar_subquery()
    )
    running = sa.and_(CLOCKS.c.role == "appeal", CLOCKS.c.state.in_(("running", "stayed")))
    op.execute(CLOCKS.update().where(running).values(ended_at=used))
    ended = sa.and_(running, CLOCKS.c.ended_at.is_not(None))
    state = sa.case((CLOCKS.c.ended_at < CLOCKS.c.due_at, "met"), else_="missed")
    op.execute(CLOCKS.update().where(ended).values(state=state))


def downgrade() -> None:
    op.execute(FORGET)
    op.execute(BEGINS + OF_EVERYBODY)
    judged = sa.and_(CLOCKS.c.role == "appeal", CLOCKS.c.state.in_(("met", "missed")))
    op.execute(CLOCKS.update().where(judged).values(state="running", ended_at=None))
    # One limit of each decision is left: the one that runs from the service of the decision itself.
    served = sa.select(DECISIONS.c.served_at).where(DECISIONS.c.id == CLOCKS.c.decision_id)
    another = sa.and_(CLOCKS.c.party_id.is_not(None), CLOCKS.c.started_at != served.scalar_subquery())
    op.execute(CLOCKS.update().where(another).values(state="replaced"))
    with op.batch_alter_table("deadlines") as table:
        table.drop_index(op.f("ix_deadlines_party_id"))
        table.drop_constraint(op.f("fk_deadlines_party_id_parties"), type_="foreignkey")
        table.drop_column("party_id")
