"""The order of names in lists: by the Kazakh alphabet, in which the Russian one is contained."""

from __future__ import annotations

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
FIRST_CYRILLIC = 0x0400
PLACES = {letter: FIRST_CYRILLIC + place for place, letter in enumerate(LETTERS)}


def place_in_list(name: str) -> tuple[int, ...]:
    """Return what a name is sorted by: by their code points, "Ақмола" would stand after "Астана"."""
    return tuple(PLACES.get(letter, ord(letter)) for letter in name.casefold())
