"""Analysis (kk, ru, en), index and query; one meaning on SQLite and PostgreSQL."""
