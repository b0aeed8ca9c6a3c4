"""The passage shown with a hit: short, escaped, with the words found marked."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from casetracker.search.analysis.analyser import stems, words_with_language
from casetracker.search.analysis.beginnings import pattern_of, words_with
from casetracker.search.query import parse
from casetracker.search.snippets import LENGTH, best_snippet, snippet
from casetracker.search.texts import Text
from config.settings import CONFIG_DIR

FILLER = "Осы мәселе бойынша түсінік берілді. " * 30


def test_inflected_words_are_marked() -> None:
    shown = snippet("Комиссияның хаттамасы жойылды.", "kk", parse("хаттамалар жойылған"))
    assert shown == Markup("Комиссияның <mark>хаттамасы</mark> <mark>жойылды</mark>.")


def test_words_of_another_language_are_marked_too() -> None:
    assert "<mark>жалобы</mark>" in snippet("Отклонить жалобы наблюдателей", "ru", parse("жалобами"))


def test_words_beginning_so_are_marked() -> None:
    assert snippet("Нұрлан", "kk", parse("нұрл*")) == Markup("<mark>Нұрлан</mark>")


def test_excluded_words_are_not_marked() -> None:
    assert snippet("сот шешімі", "kk", parse("сот -шешім")) == Markup("<mark>сот</mark> шешімі")


def test_markup_in_the_text_is_escaped() -> None:
    shown = snippet('<script>alert("сот")</script> & сот', "kk", parse("сот"))
    assert "<script>" not in shown
    assert shown.count("<mark>сот</mark>") == 2
    assert "&amp;" in shown


def test_passage_with_most_words_is_shown() -> None:
    text = f"{FILLER} хаттама {FILLER} хаттама мен бюллетень бірге {FILLER}"
    shown = snippet(text, "kk", parse("хаттама бюллетень"))
    assert "<mark>хаттама</mark> мен <mark>бюллетень</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown.striptags()) <= LENGTH + 2


def test_without_a_word_it_is_the_beginning() -> None:
    shown = snippet(FILLER, "kk", parse("слон"))
    assert "<mark>" not in shown
    assert shown.startswith("Осы мәселе")
    assert snippet("", "kk", parse("слон")) == ""


def test_best_text_and_its_language() -> None:
    texts = [Text("Сот қарады", "kk"), Text("Суд отклонил жалобу и оставил решение", "ru")]
    shown, language = best_snippet(texts, parse("жалоба решение"))
    assert language == "ru"
    assert shown.count("<mark>") == 2
    assert best_snippet([], parse("сот")) == ("", "")


@given(
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["сот", " ", "<b>", "шешімі", FILLER]))).map(
        "".join
    ),
    st.sampled_from(["сот", "шеш*", '"сот шешімі"', "", "b"]),
)
def test_only_our_marks_come_through_and_the_text_is_unchanged(text: str, typed: str) -> None:
    shown = snippet(text, "kk", parse(typed))
    bare = re.sub("</?mark>", "", str(shown))
    assert "<" not in bare
    assert html.unescape(bare).strip("…") in text


SPELLINGS = (
    "Бақылаушылар ОСК-ның № 12/3-Б шешіміне 2022-PRES/CEC/0142 шағымданды. Жалоба Ёлкина о нарушении.",
    "Ком\u00adиссия, коми\u0306ссия; КОМИССИЯҒА! 3А 3-A 007 dying dies observers' 11-і ПpoToкoл пpотокол.",
    "Й и\u0306одом, \u00adПротокол, ұл ұлдың ет етті еді көп көбі «хаттамасы»—хаттама, e-mail x² Ⅻ",
)


@pytest.mark.parametrize("text", SPELLINGS)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_word_of_a_stem_is_found_by_its_first_letters(text: str, language: str) -> None:
    analysed = [(word, stems(word.raw, spoken)) for word, spoken in words_with_language(text, language)]
    for stem in {stem for _word, own in analysed for stem in own}:
        wanted = [word for word, own in analysed if stem in own]
        found = [word for word, _asked in words_with(text, language, {stem})]
        assert found == wanted, stem


FORMS = (CONFIG_DIR / "search/kazakh-forms.yaml", *Path(__file__).parent.glob("data/*_forms.yaml"))
WORDS = re.findall(
    r"[^\W\d_]+",
    "\n".join(
        path.read_text(encoding="utf-8")
        for path in (
            CONFIG_DIR / "search/kazakh-forms.yaml",
            *Path(__file__).parent.glob("data/*_forms.yaml"),
        )
    ),
)


def test_every_known_form_is_found_by_the_first_letters_of_its_stem() -> None:
    """Among them forms that lose a vowel of the stem, soften its last sound or drop a sign of a loan."""
    for word in {*WORDS, "бюллетені", "съезге", "съезде", "чьё"}:
        for language in ("kk", "ru", "en"):
            for stem in stems(word, language):
                assert pattern_of(frozenset({stem})).match(word), (word, stem)


def test_of_one_word_the_first_text_and_passage_that_hold_it_are_shown() -> None:
    texts = [Text("Шешім қабылданды.", "kk"), Text(f"{FILLER} сот {FILLER} сот", "kk"), Text("сот сот", "kk")]
    shown, _language = best_snippet(texts, parse("сот"))
    assert shown.startswith("…")
    assert shown.count("<mark>сот</mark>") == 1


@given(st.text(st.sampled_from("абйеёіқңғүұөһ aBcеoРХ12-/.,'\u00ad\u0306\u0301 \n"), max_size=60))
def test_first_letters_lose_no_word_however_it_is_typed(text: str) -> None:
    analysed = [(word, stems(word.raw, spoken)) for word, spoken in words_with_language(text, "kk")]
    for stem in {stem for _word, own in analysed for stem in own}:
        wanted = [word for word, own in analysed if stem in own]
        found = [word for word, _asked in words_with(text, "kk", {stem})]
        assert found == wanted, stem
