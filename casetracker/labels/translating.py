"""The words of a label in a language that nobody is reading now, with or without an application around."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask_babel import force_locale

from casetracker import labels

CATALOGUES = Path(__file__).parent.parent / "translations"
# In which the labels are written.
SOURCE = "en"


@cache
def in_language(kind: str, slug: str, language: str) -> str:
    """Return the words for *slug* in a language; an unknown slug as it is."""
    with force_locale(SOURCE):
        words = labels.label(kind, slug)
    return _catalogue(language).gettext(words) if slug in labels.KINDS[kind] else words


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])
