"""Marks: the spans of a text that are masked or kept, each with its kind and where it comes from.

``known`` marks (a party's name or contact, an identification number) are always masked; ``likely`` ones
(any telephone number or e-mail address) are masked unless a person keeps them; ``suggested`` ones are kept
unless a person masks them; ``typed`` ones are what a person marked by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from casetracker.publication.redaction.finding import EMAIL, PHONE, Private, leaks, masked
from casetracker.publication.redaction.names import name_spans
from casetracker.publication.redaction.suggesting import suggestions

KINDS = ("name", "contact", "number", "address", "health", "other")
ORIGINS = ("known", "typed", "likely", "suggested")


@dataclass(frozen=True)
class Mark:
    """One span of a text."""

    start: int
    end: int
    kind: str
    origin: str
    is_masked: bool

    @property
    def key(self) -> str:
        """Return the name by which a form chooses this mark."""
        return f"{self.start}-{self.end}"

    def as_data(self) -> list[object]:
        """Return the mark as it is stored."""
        return [self.start, self.end, self.kind, self.origin, self.is_masked]


def mark_of(data: Iterable[object]) -> Mark:
    """Return the mark that :meth:`Mark.as_data` stored."""
    start, end, kind, origin, is_masked = data
    return Mark(int(str(start)), int(str(end)), str(kind), str(origin), bool(is_masked))


def find_marks(text: str, private: Private, typed: Iterable[Mark] = ()) -> list[Mark]:
    """Return the marks of a text in order and without overlap; what is surer goes before what is less so."""
    found: list[Mark] = []
    for mark in (*_known(text, private), *typed, *_likely(text), *_suggested(text)):
        if not any(_meet(mark, other) for other in found):
            found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


def marks_of_phrase(text: str, phrase: str, kind: str) -> list[Mark]:
    """Return the marks of what a person typed: the phrase as it stands, and each name in every form."""
    spans = set(_literal(text, phrase))
    if kind == "name":
        spans |= set(name_spans(text, (phrase,)))
    ordered: list[Mark] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not ordered or start >= ordered[-1].end:
            ordered.append(Mark(start, end, kind, "typed", True))
    return ordered


def add_marks(marks: Iterable[Mark], added: Iterable[Mark]) -> list[Mark]:
    """Return the marks with others added: what is known stays as it is, what is weaker gives way."""
    kept = list(marks)
    for mark in added:
        known = [it for it in kept if it.origin == "known" and _meet(it, mark)]
        # Where a part is masked already, only the rest is added.
        start = max([it.end for it in known if it.start <= mark.start], default=mark.start)
        end = min([it.start for it in known if it.start > mark.start], default=mark.end)
        if start < end:
            rest = replace(mark, start=start, end=end)
            kept = [it for it in kept if not _meet(it, rest)] + [rest]
    return sorted(kept, key=lambda mark: mark.start)


def _meet(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end


def chosen(marks: Iterable[Mark], keys: Iterable[str]) -> list[Mark]:
    """Return the marks as a person ticked them: ticked is masked; what is known is masked anyway."""
    wanted = set(keys)
    return [replace(mark, is_masked=mark.origin == "known" or mark.key in wanted) for mark in marks]


def public_text(text: str, marks: Iterable[Mark]) -> str:
    """Return a text with its masked marks replaced."""
    return masked(text, [(mark.start, mark.end) for mark in marks if mark.is_masked])


def _known(text: str, private: Private) -> Iterator[Mark]:
    for leak in leaks(text, private):
        yield Mark(leak.start, leak.end, leak.kind, "known", True)


def _likely(text: str) -> Iterator[Mark]:
    for pattern in (EMAIL, PHONE):
        for match in pattern.finditer(text):
            yield Mark(match.start(), match.end(), "contact", "likely", True)


def _suggested(text: str) -> Iterator[Mark]:
    for (start, end), kind in suggestions(text):
        yield Mark(start, end, kind, "suggested", False)


def _literal(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands, small or capital, however its words are spaced."""
    words = [re.escape(word) for word in phrase.split()]
    if not words:
        return
    for match in re.finditer(r"\s+".join(words), text, re.IGNORECASE):
        yield match.span()
