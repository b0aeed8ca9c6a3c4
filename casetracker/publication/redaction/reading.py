"""A text as it is read in search of names: one spelling, and nothing that hides a letter.

A :class:`Reading` remembers where each of its letters stands in the text, so that what is found in it is
masked there, together with whatever was hidden in between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# A name is written with Kazakh letters in one text and with Russian ones in the other: read them alike.
ONE_SPELLING = str.maketrans("ёіқғңәөұүһ", "еикгнаоуух")
# Latin and Greek letters that pass for Cyrillic ones; a name must not hide behind them.
LOOK_ALIKES = str.maketrans("aceopxykhmtbiαεορτκμχιβυν", "асеорхукнмтвиаеорткмхивуи")
CYRILLIC_LOOK_ALIKES = str.maketrans("асеорхукнмтви", "aceopxykhmtbi")
DIGITS = str.maketrans("03641", "озбчи")
# Marks over Latin letters that mean another sound, not an accent.
SOUNDS = {"ş": "sh", "š": "sh", "ś": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ı": "i", "ŋ": "n"}
# What a PDF puts for a hyphen at the end of a line.
BROKEN_LINE = frozenset("\x02\ufffe\u00ad")
HYPHENS = frozenset("\x02-\u2010\u2011")
CYRILLIC = re.compile(r"[\u0400-\u052f]")

LATIN_SOUNDS = {
    "shch": "sh", "sch": "sh", "tch": "ch", "zh": "j", "kh": "h", "gh": "g", "sh": "sh", "ch": "ch",
    "ts": "c", "tz": "c", "ph": "f", "ck": "k", "q": "k", "x": "ks", "w": "v", "y": "i",
}  # fmt: skip
CYRILLIC_SOUNDS = dict(zip("абвгдежзиклмнопрстуфхцыэюя", "abvgdejziklmnoprstufhcieua", strict=True)) | {
    "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "дж": "j",
}  # fmt: skip
SOUND = re.compile("|".join(sorted(LATIN_SOUNDS | CYRILLIC_SOUNDS, key=len, reverse=True)) + "|.", re.DOTALL)
VOWEL_SOUNDS = frozenset("aeou")


Place = tuple[int, int]
Piece = tuple[str, Place]


@dataclass(frozen=True)
class Reading:
    """What is read, and for each of its characters the places in the text that it was read from."""

    text: str
    places: tuple[Place, ...]

    def span(self, match: re.Match[str]) -> Place:
        """Return where a match stands in the text."""
        return self.places[match.start()][0], self.places[match.end() - 1][1]

    def translated(self, table: dict[int, int]) -> Reading:
        """Return the reading with letters put for others, one for one."""
        return Reading(self.text.translate(table), self.places)


def read(text: str) -> Reading:
    """Return how a text is read: small letters, one spelling, no accents, nothing invisible."""
    pieces = [(piece, (place, place + 1)) for place, sign in enumerate(text) for piece in _letters(sign)]
    return _reading(_without_broken_lines(pieces))


def sounds(reading: Reading, *, is_coarse: bool) -> Reading:
    """Return how a text sounds, whether its letters are Cyrillic or Latin; *is_coarse*: o and e are one."""
    pieces: list[Piece] = []
    for match in SOUND.finditer(reading.text):
        sign = match[0]
        sound = LATIN_SOUNDS.get(sign, CYRILLIC_SOUNDS.get(sign, sign))
        pieces += [(letter, reading.span(match)) for letter in sound]
    return _reading(_softened(pieces, is_coarse))


def is_cyrillic(text: str) -> bool:
    """Tell whether a text has a Cyrillic letter."""
    return CYRILLIC.search(text) is not None


def is_latin(text: str) -> bool:
    """Tell whether a text has a letter that is not Cyrillic."""
    return any(sign.isalpha() and not CYRILLIC.match(sign) for sign in text)


@lru_cache(maxsize=4096)
def _letters(sign: str) -> str:
    if sign in BROKEN_LINE:
        return "\x02"
    if unicodedata.category(sign) in {"Cf", "Mn", "Me", "Cn"} or (sign < " " and not sign.isspace()):
        return ""
    if not sign.isalnum():
        return sign
    small = sign.lower()
    small = SOUNDS.get(small, small)
    plain = "".join(part for part in unicodedata.normalize("NFKD", small) if not unicodedata.combining(part))
    return (plain.lower() or small).translate(ONE_SPELLING)


def _without_broken_lines(pieces: list[Piece]) -> Iterable[Piece]:
    """Join what a hyphen at the end of a line divides, and drop soft hyphens."""
    at = 0
    while at < len(pieces):
        piece = pieces[at][0]
        if piece in HYPHENS:
            after = at + 1
            while after < len(pieces) and pieces[after][0] in " \t\r\n":
                after += 1
            if any(broken == "\n" for broken, _place in pieces[at:after]):
                at = after
                continue
        if piece != "\x02":
            yield pieces[at]
        at += 1


def _softened(pieces: list[Piece], is_coarse: bool) -> list[Piece]:
    """Drop what is written or not as one likes: an i before a vowel, and doubled letters."""
    kept: list[Piece] = []
    dropped: Place | None = None
    for at, (letter, place) in enumerate(pieces):
        following = pieces[at + 1][0] if at + 1 < len(pieces) else ""
        place, dropped = ((dropped or place)[0], place[1]), None
        if letter == "i" and (following in VOWEL_SOUNDS or following == "i"):
            dropped = place
            continue
        letter = "e" if is_coarse and letter == "o" else letter
        if kept and kept[-1][0] == letter and letter.isalpha():
            kept[-1] = (letter, (kept[-1][1][0], place[1]))
            continue
        kept.append((letter, place))
    return kept


def _reading(pieces: Iterable[Piece]) -> Reading:
    known = list(pieces)
    return Reading("".join(piece for piece, _place in known), tuple(place for _piece, place in known))
