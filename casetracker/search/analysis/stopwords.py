"""Words too common to search for, by language: conjunctions, particles, pronouns, postpositions.

Short on purpose: only words that stand in nearly every decision, so that asking for them asks for nothing.
"""

_KAZAKH = """
    және мен бен пен менен үшін туралы бойынша немесе я яки бұл ол осы сол олар оның оны оған бірақ ал да
    де та те ғана ретінде сондай ақ сондықтан сонымен бірге қатар деп деген екен еді емес арқылы дейін
    кейін әрі не егер өз өзі өзінің барлық кез келген болып болған болды жатыр тұр
"""
_RUSSIAN = """
    и в во не на что с со по к ко а но или для о об обо от до из у за при как так то же бы ли это этот эта эти
    его ее их он она они который которая которые которых также был была было были быть
"""
_ENGLISH = """
    the a an of and or to in on for by with as is are was were be been at from that this these those it its
    not which who has have had
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "kk": frozenset(_KAZAKH.split()),
    "ru": frozenset(_RUSSIAN.split()),
    "en": frozenset(_ENGLISH.split()),
}
ANY_STOP_WORD: frozenset[str] = frozenset().union(*STOP_WORDS.values())
