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
    "ия|ии|ию|ией|ьи|ья|ью|а|у|ом|ем|е|ой|ей|ы|и|ым|им|ых|их|ого|его|ому|ему|ю|я|ью|ою|"
    "ның|нің|дың|дің|тың|тің|ны|ні|ды|ді|ты|ті|ға|ге|қа|ке|на|не|да|де|та|те|"
    "нан|нен|дан|ден|тан|тен|мен|бен|пен|лар|лер|дар|дер|тар|тер|s|'s|’s"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GAP = r"[\s().\-\u2010-\u2015]*"
PHONE = re.compile(rf"(?<![\w/№])\+?\d(?:{GAP}\d){{9,13}}(?!\w)")
NUMBER = re.compile(rf"\+?\d(?:{GAP}\d){{6,14}}")
# A name is written with Kazakh letters in one text and with Russian ones in the other: read them alike.
ONE_SPELLING = str.maketrans("ёіқғңәөұүһ", "еикгнаоуух")
# Latin letters that pass for Cyrillic ones; a name must not hide behind them.
LOOK_ALIKES = str.maketrans("aceopxykhmtbi", "асеорхукнмтви")
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


def looks_private(text: str, private: Private) -> bool:
    """Tell whether anything in the text would be masked."""
    return propose(text, private) != text


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
            yield from _name_spans(text, *_in_one_script(plain, word))
    for contact in private.contacts:
        yield from _contact_spans(plain, _plain(contact))
    for match in IIN.finditer(text):
        yield match.span()


def _plain(text: str) -> str:
    # Same length as the text, so that spans found here are spans there.
    low = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return low.translate(ONE_SPELLING)


def _in_one_script(plain: str, word: str) -> tuple[str, str]:
    """Return text and name with Latin look-alikes read as Cyrillic, when the name is a Cyrillic one."""
    if not re.search(r"[\u0400-\u04ff]", word):
        return plain, word
    return plain.translate(LOOK_ALIKES), word.translate(LOOK_ALIKES)


def _name_spans(text: str, plain: str, word: str) -> Iterable[tuple[int, int]]:
    if len(word) < 2:
        return
    stem = word.rstrip(VOWELS + "йь")
    if len(stem) > SHORT_NAME:
        yield from (m.span() for m in re.finditer(rf"(?<!\w){re.escape(stem)}\w{{0,7}}(?!\w)", plain))
        return
    # A short name is often the beginning of a common word: the capital letter and a known ending tell
    # them apart.
    stems = {word, stem if len(stem) > 2 or word.endswith("й") else word[:-1] if len(word) > 3 else word}
    begins = "|".join(re.escape(each) for each in sorted(stems, key=len, reverse=True))
    pattern = rf"(?<!\w)(?:{begins})(?:{_plain(ENDINGS)})?(?!\w)"
    yield from (m.span() for m in re.finditer(pattern, plain) if text[m.start()].isupper())


def _contact_spans(plain: str, contact: str) -> Iterable[tuple[int, int]]:
    for address in EMAIL.findall(contact):
        yield from (m.span() for m in re.finditer(re.escape(address), plain))
    rest = EMAIL.sub(",", contact)
    for number in NUMBER.findall(rest):
        # The last ten digits identify a number however its prefix (+7, 8) and its gaps are written.
        pattern = GAP.join(re.sub(r"\D", "", number)[-10:])
        yield from (m.span() for m in re.finditer(pattern, plain))
    # What is left is an address: each part of it counts, however the others are written.
    for part in re.split(r"[,;\n()]", NUMBER.sub(",", rest)):
        words = part.strip(" .:")
        if len(words) > SHORT_NAME + 1 and any(mark.isalpha() for mark in words):
            yield from (m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", plain))


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [text[at:start], MASK]
        at = max(at, end)
    # Several masks in a row (name, patronymic, surname) are one person: one mask is enough.
    return re.sub(rf"{re.escape(MASK)}(?:[ .]*{re.escape(MASK)})+", MASK, "".join([*parts, text[at:]]))
