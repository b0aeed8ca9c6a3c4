"""The law book: rule files and calendar read from disk into the pure values of ``casetracker.law``.

``config_dir`` is always the directory that holds ``law/<country>/`` and ``calendar/<country>.yaml``.
"""

from casetracker.lawbook.book import DEFAULT_COUNTRY, LawBook, LawbookError
from casetracker.lawbook.reading import countries, load_lawbook, load_lawbook_from
from casetracker.lawbook.zones import DEFAULT_ZONE, assert_zone_data

__all__ = [
    "DEFAULT_COUNTRY",
    "DEFAULT_ZONE",
    "LawBook",
    "LawbookError",
    "assert_zone_data",
    "countries",
    "load_lawbook",
    "load_lawbook_from",
]
