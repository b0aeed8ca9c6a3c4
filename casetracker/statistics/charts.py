"""Charts as geometry: where each bar stands, how long it is. Templates draw, styles colour them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# In units of the drawing, which is scaled to the width of the screen.
WIDTH = 320
ROW_HEIGHT = 40
LABEL_BASE, BAR_TOP, BAR_HEIGHT, NUMBER_BASE = 13, 19, 14, 31
# What the number beside the longest bar needs.
ROOM_FOR_NUMBER = 96
GAP = 4
# A label that is longer would leave the drawing; the table beside it says it whole.
LONGEST_LABEL = 42
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
    """A bar under its label, with its number at its end."""

    label: str
    label_y: int
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
    bars = [_bar(line, place, scale) for place, line in enumerate(lines)]
    return Chart(title, description, ROW_HEIGHT * max(1, len(bars)), bars)


def _bar(line: Line, place: int, scale: float) -> Bar:
    top, x = place * ROW_HEIGHT, 0.0
    segments = []
    for shade, (count, told) in enumerate(line.parts, start=1):
        if count:
            width = max(THINNEST, round(count * scale, 2))
            segments.append(Segment(round(x, 2), width, shade, told))
            x += width
    return Bar(
        label=_shortened(line.label),
        label_y=top + LABEL_BASE,
        bar_y=top + BAR_TOP,
        number=line.number,
        number_x=round(x + GAP, 2),
        number_y=top + NUMBER_BASE,
        segments=segments,
    )


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
