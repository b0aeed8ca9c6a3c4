"""Redaction: what must not become public, proposed for masking and refused when it is still there.

PURE. Names are found in inflected forms too (Kazakh and Russian decline them). A proposal may mask
too much, since a person looks at it; the check before publishing must not miss what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MASK = "[…]"
SHORT_NAME = 4
ENDINGS = (
    "а|у|ом|ем|е|ой|ей|ы|и|ым|им|ых|их|ого|его|ому|ему|ю|я|ью|ою|"
    "ның|нің|дың|дің|тың|тің|ны|ні|ды|ді|ты|ті|ға|ге|қа|ке|на|не|да|де|та|те|"
    "нан|нен|дан|ден|тан|тен|мен|бен|пен|лар|лер|дар|дер|тар|тер|s|'s|’s"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/№])\+?\d(?:[\s()-]*\d){9,13}(?!\w)")
# An individual identification number (IIN) begins with a birth date: year, month, day.
IIN = re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6}(?!\d)")
VOWELS = "аәеёиоөуұүыіэюяaeiouy"


@dataclass(frozen=True)
class Private:
    """What is known to be private in a case: names and contacts of persons."""

    names: tuple[str, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class Leak:
    """A place in a text where something private still stands."""

    start: int
    end: int
    found: str


def propose(text: str, private: Private) -> str:
    """Return the text with everything masked that looks private: names, contacts, numbers."""
    spans = [(leak.start, leak.end) for leak in leaks(text, private)]
    spans += [match.span() for pattern in (EMAIL, PHONE) for match in pattern.finditer(text)]
    return _masked(text, spans)


def leaks(text: str, private: Private) -> list[Leak]:
    """Return where known names, known contacts or an IIN stand in the text, in order, without overlap."""
    found: dict[int, int] = {}
    for start, end in _spans(text, private):
        found[start] = max(end, found.get(start, end))
    result: list[Leak] = []
    for start, end in sorted(found.items()):
        if not result or start >= result[-1].end:
            result.append(Leak(start, end, text[start:end]))
    return result


def _spans(text: str, private: Private) -> Iterable[tuple[int, int]]:
    plain = _plain(text)
    for name in private.names:
        for word in re.findall(r"[^\W\d_]+", _plain(name)):
            yield from _name_spans(text, plain, word)
    for contact in private.contacts:
        yield from _contact_spans(plain, _plain(contact))
    for match in IIN.finditer(text):
        yield match.span()


def _plain(text: str) -> str:
    # Same length as the text, so that spans found here are spans there.
    return "".join(low if len(low := character.lower()) == 1 else character for character in text).replace(
        "ё", "е"
    )


def _name_spans(text: str, plain: str, word: str) -> Iterable[tuple[int, int]]:
    if len(word) < 2:
        return
    if len(word) <= SHORT_NAME:
        pattern = rf"(?<!\w){re.escape(word)}(?:{ENDINGS})?(?!\w)"
        # A short name is often a common word too: only a capital letter tells them apart.
        yield from (m.span() for m in re.finditer(pattern, plain) if text[m.start()].isupper())
        return
    stem = word.rstrip(VOWELS + "йь")
    stem = stem if len(stem) > SHORT_NAME else word[: SHORT_NAME + 1]
    yield from (m.span() for m in re.finditer(rf"(?<!\w){re.escape(stem)}\w{{0,7}}(?!\w)", plain))


def _contact_spans(plain: str, contact: str) -> Iterable[tuple[int, int]]:
    for address in EMAIL.findall(contact):
        yield from (m.span() for m in re.finditer(re.escape(address), plain))
    digits = re.sub(r"\D", "", EMAIL.sub("", contact))
    if len(digits) >= 7:
        # The last ten digits identify a number however its prefix (+7, 8) is written.
        pattern = r"[\s()-]*".join(digits[-10:])
        yield from (m.span() for m in re.finditer(pattern, plain))
    elif not EMAIL.search(contact) and len(contact.strip()) > SHORT_NAME:
        yield from (m.span() for m in re.finditer(re.escape(contact.strip()), plain))


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [text[at:start], MASK]
        at = max(at, end)
    # Several masks in a row (name, patronymic, surname) are one person: one mask is enough.
    return re.sub(rf"{re.escape(MASK)}(?:[ .]*{re.escape(MASK)})+", MASK, "".join([*parts, text[at:]]))
