"""Every row of the deadline vectors: computed, shown as a conflict, or named as no limit at all."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casetracker.law import (
    Act,
    Citation,
    Deadline,
    Edition,
    Facts,
    LawError,
    NoEdition,
    Override,
    Period,
    Rule,
    compute,
)
from casetracker.lawbook import LawBook
from tests.law.vectors import (
    CONFLICTS,
    NO_DATES,
    OBSERVED,
    REFUSED,
    RESULTS,
    SET_BY_PLAN,
    WITHOUT_RULE,
    Row,
    all_rows,
    computable_rows,
)

ROWS = {row.id: row for row in all_rows()}
TEXTS = {"kk": "сынақ", "ru": "проба", "en": "trial"}


def facts_of(row: Row) -> Facts:
    results_on = RESULTS.get(row.election_day) if row.election_day else None
    return Facts(row.event, row.zone, row.election_day, results_on)


def compute_row(book: LawBook, row: Row, rule_id: str | None = None) -> Deadline:
    return compute(book.rules.get(rule_id or row.rule or ""), facts_of(row), book.calendar)


def local_hour(deadline: Deadline) -> str:
    return f"{deadline.due_at.astimezone(ZoneInfo(deadline.zone)):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("row", computable_rows(), ids=lambda row: f"{row.id}-{row.weekday}")
def test_a_row_with_a_rule_gives_the_expected_date(book: LawBook, row: Row) -> None:
    deadline = compute_row(book, row)
    if row.expected == "IMMEDIATE":
        assert deadline.immediate
        assert deadline.due_on == deadline.strict_on == datetime.fromisoformat(str(row.event)).date()
        return
    assert not deadline.immediate
    assert deadline.due_on == row.expected_on
    if row.expected_hour:
        assert local_hour(deadline) == row.expected
    if row.strict_on:
        assert deadline.strict_on == row.strict_on


@pytest.mark.parametrize(("row_id", "due_on"), CONFLICTS.items())
def test_a_conflict_between_sources_shows_both_dates_and_is_marked(
    book: LawBook, row_id: str, due_on: date
) -> None:
    row = ROWS[row_id]
    deadline = compute_row(book, row)
    assert deadline.due_on == due_on
    assert deadline.other_on == row.expected_on
    assert deadline.disputed
    assert deadline.strict_on == min(due_on, row.expected_on)


@pytest.mark.parametrize(("row_id", "code"), REFUSED.items())
def test_a_row_outside_the_verified_law_is_refused(book: LawBook, row_id: str, code: str) -> None:
    row = ROWS[row_id]
    rule_id = "election-claim.court.review" if row_id == "D049" else "commission-decision.appeal.filing"
    with pytest.raises(LawError) as refusal:
        compute_row(book, row, rule_id)
    assert refusal.value.code == code


@pytest.mark.parametrize(("row_id", "counting"), WITHOUT_RULE.items())
def test_a_limit_of_a_special_plan_is_plain_counting(
    book: LawBook, row_id: str, counting: tuple[str, str, str, str]
) -> None:
    row = ROWS[row_id]
    period, direction, reading, hour = counting
    amount, unit = period.split()
    act = Act("plan", TEXTS, "https://example.org/plan")
    edition = Edition(
        valid_from=date(2016, 1, 1),
        valid_to=date(2026, 6, 30),
        citations=(Citation(act, "1", date(2026, 10, 30), act.url),),
        period=Period(int(amount), unit),  # type: ignore[arg-type]
        direction=direction,  # type: ignore[arg-type]
        reading=reading,  # type: ignore[arg-type]
        hour=hour,
    )
    rule = Rule("plan.trial", TEXTS, TEXTS, "voting-day", TEXTS, "none", "verified", (edition,))
    deadline = compute(rule, facts_of(row), book.calendar)
    assert deadline.due_on == row.expected_on
    if row.expected_hour:
        assert local_hour(deadline) == row.expected


@pytest.mark.parametrize("row_id", [row_id for row_id, rule in SET_BY_PLAN.items() if rule])
def test_a_date_set_by_the_commission_wins_over_the_statute(book: LawBook, row_id: str) -> None:
    row, rule_id = ROWS[row_id], SET_BY_PLAN[row_id] or ""
    assert row.election_day is not None
    plan = Override(row.expected_on, "calendar plan of the Central Election Commission")
    facts = Facts(row.election_day, row.zone, row.election_day, overrides={rule_id: plan})
    assert compute(book.rules.get(rule_id), facts, book.calendar).due_on == row.expected_on
    assert compute_row(book, row, rule_id).due_on < row.expected_on  # the statute alone would end sooner


@pytest.mark.parametrize(
    ("row_id", "rule_id"),
    [("V048", "results.established.president"), ("V049", "results.established.mazhilis")],
)
def test_an_observed_announcement_kept_the_limit(book: LawBook, row_id: str, rule_id: str) -> None:
    row = ROWS[row_id]
    assert row.expected_on <= compute_row(book, row, rule_id).due_on


@pytest.mark.parametrize("row_id", ["C001", "C002", "C003"])
def test_an_observed_judgment_came_within_the_accelerated_review(book: LawBook, row_id: str) -> None:
    row = ROWS[row_id]
    assert row.election_day is not None
    window = compute_row(book, row, "election-claim.accelerated-window")
    assert row.election_day < row.expected_on <= window.due_on


def test_an_observed_appeal_was_heard_within_the_limit_for_filing_it(book: LawBook) -> None:
    judged = ROWS["C001"].expected_on  # Wednesday; the note says the appeal was rejected on 25.11., a Friday
    limit = compute(book.rules.get("judgment.appeal.filing"), Facts(judged, "Asia/Almaty"), book.calendar)
    assert "25.11.2022" in ROWS["C001"].note
    assert date(2022, 11, 25) <= limit.due_on == date(2022, 11, 26)


def test_a_case_of_2011_is_older_than_any_wording_known(book: LawBook) -> None:
    with pytest.raises(NoEdition):
        compute_row(book, ROWS["C004"], "commission-decision.appeal.filing")


@pytest.mark.parametrize("row_id", sorted(NO_DATES | {"C006"}))
def test_a_row_without_dates_gives_nothing_to_compute(book: LawBook, row_id: str) -> None:
    row = ROWS[row_id]
    assert not row.expected
    assert row.rule is None
    if "three-day appeal limit" in row.note:
        assert book.rules.at("judgment.appeal.filing", date(2022, 10, 11)).period == Period(3)


@pytest.mark.parametrize(
    ("row_id", "ends"),
    [
        ("D005", "2024-03-01T19:00:00+00:00"),  # Almaty moved to +05:00 on that very day
        ("D006", "2022-11-30T19:00:00+00:00"),  # Aktobe was at +05:00
        ("D007", "2024-10-16T19:00:00+00:00"),  # one zone for the whole country
        ("D002", "2022-11-13T18:00:00+00:00"),  # Almaty at +06:00
    ],
)
def test_the_last_day_ends_at_local_midnight(book: LawBook, row_id: str, ends: str) -> None:
    assert compute_row(book, ROWS[row_id]).due_at.isoformat() == ends


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.weekday], ids=lambda row: row.id)
def test_the_weekday_a_row_names_is_the_weekday_of_its_date(row: Row) -> None:
    assert f"{row.expected_on:%a}" == row.weekday


def test_every_row_is_accounted_for_exactly_once() -> None:
    groups = [
        {row.id for row in computable_rows()},
        set(CONFLICTS),
        set(REFUSED),
        set(WITHOUT_RULE),
        set(SET_BY_PLAN),
        OBSERVED,
        NO_DATES,
    ]
    counted = [row_id for group in groups for row_id in group]
    assert sorted(counted) == sorted(ROWS)
    assert [len(group) for group in groups] == [53, 2, 2, 6, 3, 7, 1]
    assert len(ROWS) == 74
