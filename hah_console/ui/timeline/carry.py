"""A visit in somebody's hand: where it would come, and what the keys do with it; no Qt."""

from dataclasses import dataclass, replace

from hah_console.services.hand_ports import HandMove
from hah_console.ui.timeline.scene import Row, Scene, middle, next_place, place_at


@dataclass(frozen=True, slots=True)
class Carry:
    """A visit that is carried: the row and the place it would come to; ``row_id`` empty is out of the plan."""

    visit_id: str
    row_id: str
    behind: str

    @property
    def move(self) -> HandMove:
        """The change that putting it down would be."""
        return HandMove(self.visit_id, self.row_id, self.behind)

    def along(self, scene: Scene, *, later: bool) -> "Carry":
        """One place later or earlier in the same row."""
        row = scene.row(self.row_id)
        place = next_place(row, self.behind, self.visit_id, later=later) if row else None
        return self if place is None else replace(self, behind=place)

    def across(self, scene: Scene, *, down: bool) -> "Carry":
        """To the row below or above, at about the same time."""
        rows = scene.rows
        here = next((n for n, row in enumerate(rows) if row.row_id == self.row_id), None)
        if here is None:
            wanted = 0 if down else len(rows) - 1
        else:
            wanted = here + (1 if down else -1)
        if not 0 <= wanted < len(rows):
            return self
        moment = middle(rows[here], self.behind) if here is not None else rows[wanted].starts
        return self.over(rows[wanted], moment)

    def over(self, row: Row, moment: int) -> "Carry":
        """Above a moment of a row."""
        return replace(self, row_id=row.row_id, behind=place_at(row, moment, self.visit_id))


def taken_up(scene: Scene, visit_id: str) -> Carry | None:
    """A visit where it is; None for one that has begun or is not there."""
    row = scene.row_of(visit_id)
    block = scene.block(visit_id)
    if row is None or block is None or block.begun:
        return None
    before = ""
    for other in row.blocks:
        if other.visit_id == visit_id:
            break
        before = other.visit_id
    return Carry(visit_id, row.row_id, before)
