"""Marks: what is proposed, what a person ticks, what a person types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.publication.redaction import Private
from casetracker.publication.redaction.marks import (
    Mark,
    add_marks,
    chosen,
    find_marks,
    mark_of,
    marks_of_phrase,
    public_text,
)

PARTY = Private(("Үлгіов Сынақ",), ("sample@person.example",))


def told(text: str, private: Private = PARTY) -> list[tuple[str, str, str]]:
    return [(text[it.start : it.end], it.kind, it.origin) for it in find_marks(text, private)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Үлгіовтың арызы", ("Үлгіовтың", "name", "known")),
        ("почта sample@person.example", ("sample@person.example", "contact", "known")),
        ("почта other@person.example", ("other@person.example", "contact", "likely")),
        ("тел. 8 701 234 56 78", ("8 701 234 56 78", "contact", "likely")),
        ("ИИН 900215300123", ("900215300123", "number", "known")),
        ("удостоверение 012345678", ("012345678", "number", "suggested")),
        ("председатель Образцов С.М. удалил", ("Образцов С.М.", "name", "suggested")),
        ("төраға М. Үлгілиева айтты", ("М. Үлгілиева", "name", "suggested")),
        ("куә Үлгілі Айсұлу Бекқызы", ("Үлгілі Айсұлу Бекқызы", "name", "suggested")),
        ("со слов Образцова Примера", ("Образцова Примера", "name", "suggested")),
        ("на ул. Образцовая, 5", ("ул. Образцовая, 5", "address", "suggested")),
        ("Үлгілі көшесі, 12", ("Үлгілі көшесі, 12", "address", "suggested")),
        ("представил диагноз врача", ("диагноз", "health", "suggested")),
        ("1-топтағы мүгедекке", ("мүгедекке", "health", "suggested")),
    ],
)
def test_what_looks_private_is_offered_with_its_kind(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    "text", ["Решение избирательной комиссии отменено.", "Қазақстан Республикасы", "дело № 7119-22-00-2/123"]
)
def test_offices_and_numbers_of_cases_are_not_offered(text: str) -> None:
    assert told(text) == []


def test_only_what_is_known_or_likely_is_masked_before_somebody_chose() -> None:
    text = "Үлгіов пен Образцов С.М., тел. 8 701 234 56 78"
    assert public_text(text, find_marks(text, PARTY)) == "[…] пен Образцов С.М., тел. […]"


def test_a_person_keeps_what_is_likely_but_not_what_is_known() -> None:
    text = "Үлгіов, тел. 8 701 234 56 78"
    assert public_text(text, chosen(find_marks(text, PARTY), [])) == "[…], тел. 8 701 234 56 78"


def test_typed_name_is_found_in_every_form_and_each_can_be_kept() -> None:
    text = "Куә Тестбаев келді. Тестбаевтың сөзі. С Testbaev."
    marks = add_marks(find_marks(text, PARTY), marks_of_phrase(text, "Тестбаев", "name"))
    assert public_text(text, marks) == "Куә […] келді. […] сөзі. С […]."
    keys = [mark.key for mark in marks if mark.origin == "typed"][1:]
    assert public_text(text, chosen(marks, keys)) == "Куә Тестбаев келді. […] сөзі. С […]."


def test_typed_phrase_around_a_party_covers_the_rest_of_it() -> None:
    text = "супруга Үлгіова пришла"
    marks = add_marks(find_marks(text, PARTY), marks_of_phrase(text, "Супруга  Үлгіова", "other"))
    assert public_text(text, marks) == "[…] пришла"


@given(st.text(max_size=120), st.text(max_size=8))
def test_marks_lie_in_order_inside_the_text_and_survive_storing(text: str, phrase: str) -> None:
    marks = add_marks(find_marks(text, PARTY), marks_of_phrase(text, phrase, "other"))
    assert [mark_of(mark.as_data()) for mark in marks] == marks
    at = 0
    for mark in marks:
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


def test_mark_tells_its_key() -> None:
    assert Mark(3, 9, "name", "typed", True).key == "3-9"
