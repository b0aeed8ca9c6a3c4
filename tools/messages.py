"""Where translatable sentences are found and where their translations are kept."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from tools.tree import ROOT

TRANSLATIONS = ROOT / "casetracker" / "translations"
LANGUAGES = ("kk", "ru", "en")
LINE_WIDTH = 110
# What the code calls besides gettext's own names; numbers say which argument is what.
OWN_KEYWORDS = (
    "_l",
    "_n:1,2",
    "lazy_gettext",
    "lazy_ngettext:1,2",
    "lazy_pgettext:1c,2",
)


def catalogue_path(language: str, translations: Path = TRANSLATIONS) -> Path:
    """Return where the catalogue of *language* is kept."""
    return translations / language / "LC_MESSAGES" / "messages.po"


def extract(root: Path = ROOT) -> Catalog:
    """Collect every translatable sentence of the sources under *root*, as ``babel.cfg`` there says.

    Each sentence is noted with its files but without line numbers, which would change with every
    edit. A template that cannot be parsed raises jinja2's TemplateSyntaxError.
    """
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(OWN_KEYWORDS)}
    catalogue = Catalog(project="casetracker", charset="utf-8")
    found = extract_from_dir(
        root,
        methods,
        options,
        keywords=keywords,
        comment_tags=("NOTE:",),
        strip_comment_tags=True,
        directory_filter=_holds_sources,
    )
    for filename, _line, message, comments, context in found:
        catalogue.add(message, None, [(filename, 1)], auto_comments=comments, context=context)
    return catalogue


def _holds_sources(folder: str | os.PathLike[str]) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in {"node_modules", "var", "__pycache__"}


def read_catalogue(language: str, translations: Path = TRANSLATIONS) -> Catalog:
    """Read the catalogue of *language*; an empty one when there is none yet."""
    path = catalogue_path(language, translations)
    if not path.exists():
        return Catalog(locale=language, project="casetracker", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def write_catalogue(catalogue: Catalog, language: str, translations: Path = TRANSLATIONS) -> None:
    """Write *catalogue* so that the same sentences always give the same file."""
    path = catalogue_path(language, translations)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=LINE_WIDTH, sort_by_file=True, ignore_obsolete=True, include_lineno=False
        )
