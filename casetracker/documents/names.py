"""Names of files as people gave them, made harmless: told in lists and given back with the download."""

from __future__ import annotations

import re
import unicodedata

from casetracker.cases.fields import INVISIBLE

LONGEST_NAME = 200
# Slashes and colons part folders on one system or another; the rest cannot stand in a name on some.
SEPARATORS = re.compile(r"[/\\]")
UNUSABLE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u2028\u2029\ud800-\udfff]')
BLANKS = re.compile(r"\s+")
NAMELESS = "document"


def clean_name(given: str, ending: str) -> str:
    """Return the last part of a path as a name that shows what it says and ends with *ending* (``.pdf``).

    Marks that turn the writing direction could make ``exe.pdf`` out of ``fdp.exe``: they are left out.
    """
    last = SEPARATORS.split(given)[-1]
    plain = INVISIBLE.sub("", UNUSABLE.sub(" ", unicodedata.normalize("NFC", last)))
    plain = BLANKS.sub(" ", plain).strip()
    stem = plain[: -len(ending)] if plain.lower().endswith(ending) else plain
    return (stem.strip(" .")[: LONGEST_NAME - len(ending)].rstrip(" .") or NAMELESS) + ending
