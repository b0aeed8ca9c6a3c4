"""``deadline-vectors.csv`` read and sorted: the rule of each row, and the rows that are no computation."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from config.settings import CONFIG_DIR

VECTORS = Path(__file__).parent / "data" / "deadline-vectors.csv"
CATALOGUE = CONFIG_DIR / "law" / "kz" / "catalogue.csv"
STRICT = re.compile(r"strict \(event day counted\) = (\d{4}-\d{2}-\d{2})")
WEEKDAY = re.compile(r"\[expected falls on (\w{3})\]")

# The table of rules names each procedure; these two names occur in the vectors only.
ALIASES = {
    "court_reviews_election_claim_appc163": "election-claim.court.review",
    "campaign_end": "campaign.end",
}

# Days on which results were announced, from the rows V048 and V049.
RESULTS = {date(2022, 11, 20): date(2022, 11, 22), date(2023, 3, 19): date(2023, 3, 27)}

# Two sources differ about the same words of the law: we follow one and show the other. Row -> our due date.
CONFLICTS = {
    "V011": date(
        2023, 11, 20
    ),  # "one month before" 20.12.2023: the plan took a day off; January 2023 did not
    "V047": date(2019, 5, 24),  # "15 days before" 09.06.2019: plan E-15; the plans of 2022 and 2026 have E-16
}

# Dates the Central Election Commission set for one early election; no statute gives them.
SET_BY_PLAN = {"V031": "nomination.end.mazhilis", "V032": "registration.end.mazhilis", "V005": None}

# Dates on which something happened; a limit can only be compared with them.
OBSERVED = {"V048", "V049", "C001", "C002", "C003", "C004", "C006"}
# A judgment whose date of service is not known.
NO_DATES = {"C005"}

# Limits of special plans that the catalogue has no rule for: amount, unit, direction, reading, hour.
WITHOUT_RULE = {
    "V022": ("15 day", "backward", "plain", "18:00"),
    "V023": ("1 month", "backward", "plain", "24:00"),
    "V033": ("30 day", "backward", "clear", "24:00"),
    "V034": ("25 day", "backward", "clear", "18:00"),
    "V035": ("1 day", "forward", "clear", "24:00"),
    "V041": ("10 day", "forward", "clear", "24:00"),
}

# Rows about which the engine must refuse to answer, and the code of the refusal.
REFUSED = {"D049": "outside-window", "D091": "unverified-law"}


@dataclass(frozen=True)
class Row:
    id: str
    procedure: str
    event: date | datetime
    zone: str
    election_day: date | None
    expected: str
    note: str
    rule: str | None

    @property
    def expected_on(self) -> date:
        return date.fromisoformat(self.expected[:10])

    @property
    def expected_hour(self) -> str | None:
        return self.expected[11:] or None

    @property
    def strict_on(self) -> date | None:
        found = STRICT.search(self.note)
        return date.fromisoformat(found[1]) if found else None

    @property
    def weekday(self) -> str | None:
        found = WEEKDAY.search(self.note)
        return found[1] if found else None


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule_of_procedure() -> dict[str, str]:
    named = {row["vector_procedure"]: row["rule_id"] for row in read_csv(CATALOGUE)}
    return {**named, **ALIASES}


def moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def all_rows() -> list[Row]:
    rules = rule_of_procedure()
    return [
        Row(
            id=row["id"],
            procedure=row["procedure"],
            # C006 gives no date at all; it is only ever counted, never computed.
            event=moment(row["event_datetime"] or row["election_day"]),
            zone=row["timezone"],
            election_day=date.fromisoformat(row["election_day"]) if row["election_day"] else None,
            expected=row["expected_deadline"],
            note=row["note"],
            rule=rules.get(row["procedure"]),
        )
        for row in read_csv(VECTORS)
    ]


def computable_rows() -> list[Row]:
    """Return the rows with a rule and an expected answer, conflicts and refusals apart."""
    return [row for row in all_rows() if row.rule and row.id not in CONFLICTS and row.id not in REFUSED]
