"""The database: tables, row mapping, repositories, unit of work, change feed, audit chain and migrations."""
