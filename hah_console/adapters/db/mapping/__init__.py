"""Rows to domain objects and back, one noun per file; nothing of the database is left in what comes out."""
