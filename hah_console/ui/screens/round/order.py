"""Which rows of the round are in sight, and in which order: it stays while somebody goes through it; no Qt."""

from dataclasses import dataclass, field
from enum import StrEnum

from hah_console.domain.ids import PatientId
from hah_console.services.round import Need, RoundRow


class Shown(StrEnum):
    """Which of the rows are shown."""

    ALL = "all"
    OPEN = "open"
    FIRST = "first"


@dataclass(slots=True)
class RoundOrder:
    """SAFETY(round order): rows keep their place until somebody asks for another order, so that the next patient is the
    one below; who is new stands at the end."""

    shown: Shown = Shown.ALL
    _rows: dict[PatientId, RoundRow] = field(default_factory=dict)
    _wanted: tuple[PatientId, ...] = ()

    def take(self, rows: tuple[RoundRow, ...]) -> None:
        """New rows in the order of need."""
        found = {row.patient_id: row for row in rows}
        self._wanted = tuple(found)
        kept = {pid: found[pid] for pid in self._rows if pid in found}
        self._rows = {**kept, **found}

    def sort(self) -> None:
        """Put everybody in her place."""
        self._rows = {pid: self._rows[pid] for pid in self._wanted if pid in self._rows}

    def moved(self) -> bool:
        """Whether the order of need is another than the one in sight."""
        return tuple(self._rows) != self._wanted

    def rows(self, keep: PatientId | None = None) -> tuple[RoundRow, ...]:
        """The rows in sight; ``keep`` stays whatever the filter."""
        return tuple(row for row in self._rows.values() if row.patient_id == keep or self._shows(row))

    def row(self, patient_id: PatientId | None) -> RoundRow | None:
        """The row of a patient, in sight or not."""
        return self._rows.get(patient_id) if patient_id is not None else None

    def count(self, shown: Shown) -> int:
        """How many rows a filter shows."""
        return sum(_shows(row, shown) for row in self._rows.values())

    def beside(self, patient_id: PatientId | None, step: int) -> PatientId | None:
        """The patient ``step`` rows below (above when negative) in sight; None at the end of the list."""
        ids = [row.patient_id for row in self.rows(patient_id)]
        here = ids.index(patient_id) if patient_id in ids else -1 if step > 0 else len(ids)
        return ids[here + step] if 0 <= here + step < len(ids) else None

    def _shows(self, row: RoundRow) -> bool:
        return _shows(row, self.shown)


def _shows(row: RoundRow, shown: Shown) -> bool:
    if shown is Shown.OPEN:
        return row.today is None
    return shown is Shown.ALL or row.need is Need.FIRST
