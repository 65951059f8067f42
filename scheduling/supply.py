"""Things that move: shipments by courier, shared equipment with cleaning, specimens and their laboratories."""

import msgspec

from scheduling.ground import TimeWindow


class Handover(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One end of a shipment: where, when it may start, and how long handing over takes (seconds)."""

    place_id: str
    windows: tuple[TimeWindow, ...]
    service_duration: int = 0


class Shipment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Something one courier takes from ``pickup`` and brings to ``delivery`` on the same tour.

    ``cold_chain`` limits the seconds from the end of the pickup to the start of the delivery; ``valid_until`` is the
    latest start of the delivery. With ``kit`` it moves one unit of that inventory: a pickup at the inventory's place
    takes a unit, a delivery there gives one back, free again after cleaning.
    """

    shipment_id: str
    pickup: Handover
    delivery: Handover
    amount: int = 0
    required_skills: frozenset[str] = frozenset()
    cold_chain: int | None = None
    valid_until: int | None = None
    kit: str = ""
    priority: int = 2
    optional: bool = False
    penalty: int = 0


class Underway(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A shipment that a courier has begun: its pickup started at ``picked_up``, its delivery at ``delivered``.

    ``delivered`` is None as long as it is under way. These stops stand like those of frozen pins, whatever windows and
    tables of travel say.
    """

    shipment_id: str
    caregiver_id: str
    picked_up: int
    delivered: int | None = None


class Inventory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """``units`` of one kind of equipment kept at ``place_id``; a unit used needs ``cleaning`` seconds afterwards."""

    kit: str
    place_id: str
    units: int
    cleaning: int = 0


class Laboratory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place that takes specimens; handing in lasts ``service_duration`` seconds."""

    place_id: str
    service_duration: int = 0
