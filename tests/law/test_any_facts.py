"""Whatever somebody types: an answer that can be told in every language, or a refusal that can."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from casetracker.law import (
    Calendar,
    Confirmation,
    Facts,
    LawError,
    Override,
    Rule,
    Stay,
    compute,
    explain,
    tell_error,
)
from casetracker.law.rules import GROUNDS
from casetracker.law.telling import told_deadline
from tests.law.generated import BOOK, ZONES, calendars, sensible_facts, whole_rules

LANGUAGES = ("kk", "ru", "en")
any_zone = st.timezones() | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# Mostly of our time, and some at the ends of time.
any_day = (
    st.dates(date(2016, 1, 1), date(2026, 12, 31))
    | st.dates(date(1899, 1, 1), date(2200, 12, 31))
    | st.dates()
)
any_instant = st.datetimes(datetime.fromisoformat("2016-01-01"), datetime.fromisoformat("2026-12-31"))
any_moment = any_day | any_instant | st.datetimes() | st.datetimes(timezones=any_zone)
plan_days = st.dates()
plan_hours = st.sampled_from((None, "00:00", "18:00", "24:00", "24:01", "7", ""))
grounds = st.sampled_from((*GROUNDS, "holiday"))
any_facts = st.builds(
    Facts,
    event=any_moment,
    zone=st.sampled_from((*ZONES, "Pacific/Kiritimati", "Pacific/Pago_Pago", "Mars/Olympus", "", "../x")),
    election_day=st.none() | any_day,
    results_on=st.none() | any_moment,
    called_on=st.none() | any_day,
    overrides=st.dictionaries(
        st.sampled_from([rule.id for rule in BOOK.rules]),
        st.builds(Override, plan_days, st.text(max_size=20), plan_hours),
        max_size=2,
    ),
    stays=st.lists(
        st.builds(Stay, any_moment, grounds, st.text(max_size=20), st.none() | any_moment),
        max_size=3,
    ).map(tuple),
    confirmed=st.none() | st.builds(Confirmation, any_day, st.text(max_size=20)),
)


def check_sentences(sentences: list[str]) -> None:
    assert sentences
    for sentence in sentences:
        assert sentence.strip() == sentence
        assert sentence
        assert "None" not in sentence


def check_answer(rule: Rule, facts: Facts, calendar: Calendar) -> None:
    """Compute; what comes of it can be told and stored, whether it is an answer or a refusal."""
    try:
        deadline = compute(rule, facts, calendar)
    except LawError as refusal:
        for language in LANGUAGES:
            check_sentences([tell_error(refusal, language)])
        return
    for language in LANGUAGES:
        check_sentences(explain(deadline, language))
    json.dumps(told_deadline(deadline, "en"))


@given(st.sampled_from(list(BOOK.rules)), any_facts)
def test_nothing_but_a_refusal_comes_of_impossible_facts(rule: Rule, facts: Facts) -> None:
    check_answer(rule, facts, BOOK.calendar)


@given(st.data(), st.sampled_from(list(BOOK.rules)))
def test_any_sensible_facts_are_told_in_every_language(data: st.DataObject, rule: Rule) -> None:
    check_answer(rule, data.draw(sensible_facts(rule.id)), BOOK.calendar)


@given(whole_rules(), sensible_facts(), calendars())
def test_any_rule_is_told_in_every_language(rule: Rule, facts: Facts, calendar: Calendar) -> None:
    check_answer(rule, facts, calendar)
