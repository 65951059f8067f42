"""When the day goes otherwise than planned: one call for each event, up to three checked plans to choose from."""

from scheduling.disruptions.alternatives import Alternative, Search
from scheduling.disruptions.day import kit_broken, new_visit, road_closed, travel_changed
from scheduling.disruptions.people import caregiver_ill, no_show, overrun
from scheduling.disruptions.shipments import new_shipment

__all__ = [
    "Alternative", "Search", "caregiver_ill", "kit_broken", "new_shipment", "new_visit", "no_show", "overrun",
    "road_closed", "travel_changed",
]  # fmt: skip
