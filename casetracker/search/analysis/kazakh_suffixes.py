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
    POSSESSIVE = auto()  # шағым-ым, шағым-ың: of one owner
    POSSESSIVE_OF_MANY = auto()  # комиссия-мыз, комиссия-ңыз
    POSSESSIVE_THIRD = auto()  # комиссия-сы
    CASE = auto()  # комиссия-ны, комиссия-дан
    DATIVE = auto()  # комиссия-ға
    CASE_OF_ALL = auto()  # комиссия-ның, комиссия-сы-ның: the same for every owner
    CASE_AFTER_THIRD = auto()  # комиссия-сы-на
    CASE_AFTER_OWNER = auto()  # шағым-ым-а
    ATTRIBUTE = auto()  # комиссия-дағы
    ATTRIBUTE_AFTER_THIRD = auto()  # комиссия-сы-ндағы


VERBAL = frozenset({Slot.VOICE, Slot.PASSIVE, Slot.NEGATION, Slot.INFINITIVE, Slot.PARTICIPLE, Slot.FINITE})
_VOICES = frozenset({Slot.VOICE, Slot.PASSIVE})
_NOUN_LIKE = frozenset({Slot.INFINITIVE, Slot.PARTICIPLE})
_ATTRIBUTES = frozenset({Slot.ATTRIBUTE, Slot.ATTRIBUTE_AFTER_THIRD})
# A third owner takes cases of his own (`сот-ы-на`, not `сот-ы-ға`), and one who speaks or is spoken to a
# dative (`сот-ым-а`): `саты-ға` is of `саты` (ladder), `жүзім-ге` of `жүзім` (grapes), not of `жүз`.
_OF_MANY = _NOUN_LIKE | {Slot.PLURAL, Slot.POSSESSIVE_OF_MANY}
_OWNED = _OF_MANY | {Slot.POSSESSIVE}

# What may stand directly before (to the left of) a suffix of the slot, besides the root itself.
MAY_PRECEDE: dict[Slot, frozenset[Slot]] = {
    Slot.VOICE: frozenset({Slot.VOICE}),
    Slot.PASSIVE: frozenset({Slot.VOICE}),
    Slot.NEGATION: _VOICES,
    Slot.INFINITIVE: _VOICES | {Slot.NEGATION},
    Slot.PARTICIPLE: _VOICES | {Slot.NEGATION},
    Slot.FINITE: _VOICES | {Slot.NEGATION},
    Slot.PLURAL: _NOUN_LIKE | _ATTRIBUTES,
    Slot.POSSESSIVE: _NOUN_LIKE | {Slot.PLURAL},
    Slot.POSSESSIVE_OF_MANY: _NOUN_LIKE | {Slot.PLURAL},
    Slot.POSSESSIVE_THIRD: _NOUN_LIKE | {Slot.PLURAL},
    Slot.CASE: _OWNED | _ATTRIBUTES,
    Slot.DATIVE: _OF_MANY | _ATTRIBUTES,
    Slot.CASE_OF_ALL: _OWNED | _ATTRIBUTES | {Slot.POSSESSIVE_THIRD},
    Slot.CASE_AFTER_THIRD: frozenset({Slot.POSSESSIVE_THIRD}),
    Slot.CASE_AFTER_OWNER: frozenset({Slot.POSSESSIVE}),
    Slot.ATTRIBUTE: _OWNED,
    Slot.ATTRIBUTE_AFTER_THIRD: frozenset({Slot.POSSESSIVE_THIRD}),
}

# Without the suffix to its left such an ending is no ending: `-на` needs the `-сы-` of `комиссия-сы-на`, and
# `-а` the `-ым-` of `шағым-ым-а`: `сома` (sum) is not `сом` (rouble) + `а`, which would be `сом-ға`.
DEPENDENT = frozenset({Slot.CASE_AFTER_THIRD, Slot.CASE_AFTER_OWNER, Slot.ATTRIBUTE_AFTER_THIRD})

