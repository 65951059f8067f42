"""A folder of rule packs with all their versions: a hole or an overlap between the days of two is refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hah_console.adapters.rulepacks.fields import Fields, RulePackInvalid, read_fields
from hah_console.domain.pack_info import PackInfo, PackShelf

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PackFile:
    """One version of a pack as it stands in its file."""

    info: PackInfo
    fields: Fields


@dataclass(frozen=True, slots=True)
class PackFolder:
    """The versions of each kind in order of effect."""

    name: str
    files: Mapping[str, tuple[PackFile, ...]]

    @property
    def shelf(self) -> PackShelf:
        """What there is, without the rules themselves."""
        return PackShelf({kind: tuple(file.info for file in files) for kind, files in self.files.items()})

    def on(self, day: date) -> Mapping[str, Fields]:
        """Of each kind the version in force on a day; before the first one took effect that one."""
        found = {}
        for kind, files in self.files.items():
            begun = [file for file in files if file.info.effective_from <= day]
            found[kind] = (begun[-1] if begun else files[0]).fields
        return found


def read_pack_folder(folder: Path, kinds: Iterable[str]) -> PackFolder:
    """All packs of a folder; raises RulePackInvalid for the first thing that is wrong with files, kinds or days."""
    found, faults = open_pack_folder(folder, kinds)
    if faults:
        raise faults[0]
    return found


def open_pack_folder(folder: Path, kinds: Iterable[str]) -> tuple[PackFolder, tuple[RulePackInvalid, ...]]:
    """The packs of a folder that can be read, and everything that is wrong with files, kinds and days."""
    wanted = tuple(kinds)
    faults: list[RulePackInvalid] = []
    files: dict[str, list[PackFile]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            file = _read(path, wanted)
        except RulePackInvalid as fault:
            faults.append(fault)
        else:
            files.setdefault(file.info.pack_id, []).append(file)
    by_kind = {kind: tuple(sorted(some, key=lambda f: f.info.effective_from)) for kind, some in files.items()}
    for some in by_kind.values():
        faults += _faults_of_days(some)
    faults += (RulePackInvalid(folder.name, kind, "missing") for kind in wanted if kind not in by_kind)
    return PackFolder(folder.name, by_kind), tuple(faults)


def _read(path: Path, kinds: tuple[str, ...]) -> PackFile:
    fields = read_fields(path)
    info = fields.info()
    if info.pack_id not in kinds:
        raise fields.wrong("pack_id", "unknown_word")
    if info.effective_to is not None and info.effective_to < info.effective_from:
        raise fields.wrong("effective_to", "not_rising")
    return PackFile(info, fields)


def _faults_of_days(files: tuple[PackFile, ...]) -> Iterator[RulePackInvalid]:
    """A day without a version, or with two."""
    for one, other in pairwise(files):
        last, begins = one.info.effective_to, other.info.effective_from
        if begins == one.info.effective_from:
            yield other.fields.wrong("effective_from", "days_overlap")
        elif last is not None and last >= begins:
            yield one.fields.wrong("effective_to", "days_overlap")
        elif last is not None and last + A_DAY < begins:
            yield one.fields.wrong("effective_to", "days_hole")
