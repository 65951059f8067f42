"""The real recording of a tour: whose vital signs are replayed from it, and where her waveforms come from."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hah_console.adapters.site.scenario import read_scenario
from hah_console.adapters.vitals.recorded_waves import RecordedWaves
from hah_console.adapters.vitals.recordings import RecordingUnusable, find_recordings, read_recordings
from hah_console.adapters.vitals.wave_recordings import read_wave_recordings
from hah_console.demo.devices import assigned_recordings, beds_of
from hah_console.domain.clock import SystemClock
from hah_console.domain.ids import PatientId
from hah_console.domain.site_pack import SitePack


@dataclass(frozen=True, slots=True)
class Recorded:
    """``patient_id`` has the first recording; ``numerics`` goes to the demo's monitors, ``waves`` to the console."""

    patient_id: PatientId
    source: str
    numerics: Path | None
    waves: RecordedWaves | None


def recorded(place: Path, pack: SitePack, day: date) -> Recorded:
    """What a file or folder of recordings gives to a tour of this site; raises RecordingUnusable."""
    numerics, waves = find_recordings(place), read_wave_recordings(place)
    if not numerics and not waves:
        raise RecordingUnusable(file=place.name, line=0, reason="no_recordings")
    events, beds = read_scenario(pack.site), beds_of(pack, day)
    series = read_recordings(place) if numerics else ()
    scripted = {event.patient_id for event in events}
    free = [bed.profile.patient_id for bed in beds if bed.profile.patient_id not in scripted]
    patient_id = next(iter(assigned_recordings(beds, events, series)), free[0])
    played = RecordedWaves({patient_id: waves[0]}, SystemClock()) if waves else None
    names = [series[0].name] if series else []
    return Recorded(patient_id, " + ".join([*names, *(w.name for w in waves[:1])]), place if numerics else None, played)
