"""Deadlines and refusals told in three languages."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from casetracker.law import (
    Facts,
    LawError,
    Override,
    Rule,
    compute,
    errors,
    explain,
    phrases,
    refusals,
    tell_error,
)
from casetracker.law.wording import amount_in_words, article_in_words, date_in_words
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR

LANGUAGES = ("kk", "ru", "en")
BOOK = load_lawbook(CONFIG_DIR)


def told(rule_id: str, facts: Facts, language: str) -> str:
    return "\n".join(explain(compute(BOOK.rules.get(rule_id), facts, BOOK.calendar), language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "2022 жылғы 20 қараша (жексенбі)"),
        ("ru", "20 ноября 2022 года (воскресенье)"),
        ("en", "Sunday 20 November 2022"),
    ],
)
def test_a_date_in_words(language: str, words: str) -> None:
    assert date_in_words(date(2022, 11, 20), language) == words


@pytest.mark.parametrize(
    ("amount", "unit", "kk", "ru", "en"),
    [
        (1, "day", "1 күн", "1 день", "1 day"),
        (3, "day", "3 күн", "3 дня", "3 days"),
        (5, "day", "5 күн", "5 дней", "5 days"),
        (11, "day", "11 күн", "11 дней", "11 days"),
        (21, "day", "21 күн", "21 день", "21 days"),
        (22, "working-day", "22 жұмыс күні", "22 рабочих дня", "22 working days"),
        (1, "month", "1 ай", "1 месяц", "1 month"),
        (48, "hour", "48 сағат", "48 часов", "48 hours"),
    ],
)
def test_an_amount_in_words(amount: int, unit: str, kk: str, ru: str, en: str) -> None:
    assert [amount_in_words(amount, unit, language) for language in LANGUAGES] == [kk, ru, en]


@pytest.mark.parametrize(
    ("article", "division", "kk", "ru", "en"),
    [
        ("49", "paragraph", "49-бап", "статья 49", "Article 49"),
        ("20(9)", "paragraph", "20-баптың 9-тармағы", "пункт 9 статьи 20", "Article 20(9)"),
        ("163(1)", "part", "163-баптың 1-бөлігі", "часть 1 статьи 163", "Article 163(1)"),
        ("113-5(13)", "paragraph", "113-5-баптың 13-тармағы", "пункт 13 статьи 113-5", "Article 113-5(13)"),
        (
            "89(6)5)",
            "paragraph",
            "89-баптың 6-тармағының 5) тармақшасы",
            "подпункт 5) пункта 6 статьи 89",
            "Article 89(6), item 5",
        ),
    ],
)
def test_an_article_in_words(article: str, division: str, kk: str, ru: str, en: str) -> None:
    assert [article_in_words(article, division, language) for language in LANGUAGES] == [kk, ru, en]


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "kk",
            ["20-баптың 9-тармағы", "10 күн", "13 қараша (жексенбі)", "12 қараша (сенбі)", "Даулы мәселе"],
        ),
        ("ru", ["пункт 9 статьи 20", "10 дней", "13 ноября 2022", "12 ноября 2022", "Спорный вопрос"]),
        ("en", ["Article 20(9)", "10 days", "Sunday 13 November", "Saturday 12 November", "Disputed"]),
    ],
)
def test_the_ten_days_are_told_with_article_steps_both_readings_and_dispute(
    language: str, wanted: list[str]
) -> None:
    text = told("commission-decision.appeal.filing", Facts(date(2022, 11, 3), "Asia/Almaty"), language)
    for words in wanted:
        assert words in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_rule_can_be_told_at_every_distance_from_voting(rule: Rule, language: str) -> None:
    for edition in rule.editions:
        for until_voting in (20, 5, 4, 0, -1, -2, -3):
            event = datetime.combine(edition.valid_from, datetime.min.time()) + timedelta(days=30, hours=10)
            voting = event.date() + timedelta(days=until_voting)
            facts = Facts(event, "Asia/Almaty", voting, results_on=voting + timedelta(days=2))
            deadline = compute(rule, facts, BOOK.calendar)
            sentences = explain(deadline, language)
            assert rule.names[language] in sentences[0]
            assert date_in_words(deadline.due_on, language) in sentences[-1]
            assert all(sentence.strip() and "{" not in sentence for sentence in sentences)
            assert sentences == explain(json.loads(json.dumps(deadline.trace_dicts())), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_of_the_calendar_plan_is_told_with_its_source(language: str) -> None:
    plan = Override(date(2023, 1, 20), "calendar plan No 7", "18:00")
    facts = Facts(date(2023, 1, 14), "Asia/Almaty", overrides={"results.established.senate": plan})
    text = told("results.established.senate", facts, language)
    assert "calendar plan No 7" in text
    assert date_in_words(plan.on, language) in text


def test_the_three_languages_have_the_same_sentences_with_the_same_places() -> None:
    for tables in (phrases.SENTENCES, refusals.SENTENCES, phrases.EVENT_NAMES, refusals.FACT_NAMES):
        assert set(tables["kk"]) == set(tables["ru"]) == set(tables["en"])
    for code, english in phrases.SENTENCES["en"].items():
        for language in ("kk", "ru"):
            ours = set(_places(phrases.SENTENCES[language][code]))
            assert ours == set(_places(english)), (code, language)


def _places(sentence: str) -> list[str]:
    return [part.split("}")[0] for part in sentence.split("{")[1:]]


def _is_refusal(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, LawError)


def test_every_refusal_has_a_sentence() -> None:
    codes = {error.code for error in vars(errors).values() if _is_refusal(error)} - {"law-error"}
    assert codes | {"unknown-rule-close"} == set(refusals.EN)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "2026 жылғы 30 маусым (сейсенбі)"),
        ("ru", "30 июня 2026 года (вторник)"),
        ("en", "Tuesday 30 June 2026"),
    ],
)
def test_a_refusal_says_until_when_the_law_was_verified(book: LawBook, language: str, words: str) -> None:
    facts = Facts(date(2026, 8, 1), "Asia/Almaty")
    with pytest.raises(LawError) as refusal:
        compute(book.rules.get("commission-decision.appeal.filing"), facts, book.calendar)
    assert words in tell_error(refusal.value, language)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed: kk, ru, en"):
        explain([], "de")
