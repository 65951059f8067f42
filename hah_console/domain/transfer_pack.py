"""The pre-arrival pack of a transfer: what the hospital is told of the patient, frozen, numbered and with a digest."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hah_console.domain.ids import HospitalId, TransferId, UserId
from hah_console.domain.reading import Vital

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class PackPart(StrEnum):
    """The parts in the order in which they are read: ISBAR first, then what it rests on, then the referral form."""

    IDENTIFY = "identify"
    SITUATION = "situation"
    BACKGROUND = "background"
    ASSESSMENT = "assessment"
    RECOMMENDATION = "recommendation"
    MEDICATION = "medication"
    CULTURE = "culture"
    CONTACT = "contact"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class PackItem:
    """One thing that is told: codes, numbers with their unit's code, ISO moments and recorded words.

    Nothing is left out: ``said`` False is what nobody has recorded; ``said`` without ``values`` is a recorded "none".
    """

    part: PackPart
    code: str
    values: tuple[str, ...] = ()
    at: datetime | None = None
    said: bool = True

    @property
    def key(self) -> str:
        """What names it within a pack."""
        return f"{self.part.value}.{self.code}"


@dataclass(frozen=True, slots=True)
class PackSeries:
    """One vital of the last 24 h: lowest and highest of equal bins, each with its start in epoch milliseconds."""

    vital: Vital
    points: tuple[tuple[int, float, float], ...]


VOLATILE = frozenset({"vitals", "news2", "news2_trend"})
"""What changes with every measurement: brought up to date by a new version, but no reason for one by itself."""


@dataclass(frozen=True, slots=True)
class PackContent:
    """Everything one version tells. Two contents with the same ``essence`` need no new version."""

    items: tuple[PackItem, ...]
    series: tuple[PackSeries, ...] = ()

    def item(self, key: str) -> PackItem | None:
        """One item by its key."""
        return next((one for one in self.items if one.key == key), None)

    def of(self, part: PackPart) -> tuple[PackItem, ...]:
        """The items of one part in order."""
        return tuple(one for one in self.items if one.part is part)

    def essence(self) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
        """What makes a new version necessary when it changes."""
        return tuple(sorted((i.key, i.said, i.values) for i in self.items if i.code not in VOLATILE))

    def changed_from(self, before: "PackContent") -> tuple[str, ...]:
        """The keys of what is told otherwise than before, or not any more."""
        old = {key: (said, values) for key, said, values in before.essence()}
        new = {key: (said, values) for key, said, values in self.essence()}
        return tuple(sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)))

    def text(self) -> str:
        """The content as canonical JSON, as it is stored and hashed."""
        items = [[i.part.value, i.code, i.said, list(i.values), _ms(i.at)] for i in self.items]
        series = [[s.vital.value, [list(point) for point in s.points]] for s in self.series]
        return json.dumps({"items": items, "series": series}, ensure_ascii=False, separators=(",", ":"))

    def digest(self) -> str:
        """SHA-256 of ``text``, in hex."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def content_of(text: str) -> PackContent:
    """The content of a stored text."""
    stored = json.loads(text)
    items = (
        PackItem(PackPart(part), code, tuple(values), None if at is None else _EPOCH + at * _MS, said)
        for part, code, said, values, at in stored["items"]
    )
    series = (PackSeries(Vital(v), tuple((int(p[0]), p[1], p[2]) for p in points)) for v, points in stored["series"])
    return PackContent(tuple(items), tuple(series))


@dataclass(frozen=True, slots=True)
class TransferPack:
    """One version: frozen when the hospital was asked, a new one when what it tells has changed.

    ``changed`` has the keys of what differs from the version before; empty in the first. ``digest`` is what was
    stored with it: a content that no longer has it was altered.
    """

    pack_id: str
    transfer_id: TransferId
    number: int
    hospital_id: HospitalId
    issued_at: datetime
    issued_by: UserId
    content: PackContent
    digest: str
    changed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the content is the one that was issued."""
        return self.content.digest() == self.digest


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MS
