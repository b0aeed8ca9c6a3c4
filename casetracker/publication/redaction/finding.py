"""What is known to be private, and where it stands in a text.

Names are found in inflected forms too (Kazakh and Russian decline them). A proposal may mask too much,
since a person looks at it; the check before publishing must not miss what is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casetracker.publication.redaction.names import AFTER, BEFORE, REACH, SHORT_NAME, Span, name_spans
from casetracker.publication.redaction.reading import Reading, read

MASK = "[…]"
MASKED = re.compile(re.escape(MASK))
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GAP = r"[\s().\-\u2010-\u2015]*"
# Two dates beside each other are no telephone number.
DATE = r"\d{1,2}[.\-]\d{1,2}[.\-]\d{4}|\d{4}-\d\d-\d\d"
PHONE = re.compile(rf"(?<![\w/№])(?<!\d[.\-])(?!{DATE})\+?\d(?:{GAP}\d){{9,13}}(?!\w)")
NUMBER = re.compile(rf"\+?\d(?:{GAP}\d){{6,14}}")
# An individual identification number (IIN) begins with a birth date: year, month, day.
BLANK = "[ \u00a0\u2009\u202f]?"
IIN = re.compile(
    rf"(?<!\d)\d{BLANK}\d{BLANK}(?:0{BLANK}[1-9]|1{BLANK}[0-2]){BLANK}"
    rf"(?:0{BLANK}[1-9]|[12]{BLANK}\d|3{BLANK}[01])(?:{BLANK}\d){{6}}(?!\d)"
)
AT = r"\s*(?:@|[(\[{]\s*at\s*[)\]}])\s*"
# Masking can bring two halves of a name together; it is looked for again, but not for ever.
MOST_PASSES = 5


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
    kind: str = "name"


def propose(text: str, private: Private) -> str:
    """Return the text with everything masked that looks private: names, contacts, numbers."""
    for _pass in range(MOST_PASSES):
        spans = [(leak.start, leak.end) for leak in leaks(text, private)]
        spans += [match.span() for pattern in (EMAIL, PHONE) for match in pattern.finditer(text)]
        if not spans:
            break
        text = masked(text, spans)
    return text


def looks_private(text: str, private: Private) -> bool:
    """Tell whether anything in the text would be masked."""
    return propose(text, private) != text


def leaks(text: str, private: Private) -> list[Leak]:
    """Return where known names, known contacts or an IIN stand in the text, in order, without overlap."""
    found = sorted(_spans(text, private), key=lambda item: (item[0], -item[1]))
    result: list[Leak] = []
    for start, end, kind in found:
        if not result or start >= result[-1].end:
            result.append(Leak(start, end, text[start:end], kind))
        elif end > result[-1].end:
            result[-1] = Leak(result[-1].start, end, text[result[-1].start : end], result[-1].kind)
    return result


def masked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with a mask for each span; several in a row are one."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [text[at:start], MASK]
        at = max(at, end)
    # Several masks in a row (name, patronymic, surname) are one person: one mask is enough.
    return re.sub(rf"{re.escape(MASK)}(?:[ .]*{re.escape(MASK)})+", MASK, "".join([*parts, text[at:]]))


def _spans(text: str, private: Private) -> Iterator[tuple[int, int, str]]:
    for start, end in name_spans(text, private.names):
        yield start, end, "name"
    for start, end in _initials_at_masks(text):
        yield start, end, "name"
    plain = read(text)
    for contact in private.contacts:
        for start, end in _contact_spans(plain, read(contact).text):
            yield start, end, "contact"
    for match in IIN.finditer(plain.text):
        yield *plain.span(match), "number"


def _initials_at_masks(text: str) -> Iterator[Span]:
    """Initials beside a mask still tell who stands behind it."""
    for mask in MASKED.finditer(text):
        before = BEFORE.search(text, max(0, mask.start() - REACH), mask.start())
        if before:
            yield before.start(), mask.start()
        after = AFTER.match(text, mask.end())
        if after:
            yield mask.end(), after.end()


def _contact_spans(plain: Reading, contact: str) -> Iterator[Span]:
    for address in EMAIL.findall(contact):
        pattern = AT.join(re.escape(part) for part in address.split("@"))
        yield from (plain.span(m) for m in re.finditer(pattern, plain.text))
    rest = EMAIL.sub(",", contact)
    for number in NUMBER.findall(rest):
        # The last ten digits identify a number however its prefix (+7, 8) and its gaps are written.
        pattern = GAP.join(re.sub(r"\D", "", number)[-10:])
        yield from (plain.span(m) for m in re.finditer(pattern, plain.text))
    # What is left is an address: each part of it counts, however the others are written.
    for part in re.split(r"[,;\n()]", NUMBER.sub(",", rest)):
        words = part.strip(" .:")
        if len(words) > SHORT_NAME + 1 and any(mark.isalpha() for mark in words):
            spaced = r"\s+".join(re.escape(word) for word in words.split())
            yield from (plain.span(m) for m in re.finditer(rf"(?<!\w){spaced}(?!\w)", plain.text))
