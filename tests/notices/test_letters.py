"""Letters in Kazakh and Russian: what they say, in PDF and DOCX alike, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
import pytest
from docx import Document
from pypdf import PdfReader

from casetracker.notices.docx import as_docx
from casetracker.notices.facts import PARTS, NoticeData, letter_of, receipt_pdf
from casetracker.notices.letters import KINDS, Letter, typed
from casetracker.notices.pdf import as_pdf

ZONE = ZoneInfo("Asia/Almaty")
DAY = dt.date(2022, 11, 24)  # Thursday
LETTERS = "ӘҒҚҢӨҰҮҺІ әғқңөұүһі Ёё № «»"
FACTS: dict[str, Any] = {
    "sender": f"Комиссия {LETTERS}",
    "reference": "2022-PRES/CEC/0001",
    "election": "Выборы Президента",
    "subject": "Права наблюдателей",
    "procedure": "Жалоба",
    "channel": "На бумаге",
    "received": dt.datetime(2022, 11, 21, 10, 0, tzinfo=ZONE),
    "contested": "действие",
    "due_on": DAY,
    "immediate": False,
    "is_late": False,
    "is_court": False,
    "is_other": False,
}
MORE: dict[str, dict[str, Any]] = {
    "hearing": {
        "starts_at": dt.datetime(2022, 11, 23, 15, 0, tzinfo=ZONE),
        "offset": "UTC+06:00",
        "place": "Астана",
        "room": "205",
        "link": None,
        "is_open": True,
        "agenda": "",
    },
    "decision": {
        "decision_number": "7",
        "taken_at": dt.datetime(2022, 11, 23, 16, 0, tzinfo=ZONE),
        "votes_for": 6,
        "votes_against": 1,
        "parts": [],
    },
}
SAID = {
    ("receipt", "kk"): ("Өтініштің қабылданғаны туралы қолхат", "2022 жылғы 21 қараша сағат 10:00"),
    ("receipt", "ru"): ("Расписка о приёме обращения", "21 ноября 2022 года в 10:00"),
    ("hearing", "kk"): ("Комиссияның отырысы туралы хабарлама", "2022 жылғы 23 қараша сағат 15:00"),
    ("hearing", "ru"): ("Извещение о заседании комиссии", "23 ноября 2022 года в 15:00"),
    ("forwarding", "kk"): ("Өтінішті құзыреті бойынша жолдау туралы", "өтініш берушіге және бізге"),
    ("forwarding", "ru"): ("О направлении обращения по компетенции", "сообщить заявителю и нам"),
    ("decision", "kk"): ("№ 7 шешім", "«жақтап» – 6, «қарсы» – 1"),
    ("decision", "ru"): ("Решение № 7", "«за» – 6, «против» – 1"),
}


def data(language: str, **changes: Any) -> NoticeData:
    return NoticeData(language, FACTS["sender"], None, False, "Asia/Almaty", FACTS | changes)


def letter(kind: str, language: str, **changes: Any) -> Letter:
    return letter_of(kind, data(language, **changes), DAY, more=MORE.get(kind))


def pdf_text(content: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(words.split())


def docx_text(content: bytes) -> str:
    words = " ".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    return " ".join(words.split())


@pytest.mark.parametrize(("kind", "language"), SAID)
def test_letter_says_the_same_as_pdf_and_docx_with_every_letter_of_the_alphabet(
    kind: str, language: str
) -> None:
    made = letter(kind, language)
    for text in (pdf_text(as_pdf(made)), docx_text(as_docx(made))):
        for words in (*SAID[kind, language], LETTERS, "2022-PRES/CEC/0001"):
            assert words in text, (kind, language, words)
    assert {kind for kind, _language in SAID} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_letter_is_the_same_file_and_tells_its_language(kind: str) -> None:
    made = letter(kind, "kk")
    assert as_pdf(made) == as_pdf(made)
    assert as_docx(made) == as_docx(made)
    reader = PdfReader(io.BytesIO(as_pdf(made)))
    assert reader.metadata is not None
    assert reader.metadata.title == made.title
    assert str(reader.root_object["/Lang"]) == "kk"
    assert Document(io.BytesIO(as_docx(made))).core_properties.language == "kk-KZ"


@pytest.mark.parametrize(
    ("changes", "said", "unsaid"),
    [
        ({}, "Последний день срока рассмотрения: 24 ноября 2022 года", "после окончания срока"),
        ({"immediate": True}, "Срок рассмотрения: незамедлительно", "Последний день"),
        ({"due_on": None}, "Способ поступления", "срока рассмотрения"),
        ({"is_late": True}, "после окончания срока", "незамедлительно"),
        ({"contested": ""}, "Способ поступления", "Обжалуется"),
    ],
)
def test_receipt_says_what_is_known_and_nothing_else(changes: dict[str, Any], said: str, unsaid: str) -> None:
    text = pdf_text(receipt_pdf(data("ru", **changes), DAY))
    assert said in text
    assert unsaid not in text
    # Nobody is named: who complained is none of the facts.
    assert "Кому: заявителю" in text


def test_what_a_decision_says_keeps_its_lines_and_is_never_taken_for_a_mark() -> None:
    parts = [(title, typed("# не заголовок\n\n- не пункт")) for _name, title in PARTS["ru"]]
    made = letter_of("decision", data("ru"), DAY, more=MORE["decision"] | {"parts": parts})
    typed_blocks = [block for block in made.blocks if "не заголовок" in block.text]
    assert [block.style for block in typed_blocks] == ["paragraph"] * len(parts)
    assert typed_blocks[0].text == "# не заголовок\n- не пункт"
    assert made.title == "Решение № 7"


def test_letter_without_a_fact_that_it_needs_is_not_made() -> None:
    facts = {name: value for name, value in FACTS.items() if name != "subject"}
    with pytest.raises(jinja2.UndefinedError):
        letter_of("forwarding", NoticeData("ru", FACTS["sender"], None, False, "Asia/Almaty", facts), DAY)
