"""The endings of Kazakh, each with its slot and the sounds it may follow.

A Kazakh word is a root and a chain of slots in fixed order: root, plural, possessive, case
(`комиссия-лар-ымыз-ға`); a verb is root, voice, negation, ending (`тірке-л-ме-ген`), and its noun forms
go on like nouns (`-ген-дер-ге`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from casetracker.search.analysis.kazakh_sounds import (
    BUZZING,
    CONSONANT,
    GLIDE,
    LIQUID,
    NASAL,
    VOICELESS,
    VOWEL,
    V,
)


class Slot(Enum):
    """Where in the chain a suffix stands."""

    VOICE = auto()  # тірке-т-: reflexive, causative, mutual
    PASSIVE = auto()  # тірке-л-: the last of the voices
    NEGATION = auto()  # тірке-ме-
    INFINITIVE = auto()  # тірке-у
    PARTICIPLE = auto()  # тірке-ген, тірке-йтін
    FINITE = auto()  # тірке-ді, тірке-п
    PLURAL = auto()  # комиссия-лар
    POSSESSIVE = auto()  # комиссия-мыз, комиссия-ңыз
    POSSESSIVE_THIRD = auto()  # комиссия-сы
    CASE = auto()  # комиссия-ға
    CASE_AFTER_THIRD = auto()  # комиссия-сы-на
    ATTRIBUTE = auto()  # комиссия-дағы
    ATTRIBUTE_AFTER_THIRD = auto()  # комиссия-сы-ндағы


VERBAL = frozenset({Slot.VOICE, Slot.PASSIVE, Slot.NEGATION, Slot.INFINITIVE, Slot.PARTICIPLE, Slot.FINITE})
_VOICES = frozenset({Slot.VOICE, Slot.PASSIVE})
_NOUN_LIKE = frozenset({Slot.INFINITIVE, Slot.PARTICIPLE})
_POSSESSED = _NOUN_LIKE | {Slot.PLURAL, Slot.POSSESSIVE, Slot.POSSESSIVE_THIRD}

# What may stand directly before (to the left of) a suffix of the slot, besides the root itself.
MAY_PRECEDE: dict[Slot, frozenset[Slot]] = {
    Slot.VOICE: frozenset({Slot.VOICE}),
    Slot.PASSIVE: frozenset({Slot.VOICE}),
    Slot.NEGATION: _VOICES,
    Slot.INFINITIVE: _VOICES | {Slot.NEGATION},
    Slot.PARTICIPLE: _VOICES | {Slot.NEGATION},
    Slot.FINITE: _VOICES | {Slot.NEGATION},
    Slot.PLURAL: _NOUN_LIKE | {Slot.ATTRIBUTE, Slot.ATTRIBUTE_AFTER_THIRD},
    Slot.POSSESSIVE: _NOUN_LIKE | {Slot.PLURAL},
    Slot.POSSESSIVE_THIRD: _NOUN_LIKE | {Slot.PLURAL},
    Slot.CASE: _POSSESSED | {Slot.ATTRIBUTE, Slot.ATTRIBUTE_AFTER_THIRD},
    Slot.CASE_AFTER_THIRD: frozenset({Slot.POSSESSIVE_THIRD}),
    Slot.ATTRIBUTE: _POSSESSED,
    Slot.ATTRIBUTE_AFTER_THIRD: frozenset({Slot.POSSESSIVE_THIRD}),
}

# Without the suffix to its left such an ending is no ending: `-на` needs the `-сы-` of `комиссия-сы-на`.
DEPENDENT = frozenset({Slot.CASE_AFTER_THIRD, Slot.ATTRIBUTE_AFTER_THIRD})

# No word ends with these: it would be an order to one person. What seems to is a noun made of the verb,
# another word than it: `қой-ма` (store) and `жар-ыл-ыс` (explosion) beside `қой-` and `жар-`.
NEVER_LAST = _VOICES | {Slot.NEGATION}

# These make nouns of verbs, and of their passives.
NOUNS_OF_VERBS = (
    *("ма", "ме", "ба", "бе", "па", "пе", "ым", "ім"),
    *("ылым", "ілім", "лым", "лім", "ылыс", "іліс", "лыс", "ліс"),
)


@dataclass(frozen=True, slots=True)
class Suffix:
    """One written form of an ending; `weak` ones count only when they lead to a known verb."""

    text: str
    slot: Slot
    after: frozenset[str]
    weak: bool = False


_ANY = VOWEL | CONSONANT
_VOICED = VOWEL | GLIDE | NASAL | LIQUID | BUZZING | V
_THIRD = frozenset("ыі")
# Verbs made of nouns end in -ла, -да, -та, -на: `ойна-ды`, not `ойн-ады`.
_BEFORE_LA = frozenset("лдтн")
_SINGULAR_OWNER = frozenset("мң")

_NOUN_ENDINGS: tuple[tuple[Slot, frozenset[str], str], ...] = (
    (Slot.PLURAL, VOWEL | GLIDE | {"р"}, "лар лер"),
    (Slot.PLURAL, NASAL | BUZZING | V | {"л"}, "дар дер"),
    (Slot.PLURAL, VOICELESS, "тар тер"),
    (Slot.POSSESSIVE_THIRD, CONSONANT, "ы і"),
    (Slot.POSSESSIVE_THIRD, VOWEL, "сы сі"),
    (Slot.POSSESSIVE, CONSONANT, "ым ім ың ің ымыз іміз ыңыз іңіз"),
    (Slot.POSSESSIVE, VOWEL, "мыз міз ңыз ңіз"),
    (Slot.CASE, VOWEL | NASAL, "ның нің"),
    (Slot.CASE, LIQUID | GLIDE | BUZZING | V, "дың дің"),
    (Slot.CASE, VOICELESS, "тың тің"),
    (Slot.CASE, VOWEL, "ны ні"),
    (Slot.CASE, _VOICED - VOWEL | GLIDE, "ды ді"),
    (Slot.CASE, VOICELESS, "ты ті"),
    (Slot.CASE, _VOICED, "ға ге"),
    (Slot.CASE, VOICELESS, "қа ке"),
    (Slot.CASE, _SINGULAR_OWNER, "а е"),
    (Slot.CASE, _VOICED, "да де"),
    (Slot.CASE, VOICELESS, "та те"),
    (Slot.CASE, _VOICED - NASAL, "дан ден"),
    (Slot.CASE, NASAL, "нан нен"),
    (Slot.CASE, VOICELESS, "тан тен"),
    (Slot.CASE, VOWEL | GLIDE | NASAL | LIQUID, "мен менен"),
    (Slot.CASE, BUZZING | V, "бен"),
    (Slot.CASE, VOICELESS, "пен"),
    (Slot.CASE_AFTER_THIRD, _THIRD, "н на не нда нде нан нен"),
    (Slot.ATTRIBUTE, _VOICED, "дағы дегі"),
    (Slot.ATTRIBUTE, VOICELESS, "тағы тегі"),
    (Slot.ATTRIBUTE_AFTER_THIRD, _THIRD, "ндағы ндегі"),
)

_VERB_ENDINGS: tuple[tuple[Slot, frozenset[str], str], ...] = (
    (Slot.NEGATION, VOWEL | GLIDE | LIQUID, "ма ме"),
    (Slot.NEGATION, NASAL | BUZZING, "ба бе"),
    (Slot.NEGATION, VOICELESS, "па пе"),
    (Slot.INFINITIVE, _ANY, "у"),
    (Slot.PARTICIPLE, _VOICED, "ған ген"),
    (Slot.PARTICIPLE, VOICELESS, "қан кен"),
    (Slot.PARTICIPLE, VOWEL, "йтын йтін"),
    (Slot.FINITE, CONSONANT - _BEFORE_LA, "ады еді"),
    (Slot.FINITE, VOWEL, "йды йді"),
    (Slot.FINITE, _VOICED, "ды ді"),
    (Slot.FINITE, VOICELESS, "ты ті"),
    (Slot.FINITE, CONSONANT, "ып іп"),
)

# Too short or too like the ends of nouns to be cut from a word we do not know to be a verb.
_WEAK_VERB_ENDINGS: tuple[tuple[Slot, frozenset[str], str], ...] = (
    (Slot.PASSIVE, CONSONANT, "ыл іл"),
    (Slot.PASSIVE, VOWEL, "л"),
    (Slot.VOICE, CONSONANT, "ын ін ыс іс тыр тір дыр дір ғыз гіз қыз кіз"),
    (Slot.VOICE, VOWEL, "н с т"),
    (Slot.VOICE, LIQUID | GLIDE, "т"),
    # Look like -ат, -ет with an owner (`сипат-ын`, `комитет-ін`) and like a past (`ойна-ды`).
    (Slot.PARTICIPLE, CONSONANT, "атын етін"),
    (Slot.FINITE, _BEFORE_LA, "ады еді"),
    (Slot.FINITE, VOWEL, "п й"),
    (Slot.FINITE, VOICELESS, "са се қалы келі қанша кенше пай пей"),
    (Slot.FINITE, _VOICED, "са се ғалы гелі ғанша генше"),
    (Slot.FINITE, VOWEL | GLIDE | LIQUID, "май мей мақ мек"),
    (Slot.FINITE, NASAL | BUZZING, "бай бей бақ бек"),
    (Slot.FINITE, CONSONANT, "ар ер"),
    (Slot.FINITE, VOWEL, "р с"),
    (Slot.FINITE, VOWEL, "ймын ймін ймыз йміз"),
    (Slot.FINITE, CONSONANT, "амын емін амыз еміз"),
)


def _spelt_out() -> Iterator[Suffix]:
    for table, weak in ((_NOUN_ENDINGS + _VERB_ENDINGS, False), (_WEAK_VERB_ENDINGS, True)):
        for slot, after, texts in table:
            for text in texts.split():
                yield Suffix(text, slot, after, weak)


def _by_text() -> dict[str, tuple[Suffix, ...]]:
    grouped: dict[str, list[Suffix]] = {}
    for suffix in _spelt_out():
        grouped.setdefault(suffix.text, []).append(suffix)
    return {text: tuple(group) for text, group in grouped.items()}


SUFFIXES: dict[str, tuple[Suffix, ...]] = _by_text()
LONGEST = max(map(len, SUFFIXES))

# `-мен` has one form for front and back stems alike.
WITHOUT_HARMONY = frozenset({"мен", "бен", "пен", "менен"})
