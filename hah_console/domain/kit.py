"""Equipment kits: one state each, one place each."""

from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.ids import DeviceId, EpisodeId, KitId


class KitState(StrEnum):
    """The custody loop of a kit."""

    AVAILABLE = "available"
    PREPARED = "prepared"
    SENT = "sent"
    IN_USE = "in_use"
    TO_RETRIEVE = "to_retrieve"
    CLEANING = "cleaning"
    TESTING = "testing"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Kit:
    """A numbered set of equipment with its monitoring device."""

    kit_id: KitId
    kind: str
    state: KitState
    device_id: DeviceId | None = None
    episode_id: EpisodeId | None = None
    battery_pct: int | None = None
    version: int = 0
