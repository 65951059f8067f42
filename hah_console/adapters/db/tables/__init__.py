"""The tables of the store, the same on SQLite and PostgreSQL; importing this package fills ``metadata``."""

from hah_console.adapters.db.tables import (
    beginning,
    care,
    case,
    channel,
    chart,
    claims,
    closing,
    equipment,
    exchange,
    field,
    field_day,
    inbound,
    orders,
    people,
    relayed,
    response,
    system,
    vitals,
    work,
)
from hah_console.adapters.db.tables.base import metadata

__all__ = [
    "beginning", "care", "case", "channel", "chart", "claims", "closing", "equipment", "exchange", "field",
    "field_day", "inbound", "metadata", "orders", "people", "relayed", "response", "system", "vitals", "work",
]  # fmt: skip
