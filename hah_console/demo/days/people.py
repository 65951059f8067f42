"""Who is in care on each day: the demo's people until their last day, and those who are admitted as the days go on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hah_console.demo.days.chances import Chances
from hah_console.demo.days.rates import Rates
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.site_day import moment
from hah_console.domain.site_pack import SitePack
from hah_console.services.site_days import episodes_on

FIRST_CALL_MIN, LAST_CALL_MIN = 9 * 60, 16 * 60 + 30
NEAR_VILLAGE_DEG = 0.002
BORN = date(1950, 1, 1)
WISHED_STAY_SPREAD_DAYS = 1


@dataclass(frozen=True, slots=True)
class Stay:
    """A case with its last day in care; ``called_min`` (minutes after midnight) for one admitted in these days."""

    episode: Episode
    patient: Patient
    first: date
    last: date
    called_min: int | None = None
    dose_min: int = 0

    def in_care(self, on: date) -> bool:
        """Whether the case is in care on a day."""
        return self.first <= on <= self.last


def stays_of(
    pack: SitePack, day: date, days: int, chances: Chances, rates: Rates, targets: Mapping[Condition, int]
) -> tuple[Stay, ...]:
    """Everybody who is in care on one of the days; ``targets`` are the days of care of each condition."""
    known = [_known(pack, episode, day, chances, targets) for episode in episodes_on(pack, day)]
    new = [
        _new(pack, day + timedelta(days=offset), number, chances, targets)
        for offset in range(days)
        for number in range(chances.about(rates.admissions_per_day, "admissions", offset))
    ]
    return tuple(stay for stay in (*known, *new) if stay.last >= day)


def _known(pack: SitePack, episode: Episode, day: date, chances: Chances, targets: Mapping[Condition, int]) -> Stay:
    patient = next(p for p in pack.patients if p.patient_id == episode.patient_id)
    first = episode.admitted_at.astimezone(pack.site.zone).date()
    return Stay(episode, patient, first, _last(first, day, episode, chances, targets))


def _last(first: date, day: date, episode: Episode, chances: Chances, targets: Mapping[Condition, int]) -> date:
    """The target of the condition, a day more or less; nobody of the first day leaves before it."""
    spread = chances.whole(-WISHED_STAY_SPREAD_DAYS, WISHED_STAY_SPREAD_DAYS, "stay", episode.episode_id)
    return max(day, first + timedelta(days=targets[episode.condition] - 1 + spread))


def _new(pack: SitePack, on: date, number: int, chances: Chances, targets: Mapping[Condition, int]) -> Stay:
    key = f"{on:%m%d}-{number}"
    called = chances.whole(FIRST_CALL_MIN // 5, LAST_CALL_MIN // 5, "called", key) * 5
    condition = tuple(Condition)[chances.one_of(len(Condition), "condition", key)]
    at = moment(on, called, pack.site.zone).astimezone(UTC)
    patient = Patient(PatientId(f"NP-{key}"), f"SIM{key}", f"SIM {key}", Sex.UNKNOWN, BORN, _home(pack, key, chances))
    episode = Episode(EpisodeId(f"NE-{key}"), patient.patient_id, condition, Mode.EMERGENCY, EpisodeState.ACTIVE, at)
    dose = chances.whole(9 * 4, 19 * 4, "dose", key) * 15
    return Stay(episode, patient, on, _last(on, on, episode, chances, targets), called, dose)


def _home(pack: SitePack, key: str, chances: Chances) -> Place:
    """Near the point of a village of the site."""
    village = pack.places[chances.one_of(len(pack.places), "village", key)]
    shift = [chances.between(-NEAR_VILLAGE_DEG, NEAR_VILLAGE_DEG, "home", axis, key) for axis in ("lat", "lon")]
    return Place(village.lat + shift[0], village.lon + shift[1], f"{village.town}{village.village}")


def discharged_on(stays: tuple[Stay, ...], on: date) -> Iterator[Stay]:
    """Whose care ended the day before: their kits are to be fetched on this day."""
    return (stay for stay in stays if stay.last + timedelta(days=1) == on)


def at(on: date, minutes: int, pack: SitePack) -> datetime:
    """A local clock time of a day in UTC."""
    return moment(on, minutes, pack.site.zone).astimezone(UTC)
