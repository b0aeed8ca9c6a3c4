"""index figures by tally: a slice of statistics is counted by reading indexes in their order."""

from alembic import op

revision = "0039"
down_revision = "0038"

INDEXES = {
    "places": ("election_id", "shown", "forum", "body_level", "region", "result", "timeliness"),
    "people": ("election_id", "shown", "subject", "complainant_kind", "result", "timeliness"),
    "endings": (
        *("election_id", "shown", "is_decided", "result", "ground", "remedy", "is_late", "open_session"),
        "reasoned",
    ),
    "limits": ("election_id", "shown", "timeliness", "due_at"),
    "durations": ("election_id", "shown", "is_decided", "decided_days"),
    "lags": ("election_id", "lag_days"),
    "took": ("election_id", "shown", "is_decided", "decided_seconds", "decided_days"),
    "lasted": ("election_id", "lag_seconds", "lag_days"),
    "region": ("region",),
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(f"ix_case_figures_{name}", "case_figures", list(columns))


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(f"ix_case_figures_{name}", "case_figures")
