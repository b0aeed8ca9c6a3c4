"""The forum guide: which body, who has standing, by when, what follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetracker import labels
from casetracker.law import LawError, tell_error
from casetracker.law.facts import Confirmation
from casetracker.law.forum import (
    Advice,
    Guide,
    Question,
    RoutePlan,
    advise,
    against_of,
    lines_of,
    told_advice,
)
from casetracker.lawbook import LawBook, load_lawbook
from casetracker.registry.models import BODY_KINDS, COMMISSION_LEVELS, ELECTION_KINDS
from config.settings import CONFIG_DIR
from tests.law.forum_scenarios import Scenario, answered, comparable, scenarios

SCENARIOS = list(scenarios())
BOOK = load_lawbook(CONFIG_DIR)
GUIDE = BOOK.forum
VOTING = date(2022, 11, 20)


def ask(question: Question) -> Advice:
    return advise(question, GUIDE, BOOK.rules, BOOK.calendar)


@pytest.mark.parametrize("scenario", [pytest.param(each, id=each.name) for each in SCENARIOS])
def test_a_scenario_is_answered_as_told(scenario: Scenario) -> None:
    advice = ask(scenario.question)
    assert answered(advice, scenario.expected) == comparable(scenario.expected)
    if "routes" in scenario.expected:
        assert [route.id for route in advice.routes] == list(scenario.expected["routes"])


def test_every_kind_of_dispute_has_a_scenario() -> None:
    assert {scenario.question.contested for scenario in SCENARIOS} == set(GUIDE.contested)
    assert {scenario.question.election for scenario in SCENARIOS} == set(GUIDE.elections)


def questions_for(plan: RoutePlan) -> Iterator[Question]:
    """Yield a question for each thing that the route says may be contested."""
    on = max(date(2022, 11, 1), plan.when.first)
    on = min(on, plan.when.last)
    for contested in sorted(plan.when.contested):
        choice = GUIDE.contested[contested]
        against = next(slug for slug in choice.against if not plan.when.against or slug in plan.when.against)
        allowed = choice.elections or tuple(GUIDE.elections)
        election = next(slug for slug in allowed if not plan.when.elections or slug in plan.when.elections)
        by = min(plan.standing.has | plan.standing.unclear)
        yield Question(contested, against, by, election, on, "Asia/Almaty", election_day=on)


def found_by(question: Question) -> dict[str, set[str]]:
    """Return the rules that the answer names, by route."""
    advice = ask(question)
    return {
        route.id: {limit.rule.id for limit in (route.filing, *route.reviews) if limit}
        | {step.rule for step in route.after if step.rule}
        for route in (*advice.routes, *advice.closed, *advice.remains)
    }


def test_every_route_and_every_limit_to_contest_something_is_reached() -> None:
    reached: set[str] = set()
    for plan in GUIDE.routes:
        if plan.instead:
            continue
        for question in questions_for(plan):
            found = found_by(question)
            assert plan.id in found, question
            reached |= found[plan.id]
    limits = {rule.id for rule in BOOK.rules if rule.id.endswith(".filing")}
    assert limits - reached == set()
    # What a body owes to somebody who complained.
    owed = {rule.id for rule in BOOK.rules if rule.id.endswith((".review", ".decision", ".decision.urgent"))}
    assert owed - reached == set()


def test_every_procedure_is_the_procedure_of_a_route() -> None:
    assert {plan.procedure for plan in GUIDE.routes} - {None} == set(BOOK.procedures)


def test_every_dead_end_and_every_note_is_told_to_somebody() -> None:
    ends: set[str] = set()
    notes: set[str] = set()
    for choice in GUIDE.contested.values():
        for election in choice.elections or GUIDE.elections:
            for by in GUIDE.complainants:
                for against in (choice.against[0], *choice.against[-4:]):
                    asked = Question(
                        choice.slug, against, by, election, date(2023, 3, 20), "Asia/Almaty",
                        election_day=date(2023, 3, 19), called_on=date(2023, 1, 19),
                    )  # fmt: skip
                    advice = ask(asked)
                    assert advice.found == (advice.dead_end is None)
                    assert not (advice.found and advice.remains)
                    ends |= {advice.dead_end.slug} if advice.dead_end else set()
                    notes |= {note.slug for note in advice.notes}
    old = {"judgment-before-2021", "results-of-referendum-before-2023"}
    assert {end.slug for end in GUIDE.dead_ends} - ends == old
    assert {note.slug for note in GUIDE.notes} - notes == {"unverified-law"}


def test_words_of_the_guide_are_those_of_the_labels() -> None:
    assert {slug: str(names["en"]) for slug, names in GUIDE.complainants.items()} == english("party-kind")
    assert {slug: str(names["en"]) for slug, names in GUIDE.elections.items()} == english("election-kind")
    levels = {slug: names["en"] for slug, names in GUIDE.against.items() if slug in COMMISSION_LEVELS[1:]}
    assert levels == {slug: word for slug, word in english("body-level").items() if slug in levels}


def english(kind: str) -> dict[str, str]:
    """Return the English words of a kind of label, which are their message ids."""
    return {slug: str(words._args[0]) for slug, words in labels.KINDS[kind].items()}


def test_every_body_of_the_register_can_be_the_one_whose_act_is_contested() -> None:
    assert set(GUIDE.elections) == set(ELECTION_KINDS)
    for kind in BODY_KINDS:
        for level in COMMISSION_LEVELS if kind == "commission" else (None,):
            assert against_of(kind, level) in GUIDE.against


def test_an_answer_says_what_it_assumed() -> None:
    asked = Question("commission-act", "precinct", "observer", "presidential", VOTING, "Asia/Almaty")
    (estimate, *_), (known, *_) = (
        ask(question).routes for question in (asked, Question(**{**vars(asked), "filed_on": VOTING}))
    )
    assert estimate.filing is not None
    assert estimate.filing.assumed == ()
    assert [limit.assumed for limit in estimate.reviews] == [("filed-on-act-day",)]
    assert [limit.assumed for limit in known.reviews] == [()]
    assert (estimate.timing, known.timing) == (None, "in-time")
    at_court = Question("results", "central", "official", "presidential", date(2024, 1, 9), "Asia/Almaty")
    reviews = ask(at_court).routes[0].reviews
    assert reviews[0].assumed == ("filed-on-act-day", "accepted-when-filed")


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        (
            {"contested": "weather"},
            "unknown-choice",
            "what is contested. Give one of: commission-act, counting",
        ),
        ({"against": "neighbour"}, "unknown-choice", "whose act is contested. Give one of: central"),
        ({"by": "{0}{by}"}, "unknown-choice", "“{0}{by}” is not known as the complainant"),
        ({"election": "mayor"}, "unknown-choice", "the kind of election. Give one of: presidential"),
        ({"zone": "Asia/Atlantis"}, "unknown-zone", "Asia/Atlantis"),
        ({"on": date(20, 1, 1)}, "date-out-of-range", "between"),
        ({"filed_on": date(9999, 12, 31)}, "date-out-of-range", "between"),
        (
            {"filed_on": date(2022, 11, 19)},
            "impossible-facts",
            "the day of filing (Saturday 19 November 2022)",
        ),
        ({"results_on": date(2022, 11, 1)}, "impossible-facts", "the day the results were announced"),
        ({"called_on": date(2022, 12, 1)}, "impossible-facts", "the day the election was called"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(changes: dict[str, object], code: str, told: str) -> None:
    asked = {
        **{"contested": "commission-act", "against": "precinct", "by": "observer"},
        **{"election": "presidential", "on": VOTING, "zone": "Asia/Almaty", "election_day": VOTING},
    }
    with pytest.raises(LawError) as refusal:
        ask(Question(**{**asked, **changes}))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert told in tell_error(refusal.value, "en")
    assert all(tell_error(refusal.value, language) for language in ("kk", "ru"))


def test_without_a_guide_nothing_is_known(book: LawBook) -> None:
    with pytest.raises(LawError) as refusal:
        advise(Question("x", "y", "z", "e", VOTING, "Asia/Almaty"), Guide(), book.rules, book.calendar)
    assert refusal.value.code == "unknown-choice"


def test_the_advice_is_told_in_three_languages_and_refused_in_others() -> None:
    for scenario in SCENARIOS:
        told = {language: told_advice(ask(scenario.question), language) for language in ("kk", "ru", "en")}
        assert told["kk"]["answer"]
        assert len({told[language]["answer"] for language in told}) == 3
        shapes = {language: shape(json.loads(json.dumps(told[language]))) for language in told}
        assert shapes["kk"] == shapes["ru"] == shapes["en"]
    with pytest.raises(ValueError, match="'de' is not a language"):
        told_advice(ask(SCENARIOS[0].question), "de")


def shape(value: object) -> object:
    """Return what is left of an answer without its words: keys, and whether there is something."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else value not in (None, "")


