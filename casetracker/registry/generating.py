"""Completes the register to its real size, for scale.

The observers of 2022 counted one central, 239 territorial and 10 101 precinct commissions: 9 556 regular,
477 special, 68 abroad; of the 239, 20 are regional, 166 of districts, 37 of cities. The remaining 16 are
taken to be those of the districts of Almaty, Astana and Shymkent. Only these totals are real. How many a
region has, and every number and name here, is made up, so each such body is marked ``generated``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from casetracker.registry.reading import Record, RegistryDataError

TERRITORIAL_TOTAL = 239
REGULAR_TOTAL = 9_556
SPECIAL_TOTAL = 477
ABROAD_TOTAL = 68

# Made-up shares, by the size of the regions; districts, cities and city districts add up to 166 + 37 + 16.
LOWER_COMMISSIONS: dict[str, tuple[int, int, int]] = {
    "kz-rec-abai": (8, 2, 0),
    "kz-rec-akmola": (17, 3, 0),
    "kz-rec-aktobe": (12, 1, 0),
    "kz-rec-almaty": (0, 0, 8),
    "kz-rec-almaty-region": (9, 1, 0),
    "kz-rec-astana": (0, 0, 4),
    "kz-rec-atyrau": (7, 1, 0),
    "kz-rec-east-kazakhstan": (10, 2, 0),
    "kz-rec-karaganda": (7, 5, 0),
    "kz-rec-kostanay": (16, 4, 0),
    "kz-rec-kyzylorda": (7, 2, 0),
    "kz-rec-mangystau": (5, 2, 0),
    "kz-rec-north-kazakhstan": (13, 1, 0),
    "kz-rec-pavlodar": (10, 3, 0),
    "kz-rec-shymkent": (0, 0, 4),
    "kz-rec-turkistan": (13, 3, 0),
    "kz-rec-ulytau": (2, 3, 0),
    "kz-rec-west-kazakhstan": (12, 1, 0),
    "kz-rec-zhambyl": (10, 1, 0),
    "kz-rec-zhetisu": (8, 2, 0),
}
SOURCE = "generated for scale: no such commission is named by any source"

Names = dict[str, str]
Namer = Callable[[Record, int], Names]


def complete_register(bodies: Sequence[Record]) -> list[Record]:
    """Return *bodies* followed by generated commissions that bring the register to its real size.

    *bodies* must hold the central and the 20 regional commissions; any real precinct commission among
    them counts towards the regular ones. The result depends on nothing but *bodies*.
    Raises RegistryDataError when a regional commission is missing or has no ``place``.
    """
    by_id = {body["id"]: body for body in bodies}
    missing = [
        f"{key}: missing; needed to complete the register" for key in LOWER_COMMISSIONS if key not in by_id
    ]
    missing += [
        f"{key}: no place" for key in LOWER_COMMISSIONS if key in by_id and not by_id[key].get("place")
    ]
    if missing or "kz-cec" not in by_id:
        raise RegistryDataError(missing or ["kz-cec: missing; needed to complete the register"])
    regions = [by_id[key] for key in LOWER_COMMISSIONS]
    lower = [(region, body) for region in regions for body in _lower_commissions(region)]
    precincts = _precincts(lower, bodies)
    abroad = [_abroad(by_id["kz-cec"], number) for number in range(1, ABROAD_TOTAL + 1)]
    return [*bodies, *(body for _, body in lower), *precincts, *abroad]


def _lower_commissions(region: Record) -> Iterator[Record]:
    groups = zip(LOWER_COMMISSIONS[region["id"]], _LOWER_KINDS, strict=True)
    for count, (slug, names) in groups:
        for number in range(1, count + 1):
            yield _generated(
                region, f"tec-{_slug(region)}-{slug}-{number}", "territorial-district", names(region, number)
            )


def _precincts(lower: Sequence[tuple[Record, Record]], bodies: Sequence[Record]) -> list[Record]:
    """Spread regular and special precincts evenly over *lower*, numbered within each region."""
    taken = {body["id"] for body in bodies}
    regular = REGULAR_TOTAL - sum(body["level"] == "precinct" for body in bodies)
    shares = zip(
        lower, _even_shares(regular, len(lower)), _even_shares(SPECIAL_TOTAL, len(lower)), strict=True
    )
    numbers = {region["id"]: _free_numbers(region, taken) for region, _ in lower}
    special = {region["id"]: iter(range(1, SPECIAL_TOTAL + 1)) for region, _ in lower}
    result: list[Record] = []
    for (region, parent), regular_share, special_share in shares:
        for _ in range(regular_share):
            number = next(numbers[region["id"]])
            names = _precinct_names(region, number)
            result.append(
                _generated(region, f"pec-{_slug(region)}-{number}", "precinct", names, parent["id"])
            )
        for _ in range(special_share):
            number = next(special[region["id"]])
            names = _special_names(region, number)
            result.append(
                _generated(region, f"pec-{_slug(region)}-special-{number}", "precinct", names, parent["id"])
            )
    return result


def _even_shares(total: int, places: int) -> list[int]:
    share, rest = divmod(total, places)
    return [share + (1 if place < rest else 0) for place in range(places)]


def _free_numbers(region: Record, taken: set[str]) -> Iterator[int]:
    """Count upwards, leaving out the numbers that real precincts of the region bear."""
    number = 0
    while True:
        number += 1
        if f"kz-pec-{_slug(region)}-{number}" not in taken:
            yield number


def _abroad(central: Record, number: int) -> Record:
    names = {
        "kk": f"Шет елдегі № {number} учаскелік сайлау комиссиясы",
        "ru": f"Участковая избирательная комиссия № {number} за рубежом",
        "en": f"Precinct Election Commission No {number} abroad",
    }
    return _generated(central, f"pec-abroad-{number}", "precinct", names)


def _generated(source: Record, slug: str, level: str, names: Names, parent: str | None = None) -> Record:
    """Return a commission below *parent* (or *source*) with the region and the zone of *source*."""
    return {
        "id": f"kz-{slug}",
        "code": slug.upper(),
        "kind": "commission",
        "level": level,
        "parent": parent or source["id"],
        "region": source.get("region"),
        "zone": source["zone"],
        "valid_from": source.get("valid_from"),
        "valid_to": None,
        "name": names,
        "source": SOURCE,
        "generated": True,
    }


def _slug(region: Record) -> str:
    return str(region["id"]).removeprefix("kz-rec-")


def _numbered(**templates: str) -> Namer:
    """Return what names the commission of a number in a region, in each language."""

    def names(region: Record, number: int) -> Names:
        places = region["place"]
        return {
            code: template.format(place=places[code], number=number) for code, template in templates.items()
        }

    return names


_district_names = _numbered(
    kk="{place} № {number} аудандық аумақтық сайлау комиссиясы",
    ru="Районная территориальная избирательная комиссия № {number} {place}",
    en="District Territorial Election Commission No {number}, {place}",
)
_city_names = _numbered(
    kk="{place} № {number} қалалық аумақтық сайлау комиссиясы",
    ru="Городская территориальная избирательная комиссия № {number} {place}",
    en="City Territorial Election Commission No {number}, {place}",
)
_city_district_names = _numbered(
    kk="{place} № {number} қаладағы аудандық аумақтық сайлау комиссиясы",
    ru="Районная в городе территориальная избирательная комиссия № {number} {place}",
    en="City District Territorial Election Commission No {number}, {place}",
)
_precinct_names = _numbered(
    kk="{place} № {number} учаскелік сайлау комиссиясы",
    ru="Участковая избирательная комиссия № {number} {place}",
    en="Precinct Election Commission No {number}, {place}",
)
_special_names = _numbered(
    kk="{place} № {number} арнаулы учаскелік сайлау комиссиясы",
    ru="Специальная участковая избирательная комиссия № {number} {place}",
    en="Special Precinct Election Commission No {number}, {place}",
)

_LOWER_KINDS: tuple[tuple[str, Namer], ...] = (
    ("district", _district_names),
    ("city", _city_names),
    ("city-district", _city_district_names),
)
