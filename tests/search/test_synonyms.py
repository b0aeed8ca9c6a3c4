"""Words that lead to the word of the law: which do, when they do not, and what no table may say."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from casetracker.cli.search import synonyms as check
from casetracker.search.leading import as_typed, in_other_languages
from casetracker.search.query import parse, to_fts5, to_tsquery
from casetracker.search.synonyms import SynonymsError, read_synonyms, synonyms


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("бақылаушы", ["байқаушы"]),
        ("Бақылаушылардың құқығы", ["байқаушы"]),
        ("байқаушы", []),  # the word of the law is exact already
        ('"бақылаушы"', []),
        ('"бақылаушы" бақылаушыға', ["байқаушы"]),
        ("бақылаушы*", []),
        ("сот -бақылаушы", []),
        ("-бақылаушы", []),  # nothing is searched for
        ("бақылау", []),  # to supervise is another word
        ("үміткерге шағым", ["кандидат"]),
        ("ОСК", ["Орталық сайлау комиссиясы"]),
        ("ЦИК, СМИ", ["Центральная избирательная комиссия", "средства массовой информации"]),
        ("election deadlines", ["time limit"]),
        ("арыз", []),  # no complaint
        ("12/3-Б", []),
        ("", []),
    ],
)
def test_word_when_another_is_the_law_s_then_both_are_searched_for(typed: str, also: list[str]) -> None:
    assert [name for word in parse(typed).expanded for name in word.also] == also


def test_expansion_is_one_more_alternative_and_quotes_switch_it_off() -> None:
    led, quoted = parse("бақылаушы сот"), parse(as_typed("бақылаушы сот"))
    assert to_fts5(led) == '("бақылаушы" OR "байқаушы") AND ("сот" OR "cot")'
    assert to_tsquery(led) == "(('бақылаушы') | ('байқаушы')) & (('сот') | ('cot'))"
    assert to_fts5(quoted) == '("бақылаушы") AND ("сот" OR "cot")'
    assert not quoted.expanded


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("бақылаушы сот", '"бақылаушы" сот'),
        ("  цик, сми! -сот", '  "цик" "сми" -сот'),
        ('"цик" сот*', '"цик" сот*'),
        ("", ""),
    ],
)
def test_search_when_only_what_was_typed_is_wanted_then_that_stands_in_quotes(text: str, typed: str) -> None:
    assert as_typed(text) == typed
    assert not parse(as_typed(text)).expanded


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("бақылаушы", {"ru": "наблюдатель", "en": "observer"}),
        ("жалобы наблюдателей", {"kk": "шағым байқаушы", "en": "complaint observer"}),
        ("observers and complaints", {"kk": "байқаушы шағым", "ru": "наблюдатель жалоба"}),
        ("кандидат", {"en": "candidate"}),  # the same word in Kazakh and Russian
        ("үміткер", {"en": "candidate"}),
        ("кандидат жалоба", {"kk": "кандидат шағым", "en": "candidate complaint"}),
        (
            "протокол шағым",
            {"kk": "хаттама шағым", "ru": "протокол жалоба", "en": "protocol complaint"},
        ),
        ("ЦИК", {"kk": '"Орталық сайлау комиссиясы"', "en": '"Central Election Commission"'}),
        ("жалоба Астана", {}),  # half a translation finds nothing
        ('"жалоба"', {}),
        ("жалоба -суд", {}),
        ("және", {}),
        ("", {}),
    ],
)
def test_search_when_every_word_is_known_then_it_is_said_in_the_other_languages(
    text: str, said: dict[str, str]
) -> None:
    assert in_other_languages(text) == said


BAD = [
    ("", "a table of concepts is expected"),
    ("- observer", "a table of concepts is expected"),
    ("a: [b", "cannot be read"),
    ("a: byte", "names, typed and note are expected"),
    ("a: {names: {kk: сот}}", "a note must say why"),
    ("a: {names: [сот], note: x}", "names must give a word by language"),
    ("a: {names: {kk: 7}, note: x}", "names must give a word by language"),
    ("a: {names: {kk: сот}, typed: {kk: төрелік}, note: x}", "typed must give a list of words"),
    ("a: {names: {kk: сот}, typed: {kk: []}, note: x}", "typed must give a list of words"),
    ("a: {names: {kk: сот}, words: {}, note: x}", "only names, typed and note are known, not words"),
    ("a: {names: {de: Gericht}, note: x}", "the language de is not kk, ru or en"),
    ("a: {names: {kk: сот}, typed: {ru: [суд]}, note: x}", "what is typed in ru leads to no name in ru"),
    ("a: {names: {kk: court}, note: x}", "the name “court” must be one to four words of kk"),
    ("a: {names: {en: one two three four five}, note: x}", "must be one to four words of en"),
    ("a: {names: {ru: суд}, typed: {ru: [и]}, note: x}", "“и” must be one word of ru, and no common one"),
    ("a: {names: {ru: суд}, typed: {ru: [тройка судей]}, note: x}", "“тройка судей” must be one word of ru"),
    ("a: {names: {ru: суд}, typed: {ru: [суды]}, note: x}", "“суды” leads to two things, or to itself"),
    (
        "a: {names: {ru: суд}, note: x}\nb: {names: {ru: иск}, typed: {ru: [суда]}, note: x}",
        "b: “суда” leads to two things, or to itself",
    ),
    (
        "a: {names: {ru: суд}, note: x}\nb: {names: {ru: суды}, note: x}",
        "b: “суды” is the name of another concept too",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), BAD, ids=[sentence for _text, sentence in BAD])
def test_table_when_it_cannot_be_used_then_said_why(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SynonymsError, match=sentence):
        read_synonyms(path)
    told = CliRunner().invoke(check, ["--file", str(path)])
    assert told.exit_code == 1
    assert sentence in told.output


def test_table_that_ships_is_in_order_and_no_word_leads_from_the_law_away() -> None:
    told = CliRunner().invoke(check)
    assert told.exit_code == 0, told.output
    for concept in synonyms().concepts:
        for name in concept.names.values():
            assert not parse(name).expanded, name
