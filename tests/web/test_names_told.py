"""How names and numbers are told on public pages: in order, with one sign, in the language of the reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from casetracker.labels.body_sources import BODY_SOURCES
from casetracker.registry.reading import read_bodies
from casetracker.web.alphabets import place_in_list
from casetracker.web.public.presenters.decisions import bare_number
from casetracker.web.public.presenters.places import SOURCE, source_row
from casetracker.web.spoken import spoken_in

BODIES = Path(__file__).parents[2] / "config" / "bodies"
LAW = "Constitutional Law on Elections, Art. 11 and 12"


def test_names_in_a_list_follow_the_kazakh_alphabet() -> None:
    names = ["Абай", "Ақмола", "Алматы", "Әулие", "Қарағанды", "Маңғыстау", "Түркістан", "Ұлытау", "Шымкент"]
    assert sorted(reversed(names), key=place_in_list) == names
    assert sorted(["Ёлка", "Жетісу", "Елена", "Abai"], key=place_in_list) == [
        "Abai",
        "Елена",
        "Ёлка",
        "Жетісу",
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("12/3-Б", "12/3-Б"),
        ("№ 12/3-Б", "12/3-Б"),
        ("№12", "12"),
        ("No. 7", "7"),
        ("№ ?", "?"),
        ("North 7", "North 7"),
    ],
)
def test_number_with_its_sign_is_told_with_one_sign(typed: str, told: str) -> None:
    assert bare_number(typed) == told


def test_every_source_in_the_files_of_bodies_has_words_in_the_catalogues() -> None:
    told = {
        str(body[key]) for body in read_bodies(BODIES) for key in ("source", "source_note") if body.get(key)
    }
    addressed = {text: SOURCE.fullmatch(text) for text in told}
    titles = {found[1] if found else text for text, found in addressed.items()} - {None}
    assert titles - set(BODY_SOURCES) == set()


@pytest.mark.parametrize(
    ("stored", "row"),
    [
        (
            f"{LAW} (https://adilet.zan.kz/rus/docs/Z1) – typed by a clerk",
            {
                "text": LAW,
                "href": "https://adilet.zan.kz/rus/docs/Z1",
                "is_external": True,
                "note": "typed by a clerk",
                "note_lang": "en",
            },
        ),
        (
            "https://almaty.tv/kz/news/1?x=2",
            {"text": "almaty.tv", "href": "https://almaty.tv/kz/news/1?x=2", "is_external": True},
        ),
        ("a letter of 2 May", {"text": "a letter of 2 May", "lang": "en"}),
    ],
    ids=["law and note", "address alone", "no address"],
)
def test_source_of_a_body_is_a_link_with_its_note(app: Flask, stored: str, row: dict[str, object]) -> None:
    with app.test_request_context("/?lang=en"):
        assert source_row(stored) == row


@pytest.mark.parametrize(
    ("paragraph", "declared", "spoken"),
    [
        ("Учаскелік комиссия байқаушыға хаттаманың көшірмесін берген жоқ.", "ru", "kk"),
        ("Иск возвращён, так как дело не рассматривается в административном суде.", "kk", "ru"),
        ("The claim was returned. The sources do not give the full text.", "kk", "en"),
        ("Заявитель Үлгіов просит отменить решение комиссии № 12 города Ұлытау и Қызылорда.", "ru", "ru"),
        ("Талап қайтарылды. (Дереккөз: https://bes.media/amp/v-verhovnom-sude-rasskazali)", "kk", "kk"),
        ("Иск возвращён.", "kk", "kk"),
        ("12/3", "en", "en"),
    ],
)
def test_language_of_a_paragraph_is_told_by_its_letters(paragraph: str, declared: str, spoken: str) -> None:
    assert spoken_in(paragraph, declared) == spoken
