"""Backup hospitals for one patient, or all of them: how far, what for, what was heard last, which is offered first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.hospital import Hospital
from hah_console.domain.hospital_news import HospitalNews
from hah_console.domain.hospital_rank import Fit, Ranked, RankRules, rank
from hah_console.domain.ids import HospitalId, PatientId
from hah_console.domain.staff import Vehicle
from hah_console.services.context import Context
from hah_console.services.ports import TravelTimes

NO_RANK = RankRules()
_Legs = Mapping[HospitalId, tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Need:
    """What one transfer asks for: the rated ``item`` of its pathway, and who could not take the patient."""

    item: str = ""
    refused: frozenset[HospitalId] = frozenset()


@dataclass(frozen=True, slots=True)
class HospitalRow:
    """One hospital; ``seconds`` and ``metres`` are by road from the patient's home, None when nobody can tell.

    ``source`` says where the time comes from (a LegSource value); ``level`` is empty when unknown, never "none".
    ``news`` is what was heard last, ``stale`` whether it is too old to decide by; ``reasons`` are codes of the rank.
    """

    hospital_id: HospitalId
    name: str
    level: str
    phone: str
    departments: tuple[str, ...]
    is_base: bool
    seconds: int | None = None
    metres: int | None = None
    source: str = ""
    network: str = ""
    items: tuple[tuple[str, str], ...] = ()
    news: HospitalNews | None = None
    stale: bool = False
    fit: Fit = Fit.SUITS
    reasons: tuple[str, ...] = ()

    @property
    def minutes(self) -> int | None:
        """Travel time in whole minutes, rounded up."""
        return None if self.seconds is None else -(-self.seconds // 60)


NO_NEED = Need()


def read_hospital_board(
    ctx: Context,
    travel: TravelTimes | None,
    patient_id: PatientId | None,
    rules: RankRules = NO_RANK,
    need: Need = NO_NEED,
) -> tuple[HospitalRow, ...]:
    """All hospitals, the one to be asked first on top; by name when there is no patient.

    Of those of which the same is known the nearest comes first; without travel times nothing is invented.
    """
    now = ctx.clock.now()
    with ctx.store() as uow:
        hospitals = uow.hospitals.all()
        patient = uow.patients.find(patient_id) if patient_id else None
        news = uow.hospital_news.latest()
    legs: _Legs = {}
    if patient is not None and travel is not None and hospitals:
        table = travel.matrix([patient.home, *(h.place for h in hospitals)], Vehicle.CAR.value)
        legs = {
            h.hospital_id: (int(table.seconds[0][i]), int(table.metres[0][i]), str(table.sources[0][i]))
            for i, h in enumerate(hospitals, 1)
        }
    network = next((h.network for h in hospitals if h.is_base and h.network), "")
    ranked = [(_ranked(h, news, legs, rules, need, network, now), h) for h in hospitals]
    rows = [(place, _row(h, place, news.get(h.hospital_id), legs, rules, now)) for place, h in ranked]
    if patient is None or not legs:
        return tuple(row for _, row in sorted(rows, key=lambda pair: (not pair[1].is_base, pair[1].name)))
    return tuple(row for _, row in sorted(rows, key=lambda pair: (*pair[0].key(), pair[1].name)))


def _ranked(
    hospital: Hospital,
    news: Mapping[HospitalId, HospitalNews],
    legs: _Legs,
    rules: RankRules,
    need: Need,
    network: str,
    now: datetime,
) -> Ranked:
    leg = legs.get(hospital.hospital_id)
    travel = timedelta(seconds=leg[0]) if leg else None
    heard = news.get(hospital.hospital_id)
    return rank(hospital, heard, travel, rules, now, item=need.item, network=network, refused=need.refused)


def _row(
    hospital: Hospital, place: Ranked, news: HospitalNews | None, legs: _Legs, rules: RankRules, now: datetime
) -> HospitalRow:
    seconds, metres, source = legs.get(hospital.hospital_id, (None, None, ""))
    return HospitalRow(
        hospital_id=hospital.hospital_id,
        name=hospital.name,
        level=hospital.level,
        phone=hospital.phone,
        departments=tuple(sorted(hospital.departments)),
        is_base=hospital.is_base,
        seconds=seconds,
        metres=metres,
        source=source,
        network=hospital.network,
        items=hospital.items,
        news=news,
        stale=news is not None and news.age(now) > rules.stale_after,
        fit=place.fit,
        reasons=place.reasons,
    )
