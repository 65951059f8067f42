"""A synthetic site of any size for measuring: patients, admissions, kits and monitors, put straight into the store."""

from dataclasses import dataclass
from datetime import date, timedelta

from hah_console.app.bootstrap import SYSTEM, Core
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, PatientId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.site_pack import MONITOR

SITE_ID = "bench"
STAY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Bed:
    """A patient and the monitor that is with them."""

    patient_id: PatientId
    device_id: DeviceId


def load_ward(core: Core, patients: int) -> tuple[Bed, ...]:
    """Put a site of so many monitored patients into an empty store."""
    beds = tuple(Bed(PatientId(f"P{n:05}"), DeviceId(f"D{n:05}")) for n in range(1, patients + 1))
    admitted_at = core.ctx.clock.now() - STAY
    with core.ctx.store() as uow:
        uow.site.put("site_id", SITE_ID)
        uow.site.put("time_zone", "Asia/Taipei")
        uow.site.put("synthetic", "yes")
        uow.site.put("device_count", str(patients))
        for bed in beds:
            uow.patients.save(_patient(bed))
            episode_id = EpisodeId(f"E-{bed.patient_id}")
            uow.episodes.save(
                Episode(
                    episode_id, bed.patient_id, Condition.PNEUMONIA, Mode.HOME_CARE, EpisodeState.ACTIVE, admitted_at
                )
            )
            uow.kits.save(Kit(KitId(f"M-{bed.device_id}"), MONITOR, KitState.IN_USE, bed.device_id, episode_id, 90))
        uow.changed("load_site", "patient", "", SYSTEM, core.ctx.clock.now())
        uow.commit()
    return beds


def _patient(bed: Bed) -> Patient:
    number = bed.patient_id[1:]
    return Patient(
        bed.patient_id, f"BENCH{number}", f"Bench {number}", Sex.FEMALE, date(1950, 1, 1), Place(24.8, 120.97)
    )
