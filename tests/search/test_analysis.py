"""Spelling, words and stems of mixed Kazakh, Russian and English text."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casetracker.search.analysis.analyser import analyse, query_variants, words_with_language
from casetracker.search.analysis.normalise import normalise, script_twin
from casetracker.search.analysis.snowball import english, russian
from casetracker.search.analysis.tokens import LONGEST_PART, parts, words

OTHER = yaml.safe_load((Path(__file__).parent / "data" / "other_forms.yaml").read_text(encoding="utf-8"))
STEMMERS = {"ru": russian, "en": english}


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("САЙЛАУ", "сайлау"),
        ("сай\u00adлау", "сайлау"),
        ("сай\u200bлау\ufeff", "сайлау"),
        ("Cайлay", "сайлау"),  # Latin C, a, y
        ("комиccия", "комиссия"),  # Latin cc
        ("КОМИССИЯCЫ", "комиссиясы"),  # Latin C
        ("шeшiм", "шешім"),  # Latin e, i
        ("мəжіліс", "мәжіліс"),  # U+0259
        ("МƏЖІЛІС", "мәжіліс"),  # U+018F
        ("учёт", "учет"),
        ("уче\u0308т", "учет"),
        ("и\u0306од", "йод"),
        ("жа\u0301лоба", "жалоба"),
        ("O’Brien", "o'brien"),
        ("е‑дауыс", "е-дауыс"),
        ("commission", "commission"),
    ],
)
def test_one_spelling(typed: str, spelt: str) -> None:
    assert normalise(typed) == spelt


def test_latin_words_beside_cyrillic_ones_stay_latin() -> None:
    assert normalise("PRES-тің CEC сот") == "pres-тің cec сот"


@pytest.mark.parametrize(("word", "twin"), [("cec", "сес"), ("сот", "cot"), ("pres", None), ("сайлау", None)])
def test_script_twin(word: str, twin: str | None) -> None:
    assert script_twin(word) == twin


@pytest.mark.parametrize(
    ("raw", "indexed"),
    [
        ("2022-PRES/CEC/0142", ("2022", "pres", "cec", "142")),
        ("2022-pres/cec-0142", ("2022", "pres", "cec", "142")),
        ("12/3-Б", ("12", "3", "б")),
        ("12/3-A", ("12", "3", "а")),  # the letter typed in Latin
        ("ОСК-ның", ("оск",)),
        ("ОСК-НЫҢ", ("оск",)),
        ("АӨСК-сына", ("аөск",)),
        ("11-і", ("11",)),
        ("2022-ші", ("2022",)),
        ("5-й", ("5",)),
        ("138-бап", ("138", "бап")),
        ("1st", ("1",)),
        ("20.11.2022", ("20", "11", "2022")),
        ("000", ("0",)),
        ("Нұр-Сұлтан", ("нұр", "сұлтан")),
        ("сайлау²", ("сайлау",)),
        ("O’Brien's", ("obrien",)),
        ("я" * 500, ("я" * LONGEST_PART,)),
    ],
)
def test_parts_of_a_word(raw: str, indexed: tuple[str, ...]) -> None:
    assert [part for word in words(raw) for part in parts(word.raw)] == list(indexed)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_forms_meet_their_lemma(language: str) -> None:
    stem = STEMMERS[language]
    apart = []
    for lemma, forms in OTHER[language].items():
        for form in forms:
            (part,) = parts(form)
            if stem(part) != stem(normalise(lemma)):
                apart.append((lemma, form))
    assert apart == []


@pytest.mark.parametrize(
    ("language", "pair"), [(lang, p) for lang, ps in OTHER["must_differ"].items() for p in ps], ids=str
)
def test_different_words_stay_apart(language: str, pair: list[str]) -> None:
    assert STEMMERS[language](pair[0]) != STEMMERS[language](pair[1])


def test_word_of_another_language_is_read_in_its_own() -> None:
    assert analyse("Комиссияның decisions шешімдері", "ru") == ["комиссия", "decis", "шешім"]


def test_russian_sentence_in_kazakh_text_is_read_as_russian() -> None:
    text = "Сот шағымды қарады. Решением суда отказано в удовлетворении жалобы."
    assert analyse(text, "kk")[-2:] == [russian("удовлетворении"), russian("жалобы")]


def test_kazakh_sentence_in_russian_text_is_read_as_kazakh() -> None:
    text = "Суд вынес решение по жалобе наблюдателя. Сот комиссиясынан түскен хаттамаларда дауысты қарады."
    spoken = {word.raw: language for word, language in words_with_language(text, "ru")}
    assert (spoken["наблюдателя"], spoken["дауысты"]) == ("ru", "kk")


def test_stop_words_go_by_language() -> None:
    assert analyse("сот және комиссия", "kk") == ["сот", "комиссия"]
    assert analyse("в суд и комиссию", "ru") == [russian("суд"), russian("комиссию")]


@pytest.mark.parametrize(
    ("language", "text", "searched"),
    [
        ("kk", "Бақылаушы учаскеде болды", "бақылаушылардың"),
        ("kk", "Шағым қабылданбады", "шағымдарын"),
        ("kk", "Хаттамалар жойылды", "хаттамасындағы"),
        ("ru", "Жалобы наблюдателей отклонены", "наблюдателем"),
        ("ru", "Решение комиссии отменено", "комиссиями"),
        ("ru", "Протоколы об итогах", "протоколом"),
        ("en", "The decision was annulled", "decisions"),
    ],
)
def test_inflected_word_finds_text_without_that_form(language: str, text: str, searched: str) -> None:
    assert searched not in text.lower()
    assert set(query_variants(searched)) & set(analyse(text, language))


@given(st.text(max_size=200), st.sampled_from(["kk", "ru", "en"]))
def test_any_text_gives_stems_of_letters_and_digits_only(text: str, language: str) -> None:
    assert all(stem.isalnum() for stem in analyse(text, language))


@given(st.text(max_size=200))
def test_words_tell_where_they_stand(text: str) -> None:
    assert all(text[word.start : word.end] == word.raw for word, _ in words_with_language(text, "kk"))
