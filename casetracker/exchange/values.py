"""What the cells of a journal say, as slugs: a slug itself, or its label in any of the three languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from flask_babel import force_locale

from casetracker import labels

LANGUAGES = ("kk", "ru", "en")
# Fields of a row whose values are slugs, and the kind of label they have.
KINDS = {
    "subject": "subject",
    "channel": "channel",
    "language": "language",
    "complainant_kind": "party-kind",
    "contested_kind": "contested-kind",
    "outcome": "outcome",
    "inadmissibility_ground": "ground",
}
# A result may be a decision on the way as well: the case then goes on.
ALSO = {"outcome": ("ruling",)}
# As journals write them, beside the labels.
OTHER_WORDS: dict[str, dict[str, str]] = {
    "language": {
        "қазақ": "kk", "қазақ тілі": "kk", "қаз": "kk", "казахский язык": "kk", "каз": "kk", "kaz": "kk",
        "орыс": "ru", "орыс тілі": "ru", "русский язык": "ru", "рус": "ru", "rus": "ru",
        "ағылшын": "en", "английский язык": "en", "eng": "en",
    },
    "channel": {
        "онлайн": "online", "интернет": "online", "портал": "online", "сайт": "online", "e-өтініш": "online",
        "қағаз": "paper", "қағаз түрінде": "paper", "бумажный": "paper", "нарочно": "paper", "почта": "paper",
        "электрондық пошта": "e-mail", "электронная почта": "e-mail", "эл. почта": "e-mail",
        "email": "e-mail", "ауызша": "oral", "устно": "oral", "перенаправлено": "forwarded",
        "қайта бағытталды": "forwarded",
    },
    "outcome": {
        "қанағаттандырылды": "satisfied", "удовлетворено": "satisfied", "удовлетворена": "satisfied",
        "ішінара қанағаттандырылды": "partly-satisfied", "удовлетворено частично": "partly-satisfied",
        "частично удовлетворено": "partly-satisfied", "бас тартылды": "refused", "отказано": "refused",
        "отказ": "refused", "қайтарылды": "returned", "возвращено": "returned", "возвращена": "returned",
        "қараусыз қалдырылды": "left-without-consideration",
        "оставлено без рассмотрения": "left-without-consideration", "отозвано": "withdrawn",
        "кері қайтарып алынды": "withdrawn", "прекращено": "terminated", "тоқтатылды": "terminated",
        "перенаправлено": "forwarded", "жіберілді": "forwarded", "разъяснено": "explained",
        "дано разъяснение": "explained",
        "қарауға қабылданды": "acceptance", "принято к рассмотрению": "acceptance",
        "принято к производству": "acceptance", "іс жүргізуге қабылданды": "acceptance",
        "түсіндірілді": "explained", "түсіндірме берілді": "explained",
    },
    "complainant_kind": {
        "сайлаушы": "voter", "избиратель": "voter", "кандидат": "candidate", "үміткер": "candidate",
        "байқаушы": "observer", "наблюдатель": "observer", "сенімді өкіл": "proxy",
        "доверенное лицо": "proxy", "партия": "party", "саяси партия": "party",
        "қоғамдық бірлестік": "association", "общественное объединение": "association",
        "ұйым": "organisation", "организация": "organisation", "бақ": "media", "сми": "media",
        "комиссия мүшесі": "commission-member", "член комиссии": "commission-member",
        "прокурор": "prosecutor",
    },
    "contested_kind": {
        "шешім": "decision", "решение": "decision", "әрекет": "act", "іс-әрекет": "act", "действие": "act",
        "әрекетсіздік": "inaction", "бездействие": "inaction",
    },
}  # fmt: skip
MARKS = re.compile(r"[\s.,;:«»\"“”()/_–—-]+")


def folded(text: str) -> str:
    """Return a text without the differences that people do not mean: case, marks, spaces, ё."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    return MARKS.sub(" ", plain).strip()


@cache
def known_values(field: str) -> Mapping[str, str]:
    """Return the slug of every folded value that is understood in a field."""
    kinds = (*ALSO.get(field, ()), KINDS[field])
    known = {folded(words): slug for words, slug in OTHER_WORDS.get(field, {}).items()}
    for language in LANGUAGES:
        with force_locale(language):
            for kind in kinds:
                known |= {folded(words): slug for slug, words in labels.choices(kind)}
    return known | {folded(slug): slug for kind in kinds for slug in labels.KINDS[kind]}


def slug_of(field: str, text: str, told: Mapping[str, str] | None = None) -> str | None:
    """Return the slug that a cell means, or None; *told* are folded values that a person explained."""
    plain = folded(text)
    return (told or {}).get(plain) or known_values(field).get(plain)


def understand(
    texts: dict[str, str | None], told: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, str | None]:
    """Return the texts of a row with slugs where words were understood; others stay, to be refused."""
    understood = dict(texts)
    for field in KINDS.keys() & texts.keys():
        text = texts[field]
        if text:
            understood[field] = slug_of(field, text, (told or {}).get(field)) or text
    return understood
