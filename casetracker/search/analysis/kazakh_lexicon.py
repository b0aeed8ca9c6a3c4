"""The small lexicon of the Kazakh stemmer: words whose ends look like endings, and known verbs.

Its entries live in `kazakh_lexicon.txt` beside this file, one or more a line:

- `дауыс` is a noun (or any word that is no verb) to be kept as it is;
- `тірке-` is the root of a verb;
- `орн=орын` is a form of the root that differs from the dictionary's: `орн-ы`, `орын`;
- `#` begins a comment.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casetracker.search.analysis.kazakh_sounds import unsigned


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Maps each form of a root to the stem under which it is indexed."""

    nouns: dict[str, str]
    verbs: dict[str, str]


def parse(lines: list[str]) -> Lexicon:
    """Read entries as described above."""
    nouns: dict[str, str] = {}
    verbs: dict[str, str] = {}
    for line in lines:
        for entry in line.partition("#")[0].split():
            form, _, stem = unsigned(entry).partition("=")
            target = verbs if form.endswith("-") else nouns
            target[form.rstrip("-")] = (stem or form).rstrip("-")
    return Lexicon(nouns, verbs)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the stemmer."""
    path = Path(__file__).with_name("kazakh_lexicon.txt")
    return parse(path.read_text(encoding="utf-8").splitlines())
