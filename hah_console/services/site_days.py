"""Turns the relative days of a site pack into dated rows for the days to be loaded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hah_console.domain.claims.visit_record import Emergency, VisitRecord
from hah_console.domain.episode import Episode
from hah_console.domain.ids import OrderId, PatientId, ShiftId, TaskId
from hah_console.domain.kit import Kit
from hah_console.domain.reading import StaffObservation
from hah_console.domain.site_day import moment
from hah_console.domain.site_pack import MONITOR, PackEpisode, PackVisit, PackWork, SitePack
from hah_console.domain.staff import Duty, Profession, Shift
from hah_console.domain.task import Task

DAY_MINUTES = 24 * 60


def days_to_load(pack: SitePack, day: date) -> tuple[date, ...]:
    """The day before (its night shift reaches into ``day``), ``day`` itself, and the rest of the pack's horizon."""
    return tuple(day + timedelta(days=offset) for offset in range(-1, pack.site.horizon_days))


def episodes_on(pack: SitePack, day: date) -> tuple[Episode, ...]:
    """Every admission, dated, with the patient's monitor."""
    monitors = {kit.episode_id: kit for kit in pack.kits if kit.kind == MONITOR and kit.episode_id}
    return tuple(_episode(pack, row, monitors.get(row.episode_id), day) for row in pack.episodes)


def _episode(pack: SitePack, row: PackEpisode, monitor: Kit | None, day: date) -> Episode:
    return Episode(
        row.episode_id,
        row.patient_id,
        row.condition,
        row.mode,
        row.state,
        _utc(pack, row.admitted.resolved(day), row.admitted_minutes),
        row.owner_id,
        row.physician_id,
        monitor.kit_id if monitor else None,
        principal_diagnosis=row.principal_diagnosis,
    )


def visits_on(pack: SitePack, day: date) -> tuple[tuple[VisitRecord, str], ...]:
    """Every visit that was made, dated, with the payer's receipt for its card (empty while it waits)."""
    patients = {row.episode_id: row.patient_id for row in pack.episodes}
    professions = {person.staff_id: person.profession for person in pack.staff}
    return tuple(
        (_visit(pack, row, patients[row.episode_id], professions[row.staff_id], day), row.receipt)
        for row in pack.visits
    )


def _visit(pack: SitePack, row: PackVisit, patient_id: PatientId, profession: Profession, day: date) -> VisitRecord:
    on = row.day.resolved(day)
    arrived, left, assessed = (
        None if minutes is None else _utc(pack, on, minutes) for minutes in (row.arrived, row.left, row.assessed)
    )
    noted = arrived or left or _utc(pack, on, pack.site.day_start_minutes)
    emergency = Emergency(row.indication, row.assessed_by, assessed, row.standing_order) if row.indication else None
    return VisitRecord(
        row.visit_id, row.episode_id, patient_id, row.staff_id, profession, noted, row.mode, arrived, left, emergency,
        card_read=bool(row.receipt),
    )  # fmt: skip


def shifts_on(pack: SitePack, day: date) -> tuple[Shift, ...]:
    """Every shift of the days to load; its id carries the day."""
    return tuple(_shifts(pack, day))


def _shifts(pack: SitePack, day: date) -> Iterator[Shift]:
    for on in days_to_load(pack, day):
        for row in pack.shifts:
            if row.day.holds(on, day):
                yield Shift(
                    ShiftId(f"{row.shift_id}-{on:%Y%m%d}"),
                    row.staff_id,
                    _utc(pack, on, row.starts),
                    _utc(pack, on, row.ends),
                    row.break_minutes,
                    None if row.break_earliest is None else _utc(pack, on, row.break_earliest),
                    None if row.break_latest is None else _utc(pack, on, row.break_latest),
                    row.max_overtime_minutes,
                )


def duties_on(pack: SitePack, day: date) -> tuple[Duty, ...]:
    """The duty roster of the days to load."""
    return tuple(
        Duty(row.role, row.staff_id, _utc(pack, on, row.starts), _utc(pack, on, row.ends))
        for on in days_to_load(pack, day)
        for row in pack.duties
        if row.day.holds(on, day)
    )


def tasks_on(pack: SitePack, day: date) -> tuple[Task, ...]:
    """The tasks of ``day`` and the rest of the horizon, from single tasks and orders; ids carry day and number."""
    patients = {episode.episode_id: episode.patient_id for episode in pack.episodes}
    ordered = {row.work_id: OrderId(row.order_id) for row in pack.medications if row.work_id}
    ordered |= {row.work_id: OrderId(row.order_id) for row in pack.specimens if row.work_id}
    return tuple(
        replace(task, order_id=ordered.get(row.work_id))
        for on in days_to_load(pack, day)[1:]
        for row in pack.work
        if _due(row, on, day)
        for task in _occurrences(pack, row, on, patients[row.episode_id])
    )


def _due(row: PackWork, on: date, day: date) -> bool:
    if row.first.every or row.last.every:
        return True
    return row.first.resolved(day) <= on <= row.last.resolved(day)


def _occurrences(pack: SitePack, row: PackWork, on: date, patient_id: PatientId) -> Iterator[Task]:
    step = row.interval_hours * 60 or DAY_MINUTES
    for number, shift in enumerate(range(0, DAY_MINUTES - row.earliest, step), 1):
        yield Task(
            TaskId(f"{row.work_id}-{on:%Y%m%d}-{number}"),
            row.episode_id,
            patient_id,
            row.kind,
            _utc(pack, on, row.earliest + shift),
            _utc(pack, on, row.latest + shift),
            row.duration_minutes,
            row.required_skills,
            row.priority,
            row.optional,
            row.hard_window,
            row.staff_needed,
            row.preferred_staff_id,
            row.note,
        )


def observations_at(pack: SitePack, now: datetime) -> tuple[StaffObservation, ...]:
    """The first observations, dated back from ``now``."""
    return tuple(
        StaffObservation(
            row.patient_id,
            now - timedelta(minutes=row.minutes_ago),
            row.consciousness,
            row.on_oxygen,
            row.oxygen_l_min,
            "site",
        )
        for row in pack.observations
    )


def _utc(pack: SitePack, on: date, minutes: int) -> datetime:
    return moment(on, minutes, pack.site.zone).astimezone(UTC)
