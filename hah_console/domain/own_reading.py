"""What patients measure with their own things and bring in a file: unverified, and never a reading of a monitor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.errors import HahError
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.reading import Vital

LONGEST_SOURCE = 80
WHY = frozenset({"unit", "time", "vital", "code", "status", "value"})


class OwnKind(StrEnum):
    """Of what kind the file was."""

    APPLE_HEALTH = "apple_health"
    CSV = "csv"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class OwnReading:
    """One value, in the unit of ``reading.UNITS``. ``source`` is what the file says measured it, or the file's name.

    SAFETY(own reading): a type of its own in a table of its own, so that no alarm and no score can take one for a
    monitor's; a person reads it, and measures again.
    """

    patient_id: PatientId
    measured_at: datetime
    vital: Vital
    value: float
    source: str
    kind: OwnKind
    imported_at: datetime
    imported_by: UserId


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One value of a file. ``place`` is where it stands in it, for people."""

    place: str
    measured_at: datetime
    vital: Vital
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class OwnRefusal:
    """What of a file cannot be used; ``reason`` is short and printable, its first word what is wrong."""

    place: str
    reason: str

    @property
    def why(self) -> str:
        """What is wrong in one word: one of WHY."""
        first = self.reason.partition(":")[0]
        return first if first in WHY else "value"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file as it is read, once and from the front. ``birth_date`` and ``numbers`` are what it says of its person;
    ``values`` may raise OwnFileUnusable."""

    name: str
    kind: OwnKind
    values: Iterable[OwnValue | OwnRefusal]
    birth_date: date | None = None
    numbers: tuple[str, ...] = ()


class OwnFileUnusable(HahError):
    """The file cannot be read to its end. Facts: file, reason."""

    code = "own_file_unusable"


class OwnFileOfAnother(HahError):
    """The file is of another person. Facts: file, field (birth_date, number), name."""

    code = "own_file_of_another"
