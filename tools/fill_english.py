"""Fill the English catalogue with the message ids, which are English sentences already.

So the completeness check can treat all languages alike. What somebody wrote on purpose (a better
plural, say) is kept as long as its sentence in the code has not changed.
"""

from __future__ import annotations

import sys

from babel.messages.catalog import Catalog, Message

from tools.messages import read_catalogue, write_catalogue


def fill(catalogue: Catalog) -> int:
    """Give each untranslated or doubtful message its id as its text; return how many were filled."""
    filled = 0
    for message in catalogue:
        if message.id and (message.fuzzy or not _is_complete(message)):
            message.string = message.id
            message.flags.discard("fuzzy")
            filled += 1
    return filled


def _is_complete(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(texts)


def main() -> int:
    """Fill the English catalogue in place; return the exit code."""
    catalogue = read_catalogue("en")
    print(f"Filled {fill(catalogue)} English message(s)")
    write_catalogue(catalogue, "en")
    return 0


if __name__ == "__main__":
    sys.exit(main())
