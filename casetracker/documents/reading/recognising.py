"""Recognise text in pictures by the program ``tesseract``, when it is on the machine."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

PAGE_SECONDS = 40.0
ASKING_SECONDS = 20.0
# The languages of the proceedings, by what the program calls them. Kazakh first, in Russian documents too: it
# knows all letters of both, and with Russian first қ and ң become к and н.
WANTED = {"kk": ("kaz", "rus", "eng"), "ru": ("kaz", "rus", "eng"), "en": ("eng", "kaz", "rus")}
NEEDED = frozenset({"kaz", "rus"})


@dataclass(frozen=True)
class Recognition:
    """The program and its languages (``kaz+rus``)."""

    program: str
    languages: str

    def text(self, picture: Image.Image) -> str:
        """Return the text of a picture, '' when the program cannot do it or takes too long."""
        from casetracker.documents.reading.pictures import as_png

        command = [self.program, "stdin", "stdout", "-l", self.languages, "--psm", "3"]
        try:
            done = subprocess.run(  # noqa: S603 - the program that the settings name
                command, input=as_png(picture), capture_output=True, timeout=PAGE_SECONDS, check=True
            )
        except (subprocess.SubprocessError, OSError):
            return ""
        return done.stdout.decode("utf-8", "replace").strip()


def languages_of(program: str) -> frozenset[str]:
    """Return the languages that the program knows; none when it cannot be asked."""
    try:
        asked = subprocess.run(  # noqa: S603 - the program that the settings name
            [program, "--list-langs"], capture_output=True, timeout=ASKING_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return frozenset()
    lines = asked.stdout.decode("utf-8", "replace").splitlines()
    return frozenset(line.strip() for line in lines[1:] if line.strip())


def languages_for(program: str, language: str) -> str:
    """Return the languages to recognise a document of *language* with; '' when the program lacks ours.

    One that knows English only would make nonsense of every page.
    """
    known = languages_of(program)
    return "+".join(each for each in WANTED[language] if each in known) if known & NEEDED else ""
