"""Codes of a hospital's own and what they mean here, as a person has said; an unmapped code means nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.hospital_facts import FactKind
from hah_console.domain.ids import CodeMappingId, UserId


class MappingState(StrEnum):
    """UNMAPPED: seen, nobody has said. IGNORED: a person has said that it is shown as it came."""

    UNMAPPED = "unmapped"
    MAPPED = "mapped"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class CodeMapping:
    """One code of one feed. ``display`` are its words as last seen, ``unit`` a unit it came in.

    ``target`` is our own name of what is measured (a name of the unit rules), empty unless mapped. ``count`` is how
    often it was seen. ``applied``: what was received before has been read again by it.
    """

    mapping_id: CodeMappingId
    feed: str
    system: str
    code: str
    display: str
    kind: FactKind
    first_seen: datetime
    last_seen: datetime
    count: int = 1
    unit: str = ""
    state: MappingState = MappingState.UNMAPPED
    target: str = ""
    author: UserId | None = None
    at: datetime | None = None
    applied: bool = True
    version: int = 0

    def mapped(self, target: str, by: UserId, at: datetime) -> "CodeMapping":
        """A person says what it is; facts received before are read again."""
        return replace(self, state=MappingState.MAPPED, target=target, author=by, at=at, applied=False)

    def ignored(self, by: UserId, at: datetime) -> "CodeMapping":
        """A person says that it is nothing we count."""
        return replace(self, state=MappingState.IGNORED, target="", author=by, at=at, applied=False)

    def unmapped(self, by: UserId, at: datetime) -> "CodeMapping":
        """What a person said is taken back."""
        return replace(self, state=MappingState.UNMAPPED, target="", author=by, at=at, applied=False)

    def seen(self, display: str, unit: str, count: int, at: datetime) -> "CodeMapping":
        """It came again."""
        return replace(
            self, display=display or self.display, unit=unit or self.unit, count=self.count + count, last_seen=at
        )
