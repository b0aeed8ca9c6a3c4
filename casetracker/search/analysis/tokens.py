"""Words of a text: where they stand, and the parts under which each is indexed.

Pure functions. A *word* is what a reader takes for one: `ОСК-ның`, `11-і`, `2022-PRES/CEC/0142`,
`12/3-Б`. Its *parts* are indexed one after the other. A query for the whole is a phrase of the parts, so
that a number is found whole (`2022-PRES/CEC/0142`), in part (`CEC/0142`) and as it stands in an address
(`2022-pres/cec-0142`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from casetracker.search.analysis.normalise import APOSTROPHES, DASHES, IGNORABLE, compose, normalise

# Longer "words" are encoded files or garbage; PostgreSQL refuses lexemes over 2 047 bytes.
LONGEST_PART = 64

# Raised and lowered digits are footnote marks: the word before them must not change.
_LETTERS = "[^\\W_\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]"
# Decomposed letters (и + breve) reach us with their marks apart; invisible signs stand inside words.
_RUN = f"{_LETTERS}(?:{_LETTERS}|[\u0300-\u036f{IGNORABLE}])*"
_JOINER = f"(?:[/.,:]|[{APOSTROPHES}]|[{re.escape(DASHES)}])[{IGNORABLE}]*"
WORD = re.compile(f"{_RUN}(?:{_JOINER}{_RUN})*")

_APOSTROPHE_S = re.compile(r"'s?(?=$|[^\w])|'")
_BREAK = re.compile(r"[^\w]+|_")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_LOOK_ALIKE = str.maketrans("aceopxyi", "асеорхуі")

_KAZAKH_ENDINGS = """
    ның нің дың дің тың тің ны ні ды ді ты ті ға ге қа ке на не да де та те нда нде
    дан ден тан тен нан нен мен бен пен ы і сы сі ын ін ына іне ында інде ынан інен ының інің
    сының сінің сына сіне сын сін сында сінде сынан сінен лар лер дар дер тар тер
    дағы дегі тағы тегі ндағы ндегі сындағы сіндегі ғы гі қы кі шы ші ншы нші ыншы інші
    лық лік дық дік тық тік
"""
_RUSSIAN_ENDINGS = (
    "го ого его й ый ий ой я ая ья е ое ье м ом ым им му ому ему х ых их ю ую ми ыми ов ам ами ах"
)
_AFTER_NUMBER = frozenset(_KAZAKH_ENDINGS.split()) | frozenset(_RUSSIAN_ENDINGS.split())
_AFTER_LETTERS = frozenset(e for e in _KAZAKH_ENDINGS.split() if len(e) > 1)


class Word(NamedTuple):
    """A word as it stands in the text: `text[start:end]`."""

    raw: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """Every word of the text (or of a stretch of it) in order, with its place."""
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        yield Word(match.group(), match.start(), match.end())


@lru_cache(maxsize=32_768)
def parts(raw: str) -> tuple[str, ...]:
    """The normalised parts of one word in order; empty when nothing indexable is left.

    Grammatical endings joined by a hyphen go (`ОСК-ның` is `оск`, `11-і` is `11`), leading zeros too.
    """
    spelt = _APOSTROPHE_S.sub("", normalise(raw))
    pieces = [piece for piece in _BREAK.split(spelt) if piece]
    numbered = any(piece[0].isdigit() for piece in pieces)
    if len(pieces) > 1 and _is_ending(pieces[-1], pieces[-2], compose(raw)):
        pieces.pop()
    return tuple(filter(None, (_part(piece, numbered) for piece in pieces)))


def _is_ending(piece: str, before: str, composed: str) -> bool:
    """Whether the last piece is an ending written after a hyphen and not a part of a number (`3-Б`)."""
    hyphenated = composed[: -len(piece)].endswith(tuple(DASHES))
    single_capital = len(piece) == 1 and composed[-1] != piece
    if not hyphenated or single_capital:
        return False
    return piece in (_AFTER_NUMBER if before[-1].isdigit() else _AFTER_LETTERS)


def _part(piece: str, numbered: bool) -> str:
    clean = "".join(c for c in piece if c.isalnum())[:LONGEST_PART]
    if clean.isdigit():
        return clean.lstrip("0") or "0"
    ordinal = _ORDINAL.fullmatch(clean)
    if ordinal:
        return ordinal.group(1)
    # `12/3-A` and `3А`: with digits beside it nobody knows in which script the letter was typed.
    if numbered and (len(clean) == 1 or clean[0].isdigit()):
        return clean.translate(_LOOK_ALIKE)
    return clean
