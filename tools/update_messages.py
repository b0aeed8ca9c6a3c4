"""Bring the message catalogues up to date with the sources: extract, merge, fill English, compile.

New sentences come in empty and changed ones as fuzzy: `make check` fails until somebody has
translated them.
"""

from __future__ import annotations

import sys

from tools import compile_messages, fill_english
from tools.messages import LANGUAGES, extract, read_catalogue, write_catalogue


def main() -> int:
    """Update and compile all catalogues; return the exit code."""
    template = extract()
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        catalogue.update(template, update_creation_date=False)
        if language == "en":
            fill_english.fill(catalogue)
        write_catalogue(catalogue, language)
    print(f"{len(template)} sentences in {', '.join(LANGUAGES)}")
    return compile_messages.main()


if __name__ == "__main__":
    sys.exit(main())
