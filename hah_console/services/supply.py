"""What planning knows of things that move: runs of couriers, stock, specimens and where they are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hah_console.domain.ids import StaffId, TaskId
from hah_console.domain.place import Place


@dataclass(frozen=True, slots=True)
class Run:
    """A task that takes something from the store to a home (``brings``) or from there to the store.

    ``kit``: it takes a unit of this kind that nobody has set aside, or gives one back; empty for neither. ``pieces``
    count against what a vehicle holds. ``cold_chain_s`` is the longest way from the store, ``valid_until_s`` the second
    of the day until which it keeps.
    """

    task_id: TaskId
    brings: bool
    kit: str = ""
    pieces: int = 1
    cold_chain_s: int | None = None
    valid_until_s: int | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """``units`` are the free pieces of each kind for which somebody waits, ``cleaning_s`` from back in the store until
    ready again, ``loading_s`` at the store for each run. ``deadlines``: seconds from leaving the home until the
    specimen of a task is to be in a laboratory. ``holds``: pieces a vehicle of a kind holds. ``aboard``: who has loaded
    what and has not brought it yet."""

    store: Place
    runs: Mapping[TaskId, Run]
    units: Mapping[str, int]
    cleaning_s: int
    loading_s: int
    holds: Mapping[str, int]
    deadlines: Mapping[TaskId, int] = field(default_factory=dict)
    laboratories: tuple[Place, ...] = ()
    aboard: Mapping[TaskId, StaffId] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, Place]:
        """The store and the laboratories by the ids of their places."""
        return {point_id(place): place for place in (self.store, *self.laboratories)}


def point_id(place: Place) -> str:
    """The place id of a base, a store or a laboratory: the same where they stand at the same point."""
    return f"base:{place.lat:.6f},{place.lon:.6f}"
