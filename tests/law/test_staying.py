"""Stays of the proceedings: what was left on the day of the stay is left on the day of the resumption."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from casetracker.law import (
    Deadline,
    Facts,
    ImpossibleFacts,
    Override,
    Rule,
    Stay,
    StayEffect,
    UnknownChoice,
    compute,
    explain,
    replay,
    tell_error,
)
from casetracker.lawbook import load_lawbook
from config.settings import CONFIG_DIR

BOOK = load_lawbook(CONFIG_DIR)
REVIEW = "commission-complaint.higher.review"  # three days
WORKING_DAYS = "general.admin-complaint.review"  # twenty working days
ALMATY = "Asia/Almaty"


def moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def stay(text: str, ground: str = "parallel-court") -> Stay:
    begins, _, ends = text.partition("..")
    return Stay(moment(begins), ground, "2022-PRES/SIAC/0003", moment(ends) if ends else None)


def stayed(rule: Rule | str, event: str, *stays: Stay, **facts: Any) -> Deadline:
    found = BOOK.rules.get(rule) if isinstance(rule, str) else rule
    return compute(found, Facts(moment(event), ALMATY, stays=stays, **facts), BOOK.calendar)


def with_effect(effect: str) -> Rule:
    rule = BOOK.rules.get(REVIEW)
    effects = {"parallel-court": StayEffect(effect)}  # type: ignore[arg-type]
    return replace(rule, editions=tuple(replace(each, stays=effects) for each in rule.editions))


# Received on Tuesday 8 November 2022: three days end on Friday the 11th, strictly on Thursday the 10th.
@pytest.mark.parametrize(
    ("stays", "strict_on", "due_on"),
    [
        (["2022-11-10..2022-11-14"], "2022-11-14", "2022-11-15"),  # Thursday to Monday: four days
        (["2022-11-11..2022-11-14"], "2022-11-10", "2022-11-14"),  # on the last day: the strict one was past
        (["2022-11-12..2022-11-14"], "2022-11-10", "2022-11-11"),  # after the end: too late to help
        (["2022-11-07..2022-11-09"], "2022-11-11", "2022-11-12"),  # began before receipt: one day counts
        (["2022-11-08..2022-11-10"], "2022-11-12", "2022-11-13"),  # from the day of receipt: two days
        (["2022-11-10..2022-11-10"], "2022-11-10", "2022-11-11"),  # resumed the same day
        (
            ["2022-11-09..2022-11-10", "2022-11-11..2022-11-13"],
            "2022-11-13",
            "2022-11-14",
        ),  # twice: three days
        (
            ["2022-11-09..2022-11-12", "2022-11-10..2022-11-14"],
            "2022-11-15",
            "2022-11-16",
        ),  # overlapping: five
    ],
)
def test_calendar_days(stays: list[str], strict_on: str, due_on: str) -> None:
    found = stayed(REVIEW, "2022-11-08", *map(stay, stays))
    assert (found.strict_on.isoformat(), found.due_on.isoformat()) == (strict_on, due_on)
    assert found.is_running


def test_working_days_that_were_left_are_counted_as_working_days() -> None:
    # From Monday 3 October 2022 twenty working days end on Tuesday 1 November (24 and 25 October are days off
    # and the 22nd, a Saturday, is worked for the 24th). On Monday the 31st two are left.
    assert stayed(WORKING_DAYS, "2022-10-03").due_on.isoformat() == "2022-11-01"
    found = stayed(WORKING_DAYS, "2022-10-03", stay("2022-10-31..2022-11-05"))
    assert found.due_on.isoformat() == "2022-11-08"  # resumed on a Saturday: Monday and Tuesday


def test_a_stay_before_the_working_day_that_the_end_moved_to_still_counts() -> None:
    rule = BOOK.rules.get(REVIEW)
    rolling = replace(rule, editions=tuple(replace(it, roll="next-working-day") for it in rule.editions))
    # From Wednesday 9 November 2022 the three days end on Saturday and move to Monday the 14th.
    assert stayed(rolling, "2022-11-09").due_on.isoformat() == "2022-11-14"
    assert stayed(rolling, "2022-11-09", stay("2022-11-13")).remaining == 1
    assert stayed(rolling, "2022-11-09", stay("2022-11-13..2022-11-16")).due_on.isoformat() == "2022-11-16"


def test_hours_go_on_to_the_minute() -> None:
    rule = BOOK.rules.get("session.member-notice")
    forward = replace(rule, editions=tuple(replace(each, direction="forward") for each in rule.editions))
    found = stayed(forward, "2022-11-08T10:00", stay("2022-11-09T12:30..2022-11-09T20:00"))
    assert found.due_at.isoformat() == "2022-11-10T11:30:00+00:00"  # 10:00 + 48 h + 7.5 h, local 17:30


def test_what_was_due_immediately_is_due_on_the_day_of_the_resumption() -> None:
    voting = date(2022, 11, 20)
    found = stayed(
        "election-claim.court.review", "2022-11-18", stay("2022-11-18..2022-11-21"), election_day=voting
    )
    assert found.immediate
    assert found.due_on.isoformat() == "2022-11-21"


def test_resumed_near_voting_it_is_warned_as_immediate() -> None:
    voting = date(2022, 11, 20)
    found = stayed(
        "election-claim.court.review", "2022-11-10", stay("2022-11-12..2022-11-17"), election_day=voting
    )
    assert found.due_on.isoformat() == "2022-11-20"
    assert found.warn_on.isoformat() == "2022-11-17"
    assert "resumed-near-voting" in found.warnings


def test_an_open_stay_leaves_the_rest_of_the_time() -> None:
    found = stayed(REVIEW, "2022-11-08", stay("2022-11-10"))
    assert (found.stayed_on, found.remaining, found.is_running) == (date(2022, 11, 10), 2, False)
    sentences = explain(found, "en")
    assert sentences[-1].startswith("While the proceedings are stayed there is no last day")
    assert any("2 days left" in sentence for sentence in sentences)


@pytest.mark.parametrize("effect", ["terminate", "forward"])
def test_the_rule_says_what_a_stay_does(effect: str) -> None:
    found = stayed(with_effect(effect), "2022-11-08", stay("2022-11-09..2022-11-14"))
    assert (found.ended_on, found.ended_by) == (date(2022, 11, 9), effect)
    assert not found.is_running
    assert explain(found, "en")[-1].startswith("The time ended on Wednesday 9 November 2022")
    other_ground = stayed(with_effect(effect), "2022-11-08", stay("2022-11-10..2022-11-14", "defects"))
    assert other_ground.due_on.isoformat() == "2022-11-15"


def test_a_stay_after_the_last_day_ends_nothing() -> None:
    found = stayed(with_effect("terminate"), "2022-11-08", stay("2022-11-12"))
    assert (found.due_on, found.is_running) == (date(2022, 11, 11), True)


def test_from_the_day_of_receipt_the_whole_time_is_left() -> None:
    assert stayed(REVIEW, "2022-11-08", stay("2022-11-08")).remaining == 3


def test_a_stay_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ImpossibleFacts) as refused:
        stayed(REVIEW, "2022-11-08", stay("2022-11-10..2022-11-09"))
    assert refused.value.params["fact"] == "stay-until"


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({"stays": (stay("2022-11-10", "holiday"),)}, "ground"),
        ({"overrides": {REVIEW: Override(date(2022, 11, 10), "plan", "25:00")}}, "plan-hour"),
    ],
)
def test_what_is_not_known_is_named(facts: dict[str, Any], fact: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        compute(BOOK.rules.get(REVIEW), Facts(date(2022, 11, 8), ALMATY, **facts), BOOK.calendar)
    assert refused.value.params["fact"] == fact
    assert "24:00" in tell_error(refused.value, "en") or "parallel-court" in tell_error(refused.value, "en")


def test_a_stayed_clock_is_replayed_from_its_trace() -> None:
    found = stayed(REVIEW, "2022-11-08T15:00", stay("2022-11-09T10:00..2022-11-12"), stay("2022-11-13"))
    assert replay(found.trace_dicts(), BOOK.rules, BOOK.calendar) == found
