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


SURNAME = Private(("Үлгіов Сынақ Мысалұлы",), ())
ZHANAR = Private(("Жанарова Шынар",), ())


@pytest.mark.parametrize(
    ("private", "text", "left"),
    [
        # Transliterated, in any of the usual ways, and the other way round.
        (SURNAME, "the complaint of Ulgiov", "the complaint of […]"),
        (SURNAME, "citizen Ülgıov's complaint", "citizen […]'s complaint"),
        (ZHANAR, "signed by Zhanarova Shynar", "signed by […]"),
        (ZHANAR, "Janarova Şynar", "[…]"),
        (Private(("Соловьёва Юлия",), ()), "Solovyova Yuliya, Solovieva Iuliia", "[…], […]"),
        (Private(("Ahmetov Chingiz",), ()), "жалоба Ахметова Чингиза", "жалоба […]"),
        (Private(("Ли Мусахан",), ()), "Mussakhan", "[…]"),
        # Initials go with the surname.
        (SURNAME, "Б. Үлгіов келді", "[…] келді"),
        (SURNAME, "арыз иесі Үлгіов С.М. қатысты", "арыз иесі […] қатысты"),
        (SURNAME, "С. М. Үлгіовтың арызы", "[…] арызы"),
        (SURNAME, "[…] С.М. қатысты", "[…] қатысты"),
        # The father's name, told in the other language.
        (SURNAME, "Мысалович", "[…]"),
        (SURNAME, "дочери Мысаловны", "дочери […]"),
        (Private(("Мысалқызы",), ()), "Мысаловной", "[…]"),
        # Spaced out, broken, hidden.
        (SURNAME, "Ү л г і о в келді", "[…] келді"),
        (SURNAME, "Ү.л.г.і.о.в келді", "[…] келді"),
        (SURNAME, "С-ы-н-а-қ", "[…]"),
        (SURNAME, "Үлгі-\nовтың арызы", "[…] арызы"),
        (SURNAME, "Үлгі\u00adов пен Үл\u200bгіов", "[…] пен […]"),
        (SURNAME, "Ү\u0301лг\u2060іов", "[…]"),
        (SURNAME, "гражданинҮлгіовСынақМысалұлы", "гражданин[…]"),
        (SURNAME, "_Үлгіов_", "_[…]_"),
        (Private(("Образцов",), ()), "Oбрaзц0в, 0бразцова, Οбразцов", "[…], […], […]"),
        (Private(("Андрей",), ()), "Андрея и Андреем", "[…] и […]"),
        (Private((), ()), "ИИН 900215 300 123", "ИИН […]"),
        (Private((), ("a.b@person.example",)), "a.b (at) person.example", "[…]"),
    ],
)
def test_name_is_found_however_it_is_written(private: Private, text: str, left: str) -> None:
    assert propose(text, private) == left


@pytest.mark.parametrize(
    ("private", "text"),
    [
        (Private(("Ким",), ()), "кем принято решение"),
        (Private(("Али",), ()), "Или суд, или комиссия"),
        (SURNAME, "Ulgi, Sinai"),
        (SURNAME, "20.11.2022 – 23.11.2022"),
        (Private(("Ли",), ()), "Лист 5 и 6, либо литера"),
    ],
)
def test_what_only_sounds_alike_is_left_alone(private: Private, text: str) -> None:
    assert propose(text, private) == text


LETTERS = "абвгдежзиклмнопрстуфхаеиоәіңғүұқө"
INFLECTIONS = ("", "ға", "ның", "тан", "мен", "а", "у", "ом", "ых", "ому")
LATIN = dict(zip("абвгдезиклмнопрстуфәіңғүұқө", "abvgdeziklmnoprstufaingyuqo", strict=True)) | {
    "ж": "zh", "х": "kh", "ү": "u", "ұ": "u",
}  # fmt: skip
DISGUISES = {
    "plain": lambda name: name,
    "capitals": str.upper,
    "russian": lambda name: name.translate(str.maketrans("әіңғүұқө", "аинГуукО".lower())),
    "latin": lambda name: "".join(LATIN[letter.lower()] for letter in name).capitalize(),
    "look-alikes": lambda name: name.translate(str.maketrans("аеорсхАЕОРСХ", "aeopcxAEOPCX")),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "spaced": " ".join,
    "dotted": ".".join,
    "broken line": lambda name: f"{name[:3]}-\n{name[3:]}",
}


@given(
    before=st.text(max_size=30).map(lambda text: f"{text} "),
    name=st.text(LETTERS, min_size=6, max_size=12),
    ending=st.sampled_from(INFLECTIONS),
    disguise=st.sampled_from(sorted(DISGUISES)),
    after=st.text(max_size=30).map(lambda text: f" {text}"),
)
def test_name_in_any_form_and_disguise_never_survives(
    before: str, name: str, ending: str, disguise: str, after: str
) -> None:
    """No inflection, spelling, transliteration, spacing or hidden character carries a name through."""
    private = Private((name.capitalize(),), ())
    hidden = DISGUISES[disguise](name.capitalize())
    left = propose(f"{before}{hidden}{ending}{after}", private)
    assert hidden not in left
    assert leaks(left, private) == []
