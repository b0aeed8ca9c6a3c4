"""count each published case in a narrow row of its own."""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

BATCH = 500
INSTANT = sa.DateTime(timezone=True)
STATUSES_OPEN = ("registered", "returned-for-defects", "admitted", "reopened")
COMMISSIONS = ("central", "territorial-region", "territorial-district", "precinct")
COURTS = ("first-instance", "appeal", "cassation", "supreme", "constitutional")
COPIED = ("election_id", "body_id", "body_level", "region", "subject", "complainant_kind", "is_late")
CASES = sa.table(
    "public_cases",
    sa.column("id", sa.Integer()),
    *(sa.column(name, sa.String()) for name in (*COPIED[:-1], "state", "status", "zone")),
    *(sa.column(name, sa.Boolean()) for name in ("is_late", "receipt_known")),
    sa.column("contested_on", sa.Date()),
    sa.column("received_at", INSTANT),
    sa.column("clocks", sa.JSON()),
)
DECISIONS = sa.table(
    "public_decisions",
    *(sa.column(name, sa.Integer()) for name in ("public_case_id", "ordinal", "lag_seconds")),
    *(sa.column(name, sa.String()) for name in ("kind", "outcome", "inadmissibility_ground", "remedy")),
    sa.column("appeal_route", sa.String()),
    *(sa.column(name, sa.Boolean()) for name in ("open_session", "reasoned")),
    *(sa.column(name, INSTANT) for name in ("taken_at", "published_at", "withdrawn_at")),
)
FIGURES = sa.table(
    "case_figures",
    *(sa.column(name, sa.Integer()) for name in ("public_case_id", "filing_days", "review_days")),
    *(
        sa.column(name, sa.Integer())
        for name in ("decided_days", "decided_seconds", "lag_days", "lag_seconds")
    ),
    *(
        sa.column(name, sa.String())
        for name in (*COPIED[:-1], "forum", "result", "ground", "remedy", "timeliness")
    ),
    *(
        sa.column(name, sa.Boolean())
        for name in ("shown", "is_late", "is_decided", "open_session", "reasoned")
    ),
    sa.column("can_be_contested", sa.Boolean()),
    *(sa.column(name, sa.Date()) for name in ("received_on", "decided_on")),
    sa.column("due_at", INSTANT),
)


