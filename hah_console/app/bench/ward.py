"""A made-up site of any size for measuring: patients in care with a kit and a monitor, put straight into the store."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hah_console.app.bootstrap import SYSTEM
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, PatientId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.site_pack import MONITOR
from hah_console.services.context import Context

SITE_ID = "bench"
STAY_DAYS = 7
_FAMILY, _GIVEN = "陳林張黃李吳王蔡劉許", "美雄德珠福英山桃輝枝"
_CONDITIONS = tuple(Condition)
_HOME = Place(24.8, 120.97)


@dataclass(frozen=True, slots=True)
class Bed:
    """A patient and the monitor that is with them."""

    patient_id: PatientId
    device_id: DeviceId


def bed_of(number: int) -> Bed:
    """The bed ``number``, from 0; names count from 1."""
    return Bed(PatientId(f"P{number + 1:05}"), DeviceId(f"D{number + 1:05}"))


def load_ward(ctx: Context, patients: int) -> tuple[Bed, ...]:
    """Put a site of so many monitored patients into an empty store, as of the store's clock."""
    now = ctx.clock.now()
    beds = tuple(bed_of(number) for number in range(patients))
    with ctx.store() as uow:
        uow.site.put("site_id", SITE_ID)
        uow.site.put("time_zone", "Asia/Taipei")
        uow.site.put("synthetic", "yes")
        uow.site.put("device_count", str(patients))
        for number, bed in enumerate(beds):
            start = now - timedelta(days=number % STAY_DAYS)
            episode = replace(bench_stay(number, bed.patient_id, start), kit_id=_kit_id(bed))
            uow.patients.save(bench_patient(number, bed.patient_id))
            uow.episodes.save(episode)
            uow.kits.save(_kit(bed, episode.episode_id))
        uow.changed("load_site", "patient", "", SYSTEM, now)
        uow.commit()
    return beds


def bench_patient(number: int, patient_id: PatientId) -> Patient:
    """A made-up person."""
    name = _FAMILY[number % 10] + _GIVEN[number // 10 % 10] + _GIVEN[number // 7 % 10]
    sex = Sex.FEMALE if number % 2 else Sex.MALE
    born = date(1930 + number % 50, 1 + number % 12, 1 + number % 28)
    return Patient(patient_id, f"BENCH{number:06}", name, sex, born, _HOME)


def bench_stay(number: int, patient_id: PatientId, start: datetime) -> Episode:
    """Her admission, under way since ``start``."""
    condition = _CONDITIONS[number % len(_CONDITIONS)]
    return Episode(EpisodeId(f"E-{patient_id}"), patient_id, condition, Mode.HOME_CARE, EpisodeState.ACTIVE, start)


def _kit(bed: Bed, episode_id: EpisodeId) -> Kit:
    return Kit(_kit_id(bed), MONITOR, KitState.IN_USE, bed.device_id, episode_id, 90)


def _kit_id(bed: Bed) -> KitId:
    return KitId(f"M-{bed.device_id}")
