"""Tables of the green channel: packs, their way to the hospital, news of hospitals, keys to the receiving page."""

from sqlalchemy import Boolean, Column, Table, UniqueConstraint

from hah_console.adapters.db.tables.base import metadata, moment, number, refers, text, version

transfer_pack = Table(
    "transfer_pack",
    metadata,
    text("pack_id", key=True),
    refers("transfer_id", "transfer.transfer_id"),
    number("number"),
    text("hospital_id"),
    moment("issued_at"),
    text("issued_by"),
    text("content"),
    text("digest"),
    text("changed"),
    UniqueConstraint("transfer_id", "number"),
)

pack_delivery = Table(
    "pack_delivery",
    metadata,
    text("delivery_id", key=True),
    text("pack_id"),
    refers("transfer_id", "transfer.transfer_id"),
    text("channel"),
    moment("created_at"),
    text("state", index=True),
    number("attempts"),
    moment("next_at", optional=True),
    text("trouble"),
    moment("delivered_at", optional=True),
    moment("received_at", optional=True),
    text("received_by"),
    version(),
)

hospital_news = Table(
    "hospital_news",
    metadata,
    text("news_id", key=True),
    refers("hospital_id", "hospital.hospital_id"),
    moment("heard_at", index=True),
    text("by"),
    Column("by_hospital", Boolean, nullable=False),
    number("ward_beds", optional=True),
    number("icu_beds", optional=True),
    number("ed_waiting", optional=True),
    text("diversion", optional=True),
    text("note"),
)

receiving_slip = Table(
    "receiving_slip",
    metadata,
    text("slip_id", key=True),
    refers("transfer_id", "transfer.transfer_id"),
    text("hospital_id"),
    text("code_digest"),
    moment("issued_at"),
    text("issued_by"),
    moment("expires_at"),
    moment("opened_at", optional=True),
    text("session_digest"),
    number("wrong"),
    moment("revoked_at", optional=True),
    version(),
)
