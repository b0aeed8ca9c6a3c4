"""The Kazakh stemmer against tables of forms, and a measure of its quality that may not fall unnoticed."""

from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casetracker.search.analysis.kazakh import stem
from casetracker.search.analysis.kazakh_lexicon import lexicon, parse
from casetracker.search.analysis.kazakh_sounds import harden, harmonise

DATA = Path(__file__).parent / "data"
FORMS = yaml.safe_load((DATA / "kazakh_forms.yaml").read_text(encoding="utf-8"))
NEAR = yaml.safe_load((DATA / "kazakh_near_nouns.yaml").read_text(encoding="utf-8"))
STILL_FALSE = NEAR.pop("still_false")
PAIRS = [
    (lemma, form) for kind in ("nouns", "verbs") for lemma, forms in FORMS[kind].items() for form in forms
]


@pytest.mark.parametrize(("lemma", "form"), PAIRS)
def test_form_meets_its_lemma(lemma: str, form: str) -> None:
    assert stem(form) == stem(lemma)


@pytest.mark.parametrize("pair", FORMS["must_differ"], ids="/".join)
def test_different_words_stay_apart(pair: list[str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


@pytest.mark.parametrize("kind", NEAR)
@pytest.mark.parametrize("told", ["same", "different"])
def test_near_nouns_are_told_apart_but_for_those_known(kind: str, told: str) -> None:
    false = [pair for pair in NEAR[kind][told] if (stem(pair[0]) == stem(pair[1])) is (told == "different")]
    assert false == [pair for pair in NEAR[kind][told] if pair in STILL_FALSE[told]]


def test_near_nouns_are_enough_and_stand_once() -> None:
    pairs = [tuple(sorted(pair)) for kind in NEAR.values() for told in kind.values() for pair in told]
    assert len(set(pairs)) == len(pairs) >= 300


def test_lemmas_of_the_table_stay_apart() -> None:
    lemmas = [*FORMS["nouns"], *FORMS["verbs"]]
    met = [(a, b) for a, b in combinations(lemmas, 2) if stem(a) == stem(b)]
    assert met == []


@pytest.mark.parametrize(
    ("stem_", "suffix", "agrees"),
    [
        ("шешім", "дер", True),
        ("шешім", "дар", False),
        ("дауыс", "тар", True),
        ("дауыс", "тер", False),
        ("комиссия", "ға", True),
        ("бр", "ға", False),
        ("сот", "н", True),
    ],
)
def test_vowel_harmony(stem_: str, suffix: str, agrees: bool) -> None:
    assert harmonise(stem_, suffix) is agrees


@pytest.mark.parametrize(
    ("soft", "hard"), [("кітаб", "кітап"), ("құқығ", "құқық"), ("мүлг", "мүлк"), ("сот", "сот")]
)
def test_final_sounds_harden(soft: str, hard: str) -> None:
    assert harden(soft) == hard


def test_lexicon_reads_nouns_verbs_aliases_and_comments() -> None:
    read = parse(["дауыс орн=орын  # a comment тас", "", "# бос", "тірке- оқ-=оқы-"])
    assert read.nouns == {"дауыс": "дауыс", "орн": "орын"}
    assert read.verbs == {"тірке": "тірке", "оқ": "оқы"}


def test_lexicon_is_written_in_cyrillic_only() -> None:
    entries = {*lexicon().nouns, *lexicon().verbs, *lexicon().nouns.values(), *lexicon().verbs.values()}
    assert [e for e in entries if not all("\u0400" <= c <= "\u04ff" for c in e)] == []


def test_known_words_are_their_own_stem() -> None:
    nouns = lexicon().nouns
    assert [n for n, s in nouns.items() if stem(n) != s] == []


@given(st.text(alphabet="аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", min_size=1, max_size=60))
def test_any_word_keeps_a_stem_that_is_its_own_stem(word: str) -> None:
    found = stem(word)
    assert len(found) <= len(word) + 1
    assert stem(found) == found
