"""Where a known name stands in a text: inflected, transliterated, spaced out, behind look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from casetracker.publication.redaction.reading import (
    CYRILLIC_LOOK_ALIKES,
    DIGITS,
    LOOK_ALIKES,
    Reading,
    is_cyrillic,
    is_latin,
    read,
    sounds,
)

Span = tuple[int, int]

SHORT_NAME = 4
ENDINGS = (
    "ия|ии|ию|ией|ьи|ья|ью|а|у|ом|ем|е|ой|ей|ы|и|ым|им|ых|их|ого|его|ому|ему|ю|я|ью|ою|"
    "ның|нің|дың|дің|тың|тің|ны|ні|ды|ді|ты|ті|ға|ге|қа|ке|на|не|да|де|та|те|"
    "нан|нен|дан|ден|тан|тен|мен|бен|пен|лар|лер|дар|дер|тар|тер|s|'s|’s"
)
VOWELS = "аәеёиоөуұүыіэюяaeiouy"
LETTER = r"[^\W\d_]"
BEGIN, END = rf"(?<!{LETTER})", rf"(?!{LETTER})"
# What may stand between the letters of a name that is spaced out; a mask divides words.
BETWEEN = r"(?:[^\w\[\]…]|_)"
# A father's name is told with Kazakh endings in one text and with Russian ones in the other.
FATHERED = re.compile(r"(улы|кызы|ович|евич|овна|евна|ична|оглы)$")
FATHERS = r"(?:улы|кызы|ович|евич|овн|евн|ичн|оглы)"
UPPER = r"[A-ZА-ЯЁӘІҢҒҮҰҚӨҺÀ-ÖØ-Þ]"
INITIAL = rf"(?<!\w){UPPER}\w?\s?\."
BEFORE = re.compile(rf"(?:{INITIAL}\s*){{1,3}}$")
AFTER = re.compile(rf"\s*,?\s*{UPPER}\w?\s?\.(?:\s*{UPPER}\w?\s?\.){{0,2}}(?!\w)")
REACH = 16


def name_spans(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Yield where the words of *names* stand in the text, with the initials beside them."""
    words = {word for name in names for word in re.findall(rf"{LETTER}+", read(name).text) if len(word) > 1}
    if not words:
        return
    readings = _Readings(text)
    for word in sorted(words):
        for span in readings.spans_of(word):
            yield with_initials(text, span)


def with_initials(text: str, span: Span) -> Span:
    """Return a span with the initials that stand before and behind it."""
    start, end = span
    before = BEFORE.search(text, max(0, start - REACH), start)
    after = AFTER.match(text, end)
    return before.start() if before else start, after.end() if after else end


class _Readings:
    """The ways in which a text is read, each made once and only when a name needs it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = read(text)
        self._made: dict[str, Reading] = {}

    def spans_of(self, word: str) -> Iterator[Span]:
        """Yield where a word of a name stands: by its letters, and by its sound in the other script."""
        yield from self._spelt(word)
        yield from self._heard(word)

    def _spelt(self, word: str) -> Iterator[Span]:
        table = LOOK_ALIKES if is_cyrillic(word) else CYRILLIC_LOOK_ALIKES
        alike = self._reading(f"alike{is_cyrillic(word)}", lambda: self.plain.translated(table))
        digits = self._reading(f"digits{is_cyrillic(word)}", lambda: alike.translated(DIGITS))
        meant = word.translate(table)
        for reading in (alike, digits):
            yield from self._found(reading, meant)

    def _heard(self, word: str) -> Iterator[Span]:
        for is_coarse in (False, True):
            sounding = sounds(read(word), is_coarse=is_coarse).text
            if len(sounding) < 2 or is_coarse is (len(sounding) <= SHORT_NAME):
                continue
            heard = self._reading(f"sounds{is_coarse}", partial(sounds, self.plain, is_coarse=is_coarse))
            for start, end in self._found(heard, sounding):
                # In one script the letters themselves were compared: how they sound would mask too much.
                if is_latin(self.text[start:end]) if is_cyrillic(word) else is_cyrillic(self.text[start:end]):
                    yield start, end

    def _reading(self, key: str, make: Callable[[], Reading]) -> Reading:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _found(self, reading: Reading, word: str) -> Iterator[Span]:
        long, short = patterns(word)
        for match in long.finditer(reading.text) if long else ():
            start, end = reading.span(match)
            before = reading.text[match.start() - 1] if match.start() else " "
            # A name that begins inside a word begins with a capital letter there.
            if not before.isalpha() or self.text[start].isupper():
                yield start, end
        for match in short.finditer(reading.text) if short else ():
            start, end = reading.span(match)
            if self.text[start].isupper():
                yield start, end


@lru_cache(maxsize=512)
def patterns(word: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return the pattern of a long name (any of its forms) and that of a short one (a capital begins it).

    A short name is often the beginning of a common word: the capital letter and a known ending tell them
    apart.
    """
    long = list(_long(word))
    return (
        re.compile("|".join(long)) if long else None,
        re.compile(_short(word)) if len(_stem(word)) <= SHORT_NAME else None,
    )


def _long(word: str) -> Iterator[str]:
    stem, fathered = _stem(word), FATHERED.search(word)
    if len(stem) > SHORT_NAME:
        yield rf"{_spaced(stem, '{0,3}')}{LETTER}*{END}"
    if fathered and fathered.start() >= 3:
        yield rf"{BEGIN}{_spaced(word[: fathered.start()], '{0,3}')}{FATHERS}{LETTER}*{END}"


def _stem(word: str) -> str:
    # No ending has more than two vowels.
    return word[:-2] + word[-2:].rstrip(VOWELS + "йь")


def _short(word: str) -> str:
    stem = _stem(word)
    stems = {word, stem if len(stem) > 2 else word[:-1] if len(word) > 3 else word}
    if len(word) > 3 and word.endswith(("еи", "аи", "ои")):
        # Andrey, Andreya, Andreyu: й is read as и.
        stems.add(word[:-1])
    begins = "|".join(re.escape(each) for each in sorted(stems, key=len, reverse=True))
    endings = read(ENDINGS).text
    return rf"{BEGIN}(?:{begins}|{_spaced(word, '{1,3}')})(?:{endings})?{END}"


def _spaced(word: str, times: str) -> str:
    return f"{BETWEEN}{times}".join(re.escape(letter) for letter in word)
