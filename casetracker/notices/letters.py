"""A letter as its parts, made from a template of its language; how it looks is decided elsewhere.

A template is a text of blocks that an empty line parts. A block may begin with a mark: ``#`` is the subject
of the letter, ``-`` a point of a list, ``>`` a heading, ``=`` a paragraph that somebody typed; anything else
is a paragraph.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import jinja2
from babel.dates import format_date

from casetracker.labels.within import within_a_sentence
from config.settings import PROJECT_DIR

KINDS = ("receipt", "hearing", "forwarding", "decision")
LANGUAGES = ("kk", "ru")
FOLDER = PROJECT_DIR / "templates" / "notices"
# As official letters write a day: Babel abbreviates the Kazakh year.
DAY = {"kk": "y 'жылғы' d MMMM", "ru": "d MMMM y 'года'"}
NARROW_SPACE, NO_BREAK_SPACE = "\u202f", "\xa0"
NUMBER_LINE, SIGN_LINE = "_" * 20, "_" * 16
# How pages are counted, how an unnumbered letter and a person who is not named are written.
WORDS: Mapping[str, Mapping[str, str]] = {
    "kk": {"page": "{page}-бет, барлығы {pages}", "number": "№", "to": "Кімге:", "masked": "өтініш берушіге"},
    "ru": {"page": "Страница {page} из {pages}", "number": "№", "to": "Кому:", "masked": "заявителю"},
}

Style = Literal["subject", "heading", "point", "paragraph"]
MARKS: Mapping[str, Style] = {"#": "subject", ">": "heading", "-": "point", "=": "paragraph"}


@dataclass(frozen=True)
class Block:
    """A piece of a letter."""

    style: Style
    text: str


@dataclass(frozen=True)
class Letter:
    """A letter before it becomes a file.

    Attributes:
        sender: the official name of the body, in the language of the letter.
        number: of the letter, None to leave a line for it.
        addressee: the name, or the words for somebody who is not named; None for what goes to nobody alone.
        signer: the office of whoever signs; the name is written by hand.
    """

    kind: str
    language: str
    sender: str
    sender_address: str | None
    number: str | None
    day: dt.date
    addressee: str | None
    blocks: tuple[Block, ...]
    signer: str

    @property
    def title(self) -> str:
        """Return what the letter is about, as the document is called."""
        return next(block.text for block in self.blocks if block.style == "subject")

    @property
    def signature(self) -> str:
        """Return the line at the end: office, signature, name."""
        return f"{self.signer}    {SIGN_LINE}    {SIGN_LINE}"

    @property
    def day_in_words(self) -> str:
        """Return the day of the letter in words."""
        return day_in_words(self.day, self.language)


def day_in_words(day: dt.date, language: str) -> str:
    """Return a day as official letters write it."""
    return format_date(day, DAY[language], locale=language).replace(NARROW_SPACE, NO_BREAK_SPACE)


def moment_in_words(moment: dt.datetime, language: str) -> str:
    """Return a local moment as official letters write it."""
    hour = f"{moment:%H:%M}"
    return (
        f"{day_in_words(moment.date(), 'kk')} сағат {hour}"
        if language == "kk"
        else f"{day_in_words(moment.date(), 'ru')} в {hour}"
    )


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(FOLDER)
    made = jinja2.Environment(
        loader=loader,
        # The letters are plain text; what were ever written as HTML would be escaped.
        autoescape=jinja2.select_autoescape(("html",), default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day_in_words, moment=moment_in_words, lower_first=within_a_sentence)
    return made


def blocks_of(kind: str, language: str, facts: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return the letter's text; a fact that the template needs and nobody gave is an error."""
    text = _templates().get_template(f"{kind}/{language}.txt").render({**facts, "language": language})
    return tuple(_block(part) for part in text.split("\n\n") if part.strip())


def _block(part: str) -> Block:
    text = part.strip()
    is_marked = text[0] in MARKS and text[1:2] == " "
    style = MARKS[text[0]] if is_marked else "paragraph"
    plain = text[2:] if is_marked else text
    # Lines within a block are those of the template's author; lines of what was typed are kept as \v.
    return Block(style, " ".join(plain.split("\n")).replace("\v", "\n").strip())


def typed(text: str | None) -> str:
    """Return a text that a person typed so that its lines survive in one block."""
    return "\v".join(line.strip() for line in (text or "").splitlines() if line.strip())
