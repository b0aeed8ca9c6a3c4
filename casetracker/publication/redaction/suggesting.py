"""What only looks like somebody's data: offered to the person who redacts, never masked in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casetracker.publication.redaction.names import LETTER, UPPER, Span

LOWER = r"[a-zа-яёәіңғүұқөһ]"
WORD = rf"{UPPER}{LOWER}+"
TAIL = rf"{LOWER}{{0,5}}"
SURNAME = rf"{UPPER}{LOWER}+(?:[оеё]в|[иы]н|ск|цк|енко|швили|улы|ұлы|қызы|кызы|ович|евич|овн|евн){TAIL}"
INITIALS = rf"{UPPER}\w?\.(?:\s?{UPPER}\w?\.){{0,2}}"
PEOPLE = (
    re.compile(rf"(?<!\w){INITIALS}\s?{WORD}(?!\w)"),
    re.compile(rf"(?<!\w){WORD}\s{INITIALS}(?!\w)"),
    re.compile(rf"(?<!\w)(?:{WORD}\s){{0,2}}{SURNAME}(?:\s{WORD}){{0,2}}(?!\w)"),
)
NUMBERS = (re.compile(r"(?<![\d/\-.№])\d{9,12}(?![\d/\-])"), re.compile(r"\b[Nn№]\s?\d{8,12}\b"))
STREET = (
    r"ул(?:иц[аеуы]|\.)|просп(?:ект\w*|\.)|пр-т|мкр\.?|микрорайон\w*|"
    r"көше\w*|даңғыл\w*|шағын\sаудан\w*|переул\w*|street|avenue"
)
ADDRESSES = (
    re.compile(rf"(?i:\b(?:{STREET}))\s{WORD}(?:\s{WORD})?(?:,?\s(?i:дом|д\.|үй)?\s?\d+\w?)?"),
    re.compile(rf"{WORD}(?:\s{WORD})?\s(?i:көше\w*|даңғыл\w*|шағын\sаудан\w*)(?:,?\s\d+\w?)?"),
    re.compile(r"(?i:\b(?:кв\.|квартир\w*|пәтер\w*))\s?№?\s?\d+"),
)
HEALTH = re.compile(
    r"(?i:\b(?:диагноз|инвалид|мүгедек|беремен|жүкті|онколог|психиатр|психикалық|заболеван|ауруы|туберкул"
    rf"|вич-инфиц|disabilit|diagnos|pregnan){LETTER}*)"
)
# Office and place, not a person: the capital letter alone does not make a name.
NOT_PEOPLE = re.compile(
    r"(?i:^(?:республик|казахстан|қазақстан|астан|алмат|област|район|комисси|конституц|верховн|центральн"
    r"|избирательн|решен|основан|закон|протокол|росси|москов))"
)


def suggestions(text: str) -> Iterator[tuple[Span, str]]:
    """Yield the places that look like a person, a number, an address or health data, with their kind."""
    for kind, patterns in (("address", ADDRESSES), ("number", NUMBERS), ("health", (HEALTH,))):
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield match.span(), kind
    for pattern in PEOPLE:
        for match in pattern.finditer(text):
            if not NOT_PEOPLE.match(match[0]):
                yield match.span(), "name"
