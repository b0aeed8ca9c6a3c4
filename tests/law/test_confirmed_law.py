"""The law after the last verified edition: refused, unless an administrator confirmed that it still holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casetracker.law import Confirmation, Facts, UnverifiedLaw, compute, explain, replay
from casetracker.lawbook import LawBook

APPEAL = "commission-decision.appeal.filing"
CONFIRMED = Confirmation(date(2026, 8, 3), "Law of 11.06.2026 No 305-VIII, official text")
# Verified to Tuesday 30 June 2026.
CASES = [
    pytest.param(Facts(date(2026, 7, 20), "Asia/Almaty"), id="the act is later"),
    pytest.param(
        Facts(date(2026, 6, 20), "Asia/Almaty", called_on=date(2026, 7, 1), election_day=date(2026, 8, 30)),
        id="the election was called later",
    ),
]


@pytest.mark.parametrize("facts", CASES)
def test_it_is_refused_until_it_is_confirmed(book: LawBook, facts: Facts) -> None:
    rule = book.rules.get(APPEAL)
    with pytest.raises(UnverifiedLaw):
        compute(rule, facts, book.calendar)
    found = compute(rule, replace(facts, confirmed=CONFIRMED), book.calendar)
    assert (found.due_on - facts.event).days == 10
    assert "law-confirmed-not-verified" in found.warnings
    told = " ".join(explain(found, "en"))
    assert "Monday 3 August 2026" in told
    assert CONFIRMED.source in told
    assert replay(found.trace_dicts(), book.rules, book.calendar) == found


def test_a_confirmation_changes_nothing_where_the_law_was_verified(book: LawBook) -> None:
    rule, facts = book.rules.get(APPEAL), Facts(date(2022, 11, 20), "Asia/Almaty")
    confirmed = compute(rule, replace(facts, confirmed=CONFIRMED), book.calendar)
    assert confirmed.warnings == ()
    assert "confirmed" not in [step.code for step in confirmed.trace]
