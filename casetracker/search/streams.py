"""The stream of stems of one entry, as each database stores it.

Pure functions. PostgreSQL keeps 16 383 places in a row and 255 places of one lexeme; the same limits are
kept on SQLite, so that a phrase is found in both or in neither.
"""

from collections import Counter
from collections.abc import Iterable

LAST_PLACE = 16_383
MOST_PLACES_OF_ONE = 255

# Takes a place, is never searched for: a token to FTS5's ascii tokeniser, but no letter to ours.
GAP = "·"


def stream(*texts: Iterable[str]) -> list[str]:
    """The stems of several texts in one stream; a gap keeps phrases from leaping from one to the next."""
    joined: list[str] = []
    for text in texts:
        joined.extend([GAP] if joined else [])
        joined.extend(text)
    del joined[LAST_PLACE:]
    seen = Counter(joined)
    if not seen or max(seen.values()) <= MOST_PLACES_OF_ONE:
        return joined
    seen.clear()
    kept = []
    for stem in joined:
        seen[stem] += 1
        kept.append(stem if seen[stem] <= MOST_PLACES_OF_ONE else GAP)
    return kept


def as_words(stems: Iterable[str]) -> str:
    """The stream for FTS5."""
    return " ".join(stems)


def as_tsvector(stems: Iterable[str]) -> str:
    """The stream as the text of a tsvector; places count from one."""
    said: dict[str, str] = {}
    for place, stem in enumerate(stems, start=1):
        before = said.get(stem)
        said[stem] = f"{before},{place}" if before else f"{_quoted(stem)}:{place}"
    said.pop(GAP, None)
    return " ".join(said.values())


def _quoted(stem: str) -> str:
    # Nearly every stem is of letters and digits only.
    return f"'{stem}'" if stem.isalnum() else "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
