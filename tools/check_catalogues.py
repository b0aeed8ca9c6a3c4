"""Check that every sentence a person may see is said in Kazakh, Russian and English.

Nothing missing, nothing fuzzy, the same placeholders as in the code, as many plural forms as the
language has, and no sentence that the sources no longer hold.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from tools.messages import LANGUAGES, extract, read_catalogue
from tools.tree import report

PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdif%]|\{\w*\}")
NEXT_STEP = "run `make messages`"


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(str(text or "") for text in values)


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a sentence, each as it is written."""
    return set(PLACEHOLDER.findall(text))


def problems_with(message: Message, plural_forms: int) -> Iterator[str]:
    """Yield what is wrong with one message of a catalogue."""
    ids, texts = _texts(message.id), _texts(message.string)
    if not all(texts):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is fuzzy: its sentence has changed; check the translation and remove the mark"
    if message.pluralizable and len(texts) != plural_forms:
        yield f"has {len(texts)} plural form(s); this language has {plural_forms}"
    expected = set().union(*map(placeholders, ids))
    for text in texts:
        # A form for exactly one thing may do without the number.
        odd = placeholders(text) - expected if message.pluralizable else placeholders(text) ^ expected
        if odd:
            yield f"differs in placeholders: {', '.join(sorted(odd))}"


def _key(message: Message) -> tuple[str, str]:
    return (message.context or "", _texts(message.id)[0])


def problems_in(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield what is wrong in one catalogue, compared with the sentences of the sources."""
    kept = {_key(message): message for message in catalogue if message.id}
    wanted = {_key(message): message for message in template if message.id}
    for key in wanted.keys() - kept.keys():
        yield f"'{key[1]}' is in the sources and not in the catalogue; {NEXT_STEP}"
    for key in kept.keys() - wanted.keys():
        yield f"'{key[1]}' is no longer in the sources; {NEXT_STEP}"
    for key, message in kept.items():
        for problem in problems_with(message, catalogue.num_plurals):
            yield f"'{key[1]}' {problem}"


def main() -> int:
    """Run the check on all languages; return the exit code."""
    template = extract()
    found = [
        f"{language}: {problem}"
        for language in LANGUAGES
        for problem in sorted(problems_in(read_catalogue(language), template))
    ]
    return report(found, f"catalogues ({len(template)} sentences)")


if __name__ == "__main__":
    sys.exit(main())
