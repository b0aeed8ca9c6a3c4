"""In which language a paragraph is written, where its letters tell it."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"https?://\S+")
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[\u0400-\u04ff]")
LATIN = re.compile("[a-z]", re.IGNORECASE | re.ASCII)
# Fewer letters than these tell nothing: a name, a number, a heading.
FEWEST = 40
# Every sixth letter or so of a Kazakh text is one that Russian lacks; names in a Russian text bring a few.
MANY, FEW = 0.08, 0.01


def spoken_in(paragraph: str, declared: str) -> str:
    """Return the language of a paragraph of a text in the language *declared*: kk, ru or en."""
    told = ADDRESS.sub("", paragraph)
    cyrillic, latin = len(CYRILLIC.findall(told)), len(LATIN.findall(told))
    if cyrillic + latin < FEWEST:
        return declared
    if latin > cyrillic:
        return "en"
    share = len(KAZAKH.findall(told)) / cyrillic
    if share >= MANY:
        return "kk"
    return "ru" if share <= FEW else declared
