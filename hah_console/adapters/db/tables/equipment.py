"""Tables of the sets of equipment and of who had which piece when."""

from sqlalchemy import Column, Index, Table

from hah_console.adapters.db.tables.base import COUNT, metadata, moment, refers, text, version

equipment_set = Table(
    "equipment_set",
    metadata,
    text("set_id", key=True),
    text("recipe"),
    text("needs"),
    moment("promised_at"),
    moment("reserved_at"),
    text("reserved_by"),
    text("state", index=True),
    text("intake_id", optional=True, index=True),
    refers("episode_id", "episode.episode_id", optional=True),
    text("kit_ids"),
    text("packed_by", optional=True),
    moment("packed_at", optional=True),
    text("received_by", optional=True),
    text("relationship", optional=True),
    moment("delivered_at", optional=True),
    text("handed_by", optional=True),
    text("proof", optional=True),
    text("steps"),
    moment("done_at", optional=True),
    text("reason"),
    version(),
)

custody = Table(
    "custody",
    metadata,
    Column("number", COUNT, primary_key=True, autoincrement=True),
    refers("kit_id", "kit.kit_id", index=False),
    moment("at"),
    text("by"),
    text("state"),
    text("episode_id", optional=True, index=True),
    text("reason"),
    moment("recorded_at"),
    Index(None, "kit_id", "number"),
)
