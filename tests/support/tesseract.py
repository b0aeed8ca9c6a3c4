"""The program that recognises text; a machine without it fails the tests of it, it never skips them."""

from __future__ import annotations

import shutil

from casetracker.documents.reading.recognising import languages_of

MISSING = (
    "The tests of text recognition need tesseract with Kazakh and Russian. Install it "
    "(on Debian: apt install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus)."
)


def tesseract() -> str:
    """Return the program; raise RuntimeError when it, or one of the languages, is missing."""
    program = shutil.which("tesseract")
    if program is None:
        raise RuntimeError(MISSING)
    if not languages_of(program) >= {"kaz", "rus"}:
        raise RuntimeError(f"It knows only: {', '.join(sorted(languages_of(program)))}. {MISSING}")
    return program
