"""What config/bodies says in English of where a body is known from, for readers of each language.

The register keeps the English sentences; a sentence that is not listed here is shown as it stands.
"""

from __future__ import annotations

from flask_babel import gettext


def N_(words: str) -> str:  # noqa: N802 (by this name the catalogues find what is translated later)
    """Return the words as they are."""
    return words


BODY_SOURCES = (
    N_("Constitutional Law on Elections, Art. 10 and 13"),
    N_("Constitutional Law on Elections, Art. 11 and 12"),
    N_("Constitutional Law on Elections, Art. 48(1) and 48(3)"),
    N_("Constitutional Law on Elections, Art. 68 as worded until 31 December 2022"),
    N_("Constitutional Law on the Constitutional Court of 5 November 2022"),
    N_("Administrative Procedural and Process-Related Code, Art. 104"),
    N_("Administrative Procedural and Process-Related Code, Art. 105(1)"),
    N_("Decree of the President of 2017 No 563"),
    N_("Order of 3 November 2017 No 126 on regulations on prosecutor's offices of regions"),
    N_("generated for scale: no such commission is named by any source"),
    N_("acts as the Central Referendum Commission in a referendum"),
    N_("the first day of the Council is not recorded here"),
    N_("the day from which the office exists is not recorded here"),
    N_(
        "the law speaks of bodies of internal affairs; the name is the one in general use, and the day "
        "from which the ministry exists is not recorded here"
    ),
    N_(
        "the first day shown is the one on which the region began to exist (decree in force 8 June "
        "2022); the day its commission was formed is not recorded"
    ),
    N_(
        "the name was formed from that of the region and not verified; the first day shown is the one "
        "on which the region began to exist (decree in force 8 June 2022), the day its office was "
        "formed is not recorded"
    ),
    N_(
        "the name was formed from that of the region and not verified; the first day shown is the one "
        "on which the region began to exist (decree in force 8 June 2022), the day its department was "
        "formed is not recorded"
    ),
    N_(
        "the name was formed from that of the region and not verified; the day from which the "
        "department exists is not recorded here"
    ),
    N_(
        "the name was formed from that of the region and not verified; the day from which the court "
        "exists is not recorded here"
    ),
    N_(
        "the name was formed from that of the region and not compared with its regulations; the day "
        "from which the office exists is not recorded here"
    ),
    N_("the city was called Nur-Sultan from March 2019 to September 2022; the name given is today's"),
    N_("the district commission between this one and its parent is not named by the source"),
    N_("the day the court of Zhetisu Region began is not recorded; the region exists since 8 June 2022"),
    N_("seat moved from Taldykorgan to Konaev when Zhetisu was separated on 8 June 2022"),
    N_("a district court for civil cases; the day it began is not recorded"),
    N_(
        "a specialised administrative court sat in Zhezkazgan from 1 July 2021 within Karaganda Region; "
        "the day it became the court of Ulytau Region is not recorded"
    ),
    N_(
        "a specialised administrative court sat in Semey from 1 July 2021 within East Kazakhstan; the "
        "day it became the court of Abai Region is not recorded"
    ),
)


def source_in_words(english: str) -> str | None:
    """Return a sentence about a source in the reader's language; None for one that is not listed."""
    return gettext(english) if english in BODY_SOURCES else None
