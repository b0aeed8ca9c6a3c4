"""What a person is found by: the same name however it is written, and nothing by a part of it."""

from __future__ import annotations

import pytest

from casetracker.cases.blind_index import typed_words, words_of


@pytest.mark.parametrize(
    ("recorded", "typed", "is_found"),
    [
        (("Үлгіов Сынақ", None), "сынақ  ҮЛГІОВ", True),
        (("Үлгіов Сынақ", None), "Улгиов Сынак", True),
        (("Алёшин-Пётр", None), "алешин петр", True),
        (("Үлгіов Сынақ", None), "Үлгіов", False),
        (("Үлгіов Сынақ", None), "Үлгіова Сынақ", False),
        ((None, "ул. Мира 1, +7 (700) 123-45-67"), "87001234567", True),
        ((None, "Sample@Person.example; 8 700 123 45 67"), "sample@person.example", True),
        ((None, "Sample@Person.example; 8 700 123 45 67"), "+7 700 123 45 67", True),
        ((None, "sample@person.example"), "ample@person.example", False),
        ((None, None, "870115 300123"), "870115300123", True),
        ((None, None, "870115300123"), "870115300124", False),
        (("12 34", None), "", False),
    ],
)
def test_person_is_found_by_the_exact_word_in_any_spelling(
    recorded: tuple[str | None, ...], typed: str, is_found: bool
) -> None:
    assert bool(set(words_of(*recorded)) & set(typed_words(typed))) is is_found