# No word ends with these: it would be an order to one person. What seems to is a noun made of the verb,
# another word than it: `қой-ма` (store) and `жар-ыл-ыс` (explosion) beside `қой-` and `жар-`.
NEVER_LAST = _VOICES | {Slot.NEGATION}

# These make nouns of verbs, and of their passives. -мақ is also a purpose (`бар-мақ`, to go), but hardly in
# official texts: `өр-мек` is a loom.
NOUNS_OF_VERBS = (
    *("мақ", "мек", "бақ", "бек", "пақ", "пек"),
    *("ма", "ме", "ба", "бе", "па", "пе", "ым", "ім"),
    *("ылым", "ілім", "лым", "лім", "ылыс", "іліс", "лыс", "ліс"),
)

# These make of a noun who shares it (`жол-дас`, `сыр-лас`, `одақ-тас`), by the same law as the plural. Before
# an owner they look like a case or a verb: `жолдас-ы` is not `жол-да-сы`, for no owner follows a case.
WHO_SHARES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("дас", "дес"), NASAL | BUZZING | V | {"л"}),
    **dict.fromkeys(("лас", "лес"), VOWEL | GLIDE | {"р"}),
    **dict.fromkeys(("тас", "тес"), VOICELESS),
}


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
    (Slot.POSSESSIVE, CONSONANT, "ым ім"),
    (Slot.POSSESSIVE, CONSONANT - {"н"}, "ың ің"),
    (Slot.POSSESSIVE_OF_MANY, CONSONANT, "ымыз іміз ыңыз іңіз"),
    (Slot.POSSESSIVE_OF_MANY, VOWEL, "мыз міз ңыз ңіз"),
    (Slot.CASE_OF_ALL, VOWEL | NASAL, "ның нің"),
    (Slot.CASE_OF_ALL, LIQUID | GLIDE | BUZZING | V, "дың дің"),
    (Slot.CASE_OF_ALL, VOICELESS, "тың тің"),
    (Slot.CASE, VOWEL, "ны ні"),
    (Slot.CASE, _VOICED - VOWEL | GLIDE, "ды ді"),
    (Slot.CASE, VOICELESS, "ты ті"),
    (Slot.DATIVE, _VOICED, "ға ге"),
    (Slot.DATIVE, VOICELESS, "қа ке"),
    (Slot.CASE, _VOICED, "да де"),
    (Slot.CASE, VOICELESS, "та те"),
    (Slot.CASE, _VOICED - NASAL, "дан ден"),
    (Slot.CASE, NASAL, "нан нен"),
    (Slot.CASE, VOICELESS, "тан тен"),
    (Slot.CASE_OF_ALL, VOWEL | GLIDE | NASAL | LIQUID, "мен менен"),
    (Slot.CASE_OF_ALL, BUZZING | V, "бен"),
    (Slot.CASE_OF_ALL, VOICELESS, "пен"),
    (Slot.CASE_AFTER_OWNER, _SINGULAR_OWNER, "а е"),
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
_WEAK_ENDINGS: tuple[tuple[Slot, frozenset[str], str], ...] = (
    # `ақының` is of an `ақы` (pay) sooner than your `ақын` (poet).
    (Slot.POSSESSIVE, frozenset("н"), "ың ің"),
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
    (Slot.FINITE, VOWEL | GLIDE | LIQUID, "май мей"),
    (Slot.FINITE, NASAL | BUZZING, "бай бей"),
    (Slot.FINITE, CONSONANT, "ар ер"),
    (Slot.FINITE, VOWEL, "р с"),
    # Look like an owner (`шағым-ыңыз`), but are a polite order (`жаз-ыңыз`).
    (Slot.FINITE, CONSONANT, "ыңыз іңіз"),
    (Slot.FINITE, VOWEL, "ңыз ңіз"),
    (Slot.FINITE, VOWEL, "ймын ймін ймыз йміз"),
    (Slot.FINITE, CONSONANT, "амын емін амыз еміз"),
)


def _spelt_out() -> Iterator[Suffix]:
    for table, weak in ((_NOUN_ENDINGS + _VERB_ENDINGS, False), (_WEAK_ENDINGS, True)):
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
