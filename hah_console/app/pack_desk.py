"""What the packs screen uses of the outside: the folder of rule packs."""

from datetime import date
from pathlib import Path

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import faults_of
from hah_console.adapters.rulepacks.pack_pages import lines_around, numbers_of
from hah_console.domain.pack_info import PackNumber, PackShelf
from hah_console.services.pack_desk import PackFault, PackShelfReport, PackVersions


class FolderPackDesk:
    """Implements ``services.pack_desk.PackDesk`` over the folder this program goes by, or another one."""

    def __init__(self, own: Path) -> None:
        self._own = own

    def look(self, day: date, folder: str = "") -> PackShelfReport:
        """Everything in force on a day and everything that is wrong."""
        place = self._place(folder)
        packs, faults = faults_of(place)
        kinds = sorted(packs.shelf.versions)
        found = tuple(_fault(place, fault) for fault in faults)
        return PackShelfReport(str(place), day, tuple(_versions(packs.shelf, kind, day) for kind in kinds), found)

    def numbers(self, kind: str, version: str, folder: str = "") -> tuple[PackNumber, ...]:
        """The values of one version."""
        return numbers_of(self._place(folder), kind, version)

    def _place(self, folder: str) -> Path:
        return Path(folder) if folder else self._own


def _versions(shelf: PackShelf, kind: str, day: date) -> PackVersions:
    return PackVersions(kind, shelf.in_force(kind, day), shelf.upcoming(kind, day), shelf.former(kind, day))


def _fault(place: Path, fault: RulePackInvalid) -> PackFault:
    file, line = str(fault.facts["file"]), int(str(fault.facts["line"]))
    return PackFault(file, line, fault, lines_around(place, file, line))
