"""Names are found in every inflected form; what is common speech is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.publication.redaction import MASK, Private, leaks, propose

PERSON = Private(names=("Үлгібаева Мысалгүл",), contacts=("mysal@person.example, +7 (701) 234-56-78",))
RUSSIAN = Private(names=("Образцов Пример Примерович",), contacts=())
SHORT = Private(names=("Бек Али",), contacts=())


@pytest.mark.parametrize(
    ("private", "text"),
    [
        (PERSON, "Үлгібаева шағымданды"),
        (PERSON, "Үлгібаеваның шағымы"),
        (PERSON, "Үлгібаеваға хабарланды"),
        (PERSON, "М. ҮЛГІБАЕВА"),
        (PERSON, "Мысалгүлдің өтініші"),
        (PERSON, "пишите на MYSAL@person.example"),
        (PERSON, "тел. 8 701 234 56 78"),
        (PERSON, "+77012345678"),
        (RUSSIAN, "жалоба Образцова"),
        (RUSSIAN, "Образцовым подано"),
        (RUSSIAN, "об Образцовых"),
        (RUSSIAN, "ОБРАЗЦОВ П. П."),
        (RUSSIAN, "сын Примеровича"),
        (SHORT, "Бектің шағымы"),
        (SHORT, "жалоба Али"),
        (SHORT, "гражданину Беку"),
        (Private((), ()), "ЖСН 900215300123 көрсетілген"),
        (Private(("Соловьёва Ёлка",), ()), "жалоба Соловьевой"),
        (Private(("Мария Ким",), ()), "Жалоба Марии"),
        (Private(("Мария Ким",), ()), "сообщила Марию"),
        (Private(("Ирина", "Ольга"), ()), "у Ирины, Ольги"),
        (Private(("Асель",), ()), "заявление Асели"),
        (Private(("Образикбаев",), ()), "Образікбаевтың шағымы"),
        (Private(("Әлібек Үлгіқызы",), ()), "жалоба Алибека"),
        (Private(("Игорь",), ()), "с Игорем"),
        (Private(("Анна",), ()), "для Анны"),
        (Private(("Образцов",), ()), "жалоба Oбpaзцoвa"),  # Latin o, p, a, o, a
        (Private((), ("87011234567, 87771112233",)), "тел. 87011234567"),
        (Private((), ("87011234567 (после 18:00)",)), "+7 701 123 45 67"),
        (Private((), ("+7 701 123 45 67",)), "8.701.123.45.67"),
        (Private((), ("+7 701 123 45 67",)), "8 701 123–45–67"),
        (Private((), ("г. Алматы, ул. Образцовая 5, тел. 87011234567",)), "живёт: ул. Образцовая 5"),
    ],
)
def test_private_text_is_found_and_masked(private: Private, text: str) -> None:
    found = leaks(text, private)
    assert found, text
    masked = propose(text, private)
    assert MASK in masked
    assert leaks(masked, private) == []


@pytest.mark.parametrize(
    ("private", "text"),
    [
        (PERSON, "Шағым сайлау комиссиясына берілді."),
        (PERSON, "Қаулы № 12/3-Б 2022 жылғы 20 қарашада қабылданды"),
        (RUSSIAN, "Решение комиссии отменено"),
        (SHORT, "бекітілген хаттама"),  # "approved", begins like the name
        (SHORT, "Алматы қаласы"),
        (SHORT, "алименты"),
        (Private((), ()), "дело № 7119-22-00-2/123 от 2022 года"),
    ],
)
def test_common_speech_is_left_alone(private: Private, text: str) -> None:
    assert leaks(text, private) == []
    assert propose(text, private) == text


def test_several_masks_of_one_person_become_one() -> None:
    assert propose("гражданин Образцов Пример Примерович подал", RUSSIAN) == f"гражданин {MASK} подал"


NAMES = st.text("абвгдежзиклмнопрстуфхаеиоәіңғүұқө", min_size=2, max_size=14)


@given(before=st.text(max_size=40), name=NAMES, after=st.text(max_size=40))
def test_a_known_name_never_survives_the_proposal(before: str, name: str, after: str) -> None:
    private = Private((name.capitalize(),), ())
    assert leaks(propose(f"{before} {name.capitalize()} {after}", private), private) == []


@given(st.text(max_size=200))
def test_any_text_can_be_redacted(text: str) -> None:
    propose(text, PERSON)
