"""Makes a SYNTHETIC extract of applications, shaped like the journal of an election commission.

The observers of 2022 were given an extract of about 200 applications, which is not public. This one has
its shape and nothing else of it: every row is invented by a seeded generator. No person, no precinct and
no event is meant, and each row says so.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from casetracker.exchange.journal import extract_workbook
from casetracker.registry.reading import Record, read_bodies
from config.settings import PROJECT_DIR

ELECTION = "2022-pres"
VOTING_ON = dt.date(2022, 11, 20)
PHRASES = PROJECT_DIR / "config" / "demo" / "synthetic-phrases.yaml"
BODIES = PROJECT_DIR / "config" / "bodies"

# Acts may be contested for ten days (election law, Art. 20(9)); applications on violations are considered
# in five days, complaints against a commission in three (Art. 49), those on voter lists the same day (26(2)).
FILING_DAYS = 10
REVIEW_DAYS = {"violation-application": 5, "commission-complaint": 3, "voter-list-application": 0}
KAZAKH_SHARE = 0.6
LATE_SHARE = 0.1
PENDING_SHARE = 0.08
OVERDUE_SHARE = 0.08

PERIODS = {
    "before": (dt.date(2022, 9, 26), dt.date(2022, 11, 19)),
    "voting": (VOTING_ON, VOTING_ON),
    "after": (dt.date(2022, 11, 21), dt.date(2022, 11, 26)),
}
PERIOD_WEIGHTS = {"before": 9, "voting": 9, "after": 3}
APPLICANTS = {
    "before": ("voter", "voter", "voter", "association", "proxy", "party", "candidate", "media"),
    "voting": (
        "voter",
        "voter",
        "voter",
        "observer",
        "observer",
        "proxy",
        "association",
        "commission-member",
    ),
    "after": ("voter", "observer", "observer", "proxy", "association", "party", "candidate"),
}
CHANNELS = ("online", "online", "online", "online", "paper", "paper", "e-mail", "forwarded")
OUTCOMES = {
    "refused": 28,
    "explained": 28,
    "forwarded": 14,
    "satisfied": 9,
    "partly-satisfied": 7,
    "left-without-consideration": 7,
    "returned": 5,
    "withdrawn": 2,
}
GROUNDS = {
    "left-without-consideration": ("defects", "repeated", "lis-pendens"),
    "returned": ("no-jurisdiction", "no-standing", "defects"),
}
PLACEHOLDER_NAMES = {"kk": "Өтініш беруші {:03d} (синтетикалық)", "ru": "Заявитель {:03d} (синтетический)"}
PRECINCT_NAMES = {
    "kk": "№ {} учаскелік сайлау комиссиясы",
    "ru": "Участковая избирательная комиссия № {}",
}


@dataclass(frozen=True)
class _Draw:
    """The dice of one row, and what they fell on first."""

    dice: random.Random
    language: str
    region: Record
    period: str
    topic: Record
    precinct: int


def synthetic_extract(seed: int, count: int = 200) -> list[dict[str, Any]]:
    """Return *count* invented applications, in order of receipt; the same for the same *seed*.

    The keys are those of ``casetracker.exchange.journal.COLUMNS`` and, as far as both have them, of a
    complaint as it is entered: slugs, dates, a local date and time of receipt (naive, in the zone of
    the body that registered), ``None`` where the journal is blank. Three fifths are in Kazakh.
    """
    dice = random.Random(seed)  # noqa: S311 - made-up rows, and they must come out the same each time
    phrases = yaml.safe_load(Path(PHRASES).read_text(encoding="utf-8"))
    regions = [body for body in read_bodies(BODIES) if body["level"] == "territorial-region"]
    kazakh = round(count * KAZAKH_SHARE)
    languages = ["kk"] * kazakh + ["ru"] * (count - kazakh)
    dice.shuffle(languages)
    rows = [_row(_draw(dice, language, regions, phrases), phrases) for language in languages]
    rows.sort(key=lambda row: (row["received_at"], row["text"]))
    return [_numbered(row, number) for number, row in enumerate(rows, start=1)]


def write_extract(path: Path, seed: int) -> None:
    """Write the synthetic extract of *seed* to *path* as XLSX, replacing what is there."""
    extract_workbook(synthetic_extract(seed)).save(path)


def _draw(dice: random.Random, language: str, regions: list[Record], phrases: Record) -> _Draw:
    period = dice.choices(list(PERIOD_WEIGHTS), weights=list(PERIOD_WEIGHTS.values()))[0]
    topics = [topic for topic in phrases["subjects"] if period in topic["when"]]
    return _Draw(
        dice=dice,
        language=language,
        region=dice.choice(regions),
        period=period,
        topic=dice.choice(topics),
        precinct=dice.randint(1, 480),
    )


def _row(draw: _Draw, phrases: Record) -> dict[str, Any]:
    dice, topic = draw.dice, draw.topic
    contested_on = _contested_day(draw)
    body, procedure = _addressee(draw)
    is_late = procedure == "commission-complaint" and dice.random() < LATE_SHARE
    received_at = _received(draw, contested_on, is_late)
    kind = dice.choice(topic["kinds"])
    return {
        "election": ELECTION,
        "received_at": received_at,
        "channel": _channel(draw, received_at),
        "language": draw.language,
        "complainant_kind": dice.choice(APPLICANTS[draw.period]),
        "body": body,
        "region": phrases["regions"][draw.region["region"]][draw.language],
        "procedure": procedure,
        "contested_kind": kind,
        "contested_on": contested_on,
        "contested_body": {"region": draw.region["code"], "central": "CEC"}.get(topic["against"]),
        "respondent": _respondent(draw),
        "contested_number": f"{dice.randint(3, 60)}/{dice.randint(100, 600)}" if kind == "decision" else None,
        "subject": topic["subject"],
        "text": _text(draw, phrases),
        "relief": dice.choice(topic[draw.language]["relief"]).format(precinct=draw.precinct),
        **_answer(draw, received_at.date(), REVIEW_DAYS[procedure], is_late),
    }


def _contested_day(draw: _Draw) -> dt.date:
    first, last = PERIODS[draw.period]
    first = max(first, draw.topic.get("first", first))
    last = min(last, draw.topic.get("last", last))
    return first + dt.timedelta(days=draw.dice.randint(0, (last - first).days))


def _addressee(draw: _Draw) -> tuple[str, str]:
    """Return the code of the commission that registered the row and the procedure it follows."""
    against = draw.topic["against"]
    if draw.topic["subject"] == "voter-lists":
        return draw.region["code"], "voter-list-application"
    if against == "precinct":
        return draw.dice.choice(("CEC", draw.region["code"], draw.region["code"])), "commission-complaint"
    if against == "region":
        return "CEC", "commission-complaint"
    if against == "central":
        return "CEC", "violation-application"
    return draw.dice.choice(("CEC", draw.region["code"])), "violation-application"


def _received(draw: _Draw, contested_on: dt.date, is_late: bool) -> dt.datetime:
    dice = draw.dice
    days = (
        dice.randint(FILING_DAYS + 1, FILING_DAYS + 12)
        if is_late
        else dice.choice((0, 0, 1, 1, 2, 3, 5, 8, 10))
    )
    day = contested_on + dt.timedelta(days=days)
    earliest_hour = 14 if days == 0 else 9
    return dt.datetime.combine(day, dt.time(dice.randint(earliest_hour, 21), dice.randint(0, 59)))


def _channel(draw: _Draw, received_at: dt.datetime) -> str:
    if received_at.date() == VOTING_ON and draw.dice.random() < 1 / 3:
        return "oral"
    return draw.dice.choice(CHANNELS)


def _respondent(draw: _Draw) -> str | None:
    """Return the commission that is complained of, in the words of the journal."""
    if draw.topic["against"] == "precinct":
        return PRECINCT_NAMES[draw.language].format(draw.precinct)
    if draw.topic["against"] == "region":
        return str(draw.region["name"][draw.language])
    return None


def _text(draw: _Draw, phrases: Record) -> str:
    dice, language = draw.dice, draw.language
    told = draw.topic[language]
    details = dice.sample(told["detail"], k=dice.randint(1, min(2, len(told["detail"]))))
    sentences = [
        dice.choice(phrases["openings"][language]),
        dice.choice(told["what"]),
        *details,
        *dice.sample(phrases["evidence"][language], k=dice.randint(0, 2)),
        dice.choice(phrases["closings"][language]),
    ]
    return " ".join(sentences).format(
        precinct=draw.precinct,
        place=draw.region["place"][language],
        count=dice.randint(5, 20),
        time=f"{dice.randint(8, 13):02d}:{dice.choice((0, 10, 15, 20, 30, 40, 45)):02d}",
    )


def _answer(draw: _Draw, received_on: dt.date, review_days: int, is_late: bool) -> dict[str, Any]:
    dice = draw.dice
    if dice.random() < PENDING_SHARE:
        return {"outcome": None, "inadmissibility_ground": None, "replied_on": None}
    days = dice.randint(0, review_days)
    if dice.random() < OVERDUE_SHARE:
        days = review_days + dice.randint(1, 4)
    outcome = dice.choices(list(OUTCOMES), weights=list(OUTCOMES.values()))[0]
    grounds = GROUNDS.get(outcome)
    ground = dice.choice(grounds) if grounds else None
    if is_late:
        # A late complaint is not examined (Art. 20(9)).
        outcome, ground = "left-without-consideration", "late"
    return {
        "outcome": outcome,
        "inadmissibility_ground": ground,
        "replied_on": received_on + dt.timedelta(days=days),
    }


def _numbered(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "number": number,
        "registered_number": f"SYNTHETIC-{number:03d}",
        "complainant_name": PLACEHOLDER_NAMES[row["language"]].format(number),
        **row,
    }
