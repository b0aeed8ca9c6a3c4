"""The time zones of the country in words: whose local time ends the day."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

ZONES = {
    "Asia/Almaty": _l("Almaty, Astana and most of the country"),
    "Asia/Qostanay": _l("Kostanay region"),
    "Asia/Aqtobe": _l("Aktobe region"),
    "Asia/Aqtau": _l("Mangystau region"),
    "Asia/Atyrau": _l("Atyrau region"),
    "Asia/Oral": _l("West Kazakhstan region"),
    "Asia/Qyzylorda": _l("Kyzylorda region"),
}


def zone_options(known: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """Return the zones to choose from; one that was typed into the address is kept among them."""
    zones = dict.fromkeys((*known, *([chosen] if chosen else ())))
    return [(zone, f"{ZONES[zone]} ({zone})" if zone in ZONES else zone) for zone in zones]
