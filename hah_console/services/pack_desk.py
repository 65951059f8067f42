"""The rule packs as the packs screen shows them: versions, days, sources, numbers, and the faults of a folder."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hah_console.domain.errors import HahError
from hah_console.domain.pack_info import PackInfo, PackNumber


@dataclass(frozen=True, slots=True)
class PackVersions:
    """One kind of pack on a day; ``in_force`` is None on a day without any version. ``former``: the last one first."""

    kind: str
    in_force: PackInfo | None
    upcoming: tuple[PackInfo, ...]
    former: tuple[PackInfo, ...]

    @property
    def used(self) -> PackInfo | None:
        """What is gone by: the version in force, before the first one took effect that one."""
        return self.in_force or next(iter(self.upcoming), None)


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong with a file: ``line`` 0 when nothing in it is, and the numbered lines around it."""

    file: str
    line: int
    error: HahError
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PackShelfReport:
    """All packs of a folder on a day, in order of their kinds, and everything that is wrong with them."""

    folder: str
    day: date
    packs: tuple[PackVersions, ...]
    faults: tuple[PackFault, ...]

    def find(self, kind: str) -> PackVersions | None:
        """The pack of one kind."""
        return next((pack for pack in self.packs if pack.kind == kind), None)


class PackDesk(Protocol):
    """``folder`` empty: the one this program goes by. ``numbers`` of a version that is not there are none."""

    def look(self, day: date, folder: str = "") -> PackShelfReport: ...
    def numbers(self, kind: str, version: str, folder: str = "") -> tuple[PackNumber, ...]: ...
