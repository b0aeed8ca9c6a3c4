"""The regions by the KATO code that bodies and public cases carry."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

REGIONS: dict[str, LazyString] = {
    "100000000": _l("Abai Region"),
    "110000000": _l("Akmola Region"),
    "150000000": _l("Aktobe Region"),
    "190000000": _l("Almaty Region"),
    "230000000": _l("Atyrau Region"),
    "630000000": _l("East Kazakhstan Region"),
    "350000000": _l("Karaganda Region"),
    "390000000": _l("Kostanay Region"),
    "430000000": _l("Kyzylorda Region"),
    "470000000": _l("Mangystau Region"),
    "590000000": _l("North Kazakhstan Region"),
    "550000000": _l("Pavlodar Region"),
    "610000000": _l("Turkistan Region"),
    "620000000": _l("Ulytau Region"),
    "270000000": _l("West Kazakhstan Region"),
    "310000000": _l("Zhambyl Region"),
    "330000000": _l("Zhetisu Region"),
    "750000000": _l("City of Almaty"),
    "710000000": _l("City of Astana"),
    "790000000": _l("City of Shymkent"),
}
