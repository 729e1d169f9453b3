"""Storage, the same on SQLite and PostgreSQL."""
