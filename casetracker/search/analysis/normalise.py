"""One spelling for each word, however it was typed or scanned.

Pure functions. A word that looks the same to a reader must be the same to the index: scans and keyboards
without a Kazakh layout mix Latin look-alikes into Cyrillic words, word processors leave soft hyphens behind,
and dictionaries and textbooks mark stress.
"""

import re
import unicodedata

# Nothing a reader sees: soft hyphen, zero-width spaces and joiners, direction marks, byte-order mark, stress.
IGNORABLE = "\u00ad\u034f\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# U+0300 and U+0301 may only go after NFC has had its chance to compose them.
_IGNORED = re.compile(f"[{IGNORABLE}]")

APOSTROPHES = "'’‘ʼ`´′"
DASHES = "-‐‑‒–—−"
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))

# Letters that look alike, capital with capital and small with small: Latin H is Cyrillic Н, but h is һ.
_LATIN_CAPITALS = "ABCEHIKMOPTXYƏƟ"
_CYRILLIC_CAPITALS = "АВСЕНІКМОРТХУӘӨ"
_LATIN_SMALL = "acehikopxymtəɵ"
_CYRILLIC_SMALL = "асеһікорхумтәө"
_TO_CYRILLIC = str.maketrans(_LATIN_CAPITALS + _LATIN_SMALL, _CYRILLIC_CAPITALS + _CYRILLIC_SMALL)

# In a word all of whose letters have a twin nobody can tell the script by looking: "CEC" or "СЕС".
_TWINS_LATIN = "aceopxykmti"
_TWINS_CYRILLIC = "асеорхукмті"
_TWIN = str.maketrans(_TWINS_LATIN + _TWINS_CYRILLIC, _TWINS_CYRILLIC + _TWINS_LATIN)
_ALL_TWINS = re.compile(f"[{_TWINS_LATIN}]+|[{_TWINS_CYRILLIC}]+")

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-zƏəɵƟ]")
_ONE_LETTER = str.maketrans("ёəɵ", "еәө")


def without_ignorable(text: str) -> str:
    """The text without signs that nobody sees."""
    return _IGNORED.sub("", text)


def compose(word: str) -> str:
    """The word in composed letters of one script, without what nobody sees; capitals stay."""
    plain = _IGNORED.sub("", unicodedata.normalize("NFC", word))
    if _CYRILLIC.search(plain) and _LATIN.search(plain):
        return _in_one_script(plain)
    return plain


def normalise(word: str) -> str:
    """The one spelling of a word or short run of characters: lower case, composed, without invisible signs.

    ё becomes е, the schwa of other alphabets becomes ә, all apostrophes and dashes become one.
    """
    folded = unicodedata.normalize("NFC", compose(word).casefold())
    return _IGNORED.sub("", folded).translate(_ONE_LETTER).translate(_ONE_APOSTROPHE).translate(_ONE_DASH)


def to_cyrillic(letters: str) -> str:
    """The letters with Latin look-alikes turned Cyrillic."""
    return letters.translate(_TO_CYRILLIC)


def _in_one_script(text: str) -> str:
    """Latin look-alikes turned Cyrillic, in those words only that hold a Cyrillic letter too."""
    words = re.split(r"([\W_]+)", text)
    return "".join(w.translate(_TO_CYRILLIC) if _CYRILLIC.search(w) else w for w in words)


def script_twin(word: str) -> str | None:
    """The same-looking word in the other script, or None when some letter gives the script away.

    >>> script_twin("cec") == "сес"
    True
    """
    return word.translate(_TWIN) if _ALL_TWINS.fullmatch(word) else None
