"""Charts as geometry: where each bar stands, how long it is. Templates draw, styles colour them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

# In units of the drawing, which is scaled to the width of the screen.
WIDTH = 320
ROW_HEIGHT, LINE_HEIGHT = 40, 17
LABEL_BASE, BAR_TOP, BAR_HEIGHT, NUMBER_BASE = 13, 19, 14, 31
# What the number beside the longest bar needs.
ROOM_FOR_NUMBER = 116
GAP = 4
# A longer line would leave the drawing at the letters of a narrow screen, which are the largest in it.
LONGEST_LINE = 34
# What needs more lines is shortened; the table beside it says it whole.
MOST_LINES = 2
THINNEST = 2.0


@dataclass(frozen=True)
class Segment:
    """A part of a bar; *shade* is its place in the legend."""

    x: float
    width: float
    shade: int
    told: str


@dataclass(frozen=True)
class Bar:
    """A bar under the lines of its label, each with its height, and with its number at its end."""

    label: Sequence[tuple[int, str]]
    bar_y: int
    number: str
    number_x: float
    number_y: int
    segments: Sequence[Segment]


@dataclass(frozen=True)
class Chart:
    """A drawing with what it is called and what it shows in one sentence."""

    title: str
    description: str
    height: int
    bars: Sequence[Bar]
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT


@dataclass(frozen=True)
class Line:
    """What one bar tells: its label, its parts as (number, words), and its number in words."""

    label: str
    parts: Sequence[tuple[int, str]]
    number: str

    @property
    def length(self) -> int:
        """Return the number that the whole bar stands for."""
        return sum(count for count, _told in self.parts)


def bar_chart(title: str, description: str, lines: Sequence[Line]) -> Chart:
    """Return the chart of some lines; the longest bar takes the room there is."""
    longest = max((line.length for line in lines), default=0)
    scale = (WIDTH - ROOM_FOR_NUMBER) / longest if longest else 0.0
    bars, top = [], 0
    for line in lines:
        told = textwrap.wrap(line.label, LONGEST_LINE, max_lines=MOST_LINES, placeholder="…")
        top += LINE_HEIGHT * max(0, len(told) - 1)
        bars.append(_bar(line, told, top, scale))
        top += ROW_HEIGHT
    return Chart(title, description, max(ROW_HEIGHT, top), bars)


def _bar(line: Line, told: Sequence[str], top: int, scale: float) -> Bar:
    """Return a bar whose last line of the label stands at the *top*, and the others above it."""
    x = 0.0
    segments = []
    for shade, (count, words) in enumerate(line.parts, start=1):
        if count:
            width = max(THINNEST, round(count * scale, 2))
            segments.append(Segment(round(x, 2), width, shade, words))
            x += width
    last = len(told) - 1
    return Bar(
        label=[(top + LABEL_BASE - LINE_HEIGHT * (last - place), text) for place, text in enumerate(told)],
        bar_y=top + BAR_TOP,
        number=line.number,
        number_x=round(x + GAP, 2),
        number_y=top + NUMBER_BASE,
        segments=segments,
    )