def upgrade() -> None:
    op.create_table(
        "case_figures",
        sa.Column("public_case_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("election_id", sa.String(length=40), nullable=False),
        sa.Column("body_id", sa.String(length=80), nullable=False),
        sa.Column("body_level", sa.String(length=30), nullable=False),
        sa.Column("forum", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=9), nullable=True),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("complainant_kind", sa.String(length=30), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("filing_days", sa.Integer(), nullable=True),
        sa.Column("review_days", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("remedy", sa.String(length=40), nullable=True),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_days", sa.Integer(), nullable=True),
        sa.Column("decided_seconds", sa.Integer(), nullable=True),
        sa.Column("timeliness", sa.String(length=20), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("open_session", sa.Boolean(), nullable=True),
        sa.Column("reasoned", sa.Boolean(), nullable=True),
        sa.Column("can_be_contested", sa.Boolean(), nullable=True),
        sa.Column("lag_days", sa.Integer(), nullable=True),
        sa.Column("lag_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["public_case_id"], ["public_cases.id"], name=op.f("fk_case_figures_public_case_id_public_cases")
        ),
        sa.PrimaryKeyConstraint("public_case_id", name=op.f("pk_case_figures")),
    )
    for column in ("election_id", "body_id", "due_at"):
        op.create_index(op.f(f"ix_case_figures_{column}"), "case_figures", [column])
    _fill()


def downgrade() -> None:
    op.drop_table("case_figures")


def _fill() -> None:
    """Count what is published already, batch by batch."""
    connection, last = op.get_bind(), 0
    while True:
        wanted = sa.select(CASES).where(CASES.c.id > last).order_by(CASES.c.id).limit(BATCH)
        cases = connection.execute(wanted).mappings().all()
        if not cases:
            return
        ids = [case["id"] for case in cases]
        finals: dict[int, list[sa.RowMapping]] = {}
        chosen = sa.select(DECISIONS).where(DECISIONS.c.public_case_id.in_(ids), DECISIONS.c.kind == "final")
        for row in connection.execute(chosen).mappings():
            finals.setdefault(row["public_case_id"], []).append(row)
        connection.execute(FIGURES.insert(), [_figures(case, finals.get(case["id"], [])) for case in cases])
        last = ids[-1]


def _figures(case: sa.RowMapping, finals: list[sa.RowMapping]) -> dict[str, object]:
    received = _local_day(case["received_at"], case["zone"])
    review = [clock for clock in case["clocks"] if clock["role"] == "review"]
    filing = [clock for clock in case["clocks"] if clock["role"] == "filing"]
    is_open = case["status"] in STATUSES_OPEN
    running = [clock["due_at"] for clock in review if clock["state"] == "running"]
    forum = "commission" if case["body_level"] in COMMISSIONS else "other"
    return {
        **{name: case[name] for name in COPIED},
        "public_case_id": case["id"],
        "shown": case["state"] == "published",
        "forum": "court" if case["body_level"] in COURTS else forum,
        "received_on": received,
        "filing_days": _days(case["contested_on"], filing),
        "review_days": _days(received, review),
        "timeliness": _timeliness(review, is_open),
        "due_at": min(map(_utc, running)) if is_open and running else None,
        **_ending(case, finals, received, is_open),
        **_publication(case, finals),
    }


def _ending(
    case: sa.RowMapping, finals: list[sa.RowMapping], received: dt.date, is_open: bool
) -> dict[str, object]:
    last = _last([row for row in finals if row["withdrawn_at"] is None])
    untold = "not-shown" if case["status"] == "decided" else case["status"]
    outcome = (last["outcome"] if last else None) or untold
    names = ("ground", "remedy", "decided_on", "decided_days", "decided_seconds", "open_session", "reasoned")
    told: dict[str, object] = dict.fromkeys((*names, "can_be_contested"))
    told |= {"result": "pending" if is_open else outcome, "is_decided": False}
    if is_open or last is None:
        return told
    decided = _local_day(last["taken_at"], case["zone"])
    took = int((_utc(last["taken_at"]) - _utc(case["received_at"])).total_seconds())
    is_known = case["receipt_known"] and took >= 0
    limits = {clock.get("decision") for clock in case["clocks"] if clock["role"] == "appeal"}
    return told | {
        "is_decided": True,
        "ground": last["inadmissibility_ground"],
        "remedy": last["remedy"],
        "decided_on": decided,
        "decided_days": (decided - received).days if is_known else None,
        "decided_seconds": took if is_known else None,
        "open_session": last["open_session"],
        "reasoned": last["reasoned"],
        "can_be_contested": bool(last["appeal_route"].strip()) or last["ordinal"] in limits,
    }


def _publication(case: sa.RowMapping, finals: list[sa.RowMapping]) -> dict[str, object]:
    last = _last(finals)
    if last is None:
        return {"lag_days": None, "lag_seconds": None}
    published, taken = (_local_day(last[name], case["zone"]) for name in ("published_at", "taken_at"))
    return {"lag_days": max(0, (published - taken).days), "lag_seconds": last["lag_seconds"]}


def _timeliness(review: list[dict[str, str]], is_open: bool) -> str:
    if is_open:
        return "pending"
    states = {clock["state"] for clock in review}
    return "late" if "missed" in states else "in-time" if "met" in states else "unmeasured"


def _last(rows: list[sa.RowMapping]) -> sa.RowMapping | None:
    return max(rows, key=lambda row: (_utc(row["taken_at"]), row["ordinal"]), default=None)


def _days(first: dt.date | None, clocks: list[dict[str, str]]) -> int | None:
    if not first or not clocks:
        return None
    return max(0, (dt.date.fromisoformat(clocks[0]["due_on"]) - first).days)


def _utc(told: dt.datetime | str) -> dt.datetime:
    at = dt.datetime.fromisoformat(told) if isinstance(told, str) else told
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


def _local_day(at: dt.datetime, zone: str) -> dt.date:
    return _utc(at).astimezone(ZoneInfo(zone)).date()
