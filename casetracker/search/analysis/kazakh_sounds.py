"""The sound laws of Kazakh that decide which form of a suffix may follow which stem.

Pure functions. Vowel harmony: the vowels of a suffix are front or back as the last decisive vowel of the
stem (`шешім-дер`, `дауыс-тар`). Assimilation: the first consonant of a suffix depends on the last sound
of the stem (`сот-қа`, `комиссия-ға`, `заң-нан`, `ел-ден`). Both laws together rule out most false cuts:
`Алматы` is not `алма` + `ты`, because after a vowel that ending would be `ны`.
"""

FRONT = frozenset("әеөүі")
BACK = frozenset("аоұы")
# These harmonise either way in Kazakh words or in loans: оқу-ға and бекіту-ге, комиссия-ға and сентябрь-де.
UNDECIDED = frozenset("иуюяэ")
VOWELS = FRONT | BACK | UNDECIDED

VOWEL = frozenset("аәеоөұүыіияюэ")
GLIDE = frozenset("уюий")  # у, ю and и end a syllable like a consonant: сайлау-ы, сайлау-дың, қою-ды
NASAL = frozenset("мнң")
VOICELESS = frozenset("кқпстфхһцчшщ") | frozenset("бгғд")  # loans in -б, -г, -д take voiceless endings
BUZZING = frozenset("зж")
LIQUID = frozenset("рл")
V = frozenset("в")
CONSONANT = NASAL | VOICELESS | BUZZING | LIQUID | V | GLIDE

_SOFTENED = {"б": "п", "г": "к", "ғ": "қ"}


def harmonise(stem: str, suffix: str) -> bool:
    """Whether the suffix's first decisive vowel agrees with the stem's last one."""
    wanted = next((c for c in suffix if c in FRONT or c in BACK), None)
    if wanted is None:
        return True
    last = next((c for c in reversed(stem) if c in VOWELS), None)
    if last is None:
        return False
    if last in UNDECIDED or (last in FRONT) == (wanted in FRONT):
        return True
    # к and г are themselves front (қ and ғ are back): loans in -к, -г take front endings, `банк-і`,
    # `парк-ке`.
    return wanted in FRONT and stem[-1] in "кг"


def harden(stem: str) -> str:
    """Undo the softening of a final sound before a vowel: `кітаб-ы` is `кітап`, `құқығ-ы` is `құқық`.

    Loans such as `штаб` harden too; as every form of them does, they still meet under one stem.
    """
    return stem[:-1] + _SOFTENED[stem[-1]] if stem[-1] in _SOFTENED else stem


def unsigned(word: str) -> str:
    """The word without the signs of loans, which endings swallow: `бюллетень`, but `бюллетен-і`."""
    return word.replace("ь", "").replace("ъ", "")


def has_vowel(stem: str) -> bool:
    """Whether the stem can be spoken at all."""
    return any(c in VOWELS for c in stem)
