"""How far one spelling is from another, and what somebody meant who typed with another keyboard.

Pure functions. Words come normalised (`normalise.normalise`).
"""

from __future__ import annotations

SHORTEST, LONGEST = 3, 30
# A word of so many letters may have two mistakes, a shorter one has one.
LETTERS_FOR_TWO = 7

_LATIN, _RUSSIAN = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"

# Letters that a Russian keyboard lacks, and those that are typed for them.
_FOLDED = str.maketrans("қғңөұүһіә", "кгноуухиа")

# The same keys on an English, a Russian and a Kazakh keyboard; the Kazakh letters are on the row of digits.
_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_DIGIT_KEYS, _KAZAKH_KEYS = "2345890-=", "әіңғүұқөһ"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_KAZAKH = str.maketrans(_ENGLISH_KEYS + _DIGIT_KEYS, _RUSSIAN_KEYS + _KAZAKH_KEYS)
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS + _KAZAKH_KEYS, _ENGLISH_KEYS + _DIGIT_KEYS)


def folded(word: str) -> str:
    """Return the word as somebody types it who has only Russian letters.

    >>> folded("шағым"), folded("өтініш")
    ('шагым', 'отиниш')
    """
    return word.translate(_FOLDED)


def may_be_corrected(word: str) -> bool:
    """Whether a word is long enough to be mistyped, short enough to be one, and made of letters alone."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def mistakes_allowed(word: str) -> int:
    """Return how many mistakes a word of this length may have: in a short one nearly all would be another."""
    if len(word) <= SHORTEST:
        return 0
    return 1 if len(word) < LETTERS_FOR_TWO else 2


def mistakes(typed: str, meant: str, most: int) -> int | None:
    """Return how many letters were left out, added, changed or swapped; None for more than *most*."""
    if abs(len(typed) - len(meant)) > most or len(set(typed) ^ set(meant)) > 2 * most:
        return None
    before_last: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(typed, start=1):
        current = [row]
        for column, other in enumerate(meant, start=1):
            changed = last[column - 1] + (letter != other)
            cost = min(last[column] + 1, current[column - 1] + 1, changed)
            if row > 1 and column > 1 and letter == meant[column - 2] and typed[row - 2] == other:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > most and min(last) > most:
            return None
        before_last, last = last, current
    return last[-1] if last[-1] <= most else None


def other_beginnings(letters: str, length: int) -> tuple[str, ...]:
    """Return how a word may begin whose first letters, so many of them, were typed with one mistake.

    Kazakh letters come as the Russian ones that are typed for them. Each beginning has about that length.
    """
    alphabet = _LATIN if letters.isascii() else _RUSSIAN
    begun, following = letters[:length], letters[length : length + 1]
    places = range(length)
    left_out = [begun[:at] + begun[at + 1 :] + following for at in places]
    swapped = [begun[:at] + begun[at + 1] + begun[at] + begun[at + 2 :] for at in places[:-1]]
    changed = [begun[:at] + other + begun[at + 1 :] for at in places for other in alphabet]
    added = [begun[:at] + other + begun[at:] for at in places for other in alphabet]
    return (*left_out, *swapped, *changed, *added)


def typed_on_another_keyboard(typed: str) -> tuple[str, ...]:
    """Return what the keys that were pressed say on the other keyboards, each once; nothing for a number.

    >>> typed_on_another_keyboard("ghjnjrjk")
    ('протокол',)
    >>> typed_on_another_keyboard("if5sv")
    ('шағым',)
    """
    lowered = typed.lower()
    digits = sum(sign.isdigit() for sign in lowered)
    if sum(sign.isalpha() for sign in lowered) <= digits or len(lowered) > LONGEST:
        return ()
    tables = (_TO_RUSSIAN, _TO_KAZAKH) if lowered.isascii() else (_TO_ENGLISH,)
    readings = dict.fromkeys(lowered.translate(table).replace("ё", "е") for table in tables)
    return tuple(reading for reading in readings if reading != lowered and may_be_corrected(reading))
