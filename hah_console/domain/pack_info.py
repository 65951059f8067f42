"""Which rules: name, version, days of effect and source of a rule pack, and which of its versions is in force when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class PackInfo:
    """Which rules: shown wherever they were used. ``effective_to`` is the last day, None until the next version."""

    pack_id: str
    version: str
    effective_from: date
    source: str
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class PackNumber:
    """One value of a pack as it stands in its file: the keys that lead to it, and its line."""

    keys: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class PackShelf:
    """Every version of every pack, by its kind and in order of effect."""

    versions: Mapping[str, tuple[PackInfo, ...]] = field(default_factory=dict)

    def in_force(self, kind: str, day: date) -> PackInfo | None:
        """The version in force on a day; None before the first and after the last."""
        begun = [info for info in self.versions.get(kind, ()) if info.effective_from <= day]
        last = begun[-1] if begun else None
        over = last is not None and last.effective_to is not None and last.effective_to < day
        return None if over else last

    def upcoming(self, kind: str, day: date) -> tuple[PackInfo, ...]:
        """The versions that take effect after a day, the next one first."""
        return tuple(info for info in self.versions.get(kind, ()) if info.effective_from > day)

    def former(self, kind: str, day: date) -> tuple[PackInfo, ...]:
        """The versions that were in force before the one of a day, the last one first."""
        now = self.in_force(kind, day)
        begun = [info for info in self.versions.get(kind, ()) if info.effective_from <= day and info != now]
        return tuple(reversed(begun))

    def turning_days(self) -> tuple[date, ...]:
        """Every day on which some version takes effect, in order."""
        return tuple(sorted({info.effective_from for infos in self.versions.values() for info in infos}))