DATES = st.dates(date(1890, 1, 1), date(2210, 1, 1)) | st.dates(date(2015, 1, 1), date(2027, 12, 31))
MOMENTS = DATES | st.datetimes(datetime(2015, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001


def slugs(known: object) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(known)) | st.just("no-such-thing")  # type: ignore[call-overload]


@settings(max_examples=400, deadline=timedelta(seconds=2))
@given(
    question=st.builds(
        Question,
        contested=slugs(GUIDE.contested),
        against=slugs(GUIDE.against),
        by=slugs(GUIDE.complainants),
        election=slugs(GUIDE.elections),
        on=MOMENTS,
        zone=st.sampled_from(["Asia/Almaty", "Asia/Aqtobe", "nowhere"]),
        filed_on=st.none() | MOMENTS,
        election_day=st.none() | DATES,
        results_on=st.none() | MOMENTS,
        called_on=st.none() | DATES,
        overrides=st.just({}),
        confirmed=st.none() | st.builds(Confirmation, DATES, st.just("a letter")),
    ),
    language=st.sampled_from(["kk", "ru", "en"]),
)
def test_any_question_is_answered_or_refused_in_words(question: Question, language: str) -> None:
    try:
        advice = ask(question)
    except LawError as refusal:
        sentence = tell_error(refusal, language)
    else:
        sentence = whole_answer(advice, language)
    assert sentence


def whole_answer(advice: Advice, language: str) -> str:
    """Return everything that is told, and see that nothing in it is missing."""
    told = told_advice(advice, language)
    assert json.dumps(told)
    assert all(line == line.rstrip() and "None" not in line for line in lines_of(told, language))
    assert advice.found or told["dead_end"]["text"]
    return str(told["answer"])
