"""The demo's monitors: for every tick of the simulated day, which patient's device sends what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from hah_console.demo.signals import SyntheticPatient, SyntheticProfile
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.kit import KitState
from hah_console.domain.recording import MonitorValues, Recording
from hah_console.domain.site_pack import MONITOR, ScenarioEvent, SitePack

FAST_RATE = 30
"""Above this speed a monitor sends one set per simulated minute instead of one per second of the machine."""
RECORDED_PATIENTS = 8
MOST_DUE = 120
"""Ticks made up for after a pause of the machine; older ones are lost, as with a monitor that was off."""


@dataclass(frozen=True, slots=True)
class DemoSet:
    """One set of one monitor. ``sequence`` is the measured Unix second: it rises across restarts by itself."""

    patient_id: PatientId
    device_id: DeviceId
    sequence: int
    measured_at_ms: int
    shown: MonitorValues


class Source(Protocol):
    """Where a monitor's values come from."""

    def values_at(self, at: datetime) -> MonitorValues | None: ...


@dataclass(frozen=True, slots=True)
class ReplayedRecording:
    """A recording played from ``origin`` on at its own pace and again from its start; each row holds one period."""

    recording: Recording
    origin: datetime

    def values_at(self, at: datetime) -> MonitorValues | None:
        """The row of the moment; None where nothing was measured."""
        row = int((at - self.origin).total_seconds() // self.recording.period_s) % len(self.recording.rows)
        shown = self.recording.rows[row]
        return None if shown.empty else shown


@dataclass(frozen=True, slots=True)
class Bed:
    """A patient with a monitor at home."""

    device_id: DeviceId
    profile: SyntheticProfile


class DemoMonitors:
    """All monitors of a site."""

    def __init__(self, beds: Sequence[Bed], sources: Mapping[PatientId, Source]) -> None:
        self._beds = [(bed.profile.patient_id, bed.device_id, sources[bed.profile.patient_id]) for bed in beds]

    def __len__(self) -> int:
        return len(self._beds)

    def sets_at(self, at: datetime) -> list[DemoSet]:
        """The sets measured at the aware moment ``at``; a monitor that sends nothing has none."""
        second = int(at.timestamp())
        shown = ((patient, device, source.values_at(at)) for patient, device, source in self._beds)
        return [DemoSet(patient, device, second, second * 1_000, v) for patient, device, v in shown if v is not None]


def beds_of(pack: SitePack, day: date) -> tuple[Bed, ...]:
    """The patients in treatment with a monitor in use, in the order of the kits."""
    episodes = {one.episode_id: one for one in pack.episodes if one.state is EpisodeState.ACTIVE}
    patients = {patient.patient_id: patient for patient in pack.patients}
    beds = []
    for kit in pack.kits:
        episode = episodes.get(kit.episode_id) if kit.episode_id else None
        if episode and kit.device_id and kit.kind == MONITOR and kit.state is KitState.IN_USE:
            patient = patients[episode.patient_id]
            profile = SyntheticProfile(
                patient.patient_id, patient.age_years(day), episode.condition, patient.spo2_scale
            )
            beds.append(Bed(kit.device_id, profile))
    return tuple(beds)


def assigned_recordings(
    beds: Sequence[Bed], events: Sequence[ScenarioEvent], recordings: Sequence[Recording], most: int = RECORDED_PATIENTS
) -> dict[PatientId, Recording]:
    """Whose values are replayed: the first patients without a scripted event, at most ``most``, one recording each."""
    scripted = {event.patient_id for event in events}
    free = [bed.profile.patient_id for bed in beds if bed.profile.patient_id not in scripted]
    return dict(zip(free[:most], recordings, strict=False))


def interval_s(rate: float) -> int:
    """Simulated seconds between two sets of a monitor."""
    return 60 if rate > FAST_RATE else max(1, round(rate))


class TickGrid:
    """The moments at which the monitors measure: whole multiples of the interval in Unix time."""

    def __init__(self, start: datetime, step_s: int) -> None:
        self._step_s = step_s
        self._next = -(-int(start.timestamp()) // step_s)

    @property
    def next(self) -> datetime:
        """The next moment not handed out yet."""
        return datetime.fromtimestamp(self._next * self._step_s, UTC)

    def due(self, now: datetime) -> Iterator[datetime]:
        """The moments up to ``now`` not handed out yet, at most the last MOST_DUE."""
        last = int(now.timestamp() // self._step_s)
        self._next = max(self._next, last - MOST_DUE + 1)
        while self._next <= last:
            moment = self.next
            self._next += 1
            yield moment


def monitors(
    pack: SitePack,
    events: Sequence[ScenarioEvent],
    replayed: Mapping[PatientId, Recording],
    origin: datetime,
    seed: int,
) -> DemoMonitors:
    """The monitors of a site: replayed recordings from ``origin`` on for some patients, synthetic for the others."""
    beds = beds_of(pack, origin.astimezone(pack.site.zone).date())
    sources: dict[PatientId, Source] = {}
    for bed in beds:
        patient_id, recording = bed.profile.patient_id, replayed.get(bed.profile.patient_id)
        sources[patient_id] = (
            ReplayedRecording(recording, origin)
            if recording
            else SyntheticPatient(bed.profile, seed, events, pack.site.zone)
        )
    return DemoMonitors(beds, sources)
