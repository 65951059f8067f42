"""Changes of a plan by hand, one after the other, that can be taken back and made again; no Qt."""

from dataclasses import dataclass, field, replace

from hah_console.domain.ids import StaffId, VisitId
from hah_console.domain.visit import VisitPin
from hah_console.services.hand_ports import HandPlan


@dataclass(frozen=True, slots=True)
class Step:
    """The plan after a change, with its pins; ``what`` is a word for the audit trail, ``said`` the sentence."""

    state: HandPlan
    pins: tuple[VisitPin, ...]
    what: str = "open"
    said: str = ""


@dataclass(slots=True)
class History:
    """``steps`` never empty; everything behind ``at`` has been taken back."""

    steps: list[Step] = field(default_factory=list)
    at: int = 0

    @property
    def now(self) -> Step:
        """The plan as it stands."""
        return self.steps[self.at]

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back last."""
        return self.at + 1 < len(self.steps)

    def add(self, step: Step) -> None:
        """A change was made; what had been taken back is gone."""
        self.steps = [*self.steps[: self.at + 1], step]
        self.at += 1

    def undo(self) -> Step:
        """Take the last change back; returns the change."""
        taken = self.now
        self.at -= 1
        return taken

    def redo(self) -> Step:
        """Make the change again that was taken back last; returns it."""
        self.at += 1
        return self.now


def with_pin(pins: tuple[VisitPin, ...], visit_id: VisitId, pin: VisitPin | None) -> tuple[VisitPin, ...]:
    """The pins with another one for a visit, or none."""
    kept = tuple(item for item in pins if item.visit_id != visit_id)
    return (*kept, pin) if pin is not None else kept


def toggled(pins: tuple[VisitPin, ...], visit: VisitPin, *, person: bool, time: bool) -> VisitPin | None:
    """The pin of a visit after one of its sides was switched; ``visit`` holds who and when it is now. None: free."""
    old = next((pin for pin in pins if pin.visit_id == visit.visit_id), VisitPin(visit.visit_id))
    staff: StaffId | None = old.staff_id
    start = old.start
    if person:
        staff = None if staff is not None else visit.staff_id
    if time:
        start = None if start is not None else visit.start
    return replace(old, staff_id=staff, start=start) if staff or start else None
