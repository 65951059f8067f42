"""Compares the fleet's book with the store and the service's notes: sent, stored, lost, duplicated, latency."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hah_console.app.bench.ward import Bed
    from hah_console.domain.ids import DeviceId
    from hah_console.services.context import Context

Book = Mapping["DeviceId", Mapping[int, int]]
MARGIN = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class SetAudit:
    """Whether every set sent is in the store, once. ``foreign``: stored and never sent."""

    sent: int
    stored: int
    lost: int
    duplicated: int
    foreign: int

    @property
    def holds(self) -> bool:
        """Whether nothing is missing, nothing counts twice and nothing came from nowhere."""
        return not (self.lost or self.duplicated or self.foreign)

    def line(self) -> str:
        """For people."""
        return f"sent {self.sent:,}  stored {self.stored:,}  lost {self.lost:,}  duplicated {self.duplicated:,}"


def audit(ctx: "Context", beds: Sequence["Bed"], book: Book) -> SetAudit:
    """Read the stored sets of the book's time back, whatever tier they are in; compare by moment of measuring."""
    sent = stored = lost = duplicated = foreign = 0
    for bed in beds:
        own = Counter(book[bed.device_id].values())
        found = Counter(_stored(ctx, bed, own)) if own else Counter[int]()
        sent += own.total()
        stored += found.total()
        lost += (own - found).total()
        duplicated += sum(count - own[at] for at, count in found.items() if at in own and count > own[at])
        foreign += sum(count for at, count in found.items() if at not in own)
    return SetAudit(sent, stored, lost, duplicated, foreign)


def _stored(ctx: "Context", bed: "Bed", own: Iterable[int]) -> list[int]:
    from hah_console.domain.reading import Vital

    moments = sorted(own)
    start, end = (datetime.fromtimestamp(ms / 1_000, UTC) for ms in (moments[0], moments[-1]))
    with ctx.store() as uow:
        series = uow.readings.series(bed.patient_id, Vital.HEART_RATE, start - MARGIN, end + MARGIN)
    return [round(at_s * 1_000) for at_s in series.times_s]


def latencies_ms(trace: Path, book: Book) -> list[float]:
    """From publishing to the commit, of every set that was committed, rising."""
    from hah_console.adapters.vitals.commit_trace import read_trace
    from hah_console.adapters.vitals.payload import parse
    from hah_console.domain.ids import DeviceId

    found: dict[tuple[str, int], float] = {}
    for committed_s, payloads in read_trace(trace):
        for payload in payloads:
            wire = parse(payload)
            sent_ms = book.get(DeviceId(wire.dev), {}).get(wire.seq)
            if sent_ms is not None:
                found.setdefault((wire.dev, wire.seq), committed_s * 1_000 - sent_ms)
    return sorted(found.values())


def percentile(rising: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie; 0 without any."""
    return rising[min(len(rising) - 1, int(len(rising) * share))] if rising else 0.0
