"""The full-text index itself, which no ORM describes: statements for the migrations.

SQLite: an FTS5 table that reads its content from `search_entries`, kept in step by triggers, so that no
writer can forget it. A later migration that rebuilds `search_entries` (SQLite's batch mode) drops the
triggers with the table: it must run `drop_statements` before and `create_statements` after. PostgreSQL:
GIN indexes on the columns.
"""

FULL_TEXT_TABLE = "search_fts"

_OUT = (
    "INSERT INTO search_fts(search_fts, rowid, stems, title_stems) "
    "VALUES ('delete', old.id, old.stems, old.title_stems)"
)
_IN = "INSERT INTO search_fts(rowid, stems, title_stems) VALUES (new.id, new.stems, new.title_stems)"
_SQLITE_CREATE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "stems, title_stems, content='search_entries', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER search_entries_after_insert AFTER INSERT ON search_entries BEGIN {_IN}; END",
    f"CREATE TRIGGER search_entries_after_delete AFTER DELETE ON search_entries BEGIN {_OUT}; END",
    "CREATE TRIGGER search_entries_after_update AFTER UPDATE OF id, stems, title_stems ON search_entries "
    f"BEGIN {_OUT}; {_IN}; END",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
)
_SQLITE_DROP = (
    "DROP TRIGGER search_entries_after_insert",
    "DROP TRIGGER search_entries_after_delete",
    "DROP TRIGGER search_entries_after_update",
    "DROP TABLE search_fts",
)
# The words of some entries are gathered and sorted into the index together: to sort in those of one at a
# time, hundreds of its pages are written. Few enough, in KiB, that a search reads through them in no time.
_GATHERED = "WITH (fastupdate = on, gin_pending_list_limit = 256)"
_POSTGRESQL_CREATE = (
    f"CREATE INDEX search_fts_stems ON search_entries USING gin (stems) {_GATHERED}",
    f"CREATE INDEX search_fts_title_stems ON search_entries USING gin (title_stems) {_GATHERED}",
)
_POSTGRESQL_DROP = ("DROP INDEX search_fts_title_stems", "DROP INDEX search_fts_stems")

_CREATE = {"sqlite": _SQLITE_CREATE, "postgresql": _POSTGRESQL_CREATE}
_DROP = {"sqlite": _SQLITE_DROP, "postgresql": _POSTGRESQL_DROP}


def create_statements(dialect: str) -> tuple[str, ...]:
    """The statements that make the index on an existing `search_entries`, for the dialect's name."""
    return _CREATE[dialect]


def drop_statements(dialect: str) -> tuple[str, ...]:
    """The statements that remove the index and leave `search_entries`."""
    return _DROP[dialect]
