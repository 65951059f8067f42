"""Reads a whole pack, reports every problem, and gives the pack when there is no error."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias, TypeVar

from hah_console.adapters.site import columns
from hah_console.adapters.site.accounts import read_observation, read_user, read_village
from hah_console.adapters.site.across import (
    check_accounts,
    check_admissions,
    check_ids,
    check_monitors,
    check_people_once,
    check_work_present,
)
from hah_console.adapters.site.care import read_medication, read_result, read_specimen
from hah_console.adapters.site.columns import TableSpec
from hah_console.adapters.site.equipment import read_hospital, read_kit, read_set
from hah_console.adapters.site.land import Outline, read_outline
from hah_console.adapters.site.manifest import read_manifest
from hah_console.adapters.site.people import read_episode, read_patient
from hah_console.adapters.site.problem import ProblemList, SiteProblem
from hah_console.adapters.site.referrals import read_pack_referral
from hah_console.adapters.site.row import Row
from hah_console.adapters.site.scenario import check_scenario
from hah_console.adapters.site.table import Table, read_table
from hah_console.adapters.site.team import (
    check_duty_gaps,
    check_overlaps,
    check_vehicles,
    read_duty,
    read_shift,
    read_staff,
)
from hah_console.adapters.site.visits import read_visit
from hah_console.adapters.site.work import check_fits_a_shift, check_somebody_able, read_work
from hah_console.domain.clock import SystemClock
from hah_console.domain.patient import Patient
from hah_console.domain.place import Place
from hah_console.domain.site_care import PackMedication, PackSpecimen
from hah_console.domain.site_pack import (
    PackDuty,
    PackEpisode,
    PackKit,
    PackSet,
    PackShift,
    PackUser,
    PackWork,
    SiteDescription,
    SitePack,
)
from hah_console.domain.staff import Staff

T = TypeVar("T")
Pairs: TypeAlias = tuple[tuple[Row, T], ...]
EMPTY_SITE = SiteDescription("", {}, "Asia/Taipei", 0, Place(0.0, 0.0), {}, {})
"""Stands in when site.toml cannot be read, so that the tables are checked all the same."""


@dataclass(frozen=True, slots=True)
class SiteReading:
    """The outcome of reading a pack: the pack when it has no error, and all problems."""

    pack: SitePack | None
    problems: tuple[SiteProblem, ...]


def check_site(folder: Path, today: date | None = None) -> tuple[SiteProblem, ...]:
    """Every problem of the pack in ``folder``, by file and line; ``today`` (UTC today) bounds birth dates."""
    return read_site(folder, today).problems


def read_site(folder: Path, today: date | None = None) -> SiteReading:
    """Read and check the pack in ``folder``."""
    problems = ProblemList()
    if not folder.is_dir():
        problems.add("", 0, "", "folder_missing", value=str(folder))
        return SiteReading(None, problems.sorted())
    outline = read_outline()
    site = read_manifest(folder, outline, problems)
    tables = {spec.file: read_table(folder, spec, problems) for spec in columns.TABLES}
    pack = _PackReader(site, tables, problems, outline, today or SystemClock().now().date()).read()
    return SiteReading(None if problems.errors else pack, problems.sorted())


class _PackReader:
    """Turns the tables of one pack into domain rows and checks them against each other."""

    def __init__(
        self,
        site: SiteDescription | None,
        tables: dict[str, Table],
        problems: ProblemList,
        outline: Outline,
        today: date,
    ) -> None:
        self._site = site or EMPTY_SITE
        self._tables = tables
        self._problems = problems
        self._today = today
        self._outline = outline
        self._patients = tables[columns.PATIENTS.file].known("patient_id")
        self._episodes = tables[columns.EPISODES.file].known("episode_id")
        self._staff = tables[columns.STAFF.file].known("staff_id")

    def read(self) -> SitePack:
        """Every table in turn, so that every problem is found whatever the others hold."""
        check_ids(self._tables, self._problems)
        check_work_present(self._tables, self._problems)
        check_scenario(self._site, self._patients, self._problems)
        team = self._read(columns.STAFF, lambda row: read_staff(row, self._outline, self._site.skills))
        kits = self._read_kits()
        shifts = self._read_shifts()
        return SitePack(
            site=self._site,
            patients=self._read_patients(),
            episodes=self._read_episodes(),
            staff=_values(team),
            shifts=shifts,
            duties=self._read_duties(),
            kits=tuple(row.kit for row in kits),
            kit_minutes=tuple((row.kit.kit_id, row.minutes) for row in kits if row.minutes is not None),
            sets=self._read_sets(),
            hospitals=_values(self._read(columns.HOSPITALS, lambda row: read_hospital(row, self._outline))),
            work=self._read_work(_values(team), shifts),
            users=self._read_users(),
            observations=_values(self._read(columns.OBSERVATIONS, lambda row: read_observation(row, self._patients))),
            visits=_values(self._read(columns.VISITS, lambda row: read_visit(row, self._episodes, self._staff))),
            medications=self._read_medications(),
            specimens=self._read_specimens(),
            results=_values(self._read(columns.RESULTS, lambda row: read_result(row, self._patients))),
            referrals=_values(self._read(columns.REFERRALS, lambda row: read_pack_referral(row, self._today))),
            places=_values(self._read(columns.PLACES, lambda row: read_village(row, self._outline))),
        )

    def _read(self, spec: TableSpec, reader: Callable[[Row], T | None]) -> Pairs[T]:
        found = ((row, reader(row)) for row in self._tables[spec.file].rows)
        return tuple((row, value) for row, value in found if value is not None)

    def _read_patients(self) -> tuple[Patient, ...]:
        base = self._site.base if self._site.base.lat else None
        rows = self._read(columns.PATIENTS, lambda row: read_patient(row, self._outline, base, self._today))
        check_people_once(rows)
        return _values(rows)

    def _read_episodes(self) -> tuple[PackEpisode, ...]:
        rows = self._read(columns.EPISODES, lambda row: read_episode(row, self._patients, self._staff))
        check_admissions(rows)
        check_monitors(rows, self._tables[columns.KITS.file])
        return _values(rows)

    def _read_shifts(self) -> tuple[PackShift, ...]:
        rows = self._read(columns.SHIFTS, lambda row: read_shift(row, self._staff))
        check_overlaps(rows)
        check_vehicles(
            rows, {row.text("staff_id"): row.text("vehicle_plate") for row in self._tables[columns.STAFF.file].rows}
        )
        return _values(rows)

    def _read_duties(self) -> tuple[PackDuty, ...]:
        duties = _values(self._read(columns.DUTIES, lambda row: read_duty(row, self._staff)))
        if duties:
            check_duty_gaps(columns.DUTIES.file, duties, self._problems)
        return duties

    def _read_kits(self) -> tuple[PackKit, ...]:
        return _values(self._read(columns.KITS, lambda row: read_kit(row, self._episodes, self._site.kit_kinds)))

    def _read_sets(self) -> tuple[PackSet, ...]:
        kits = self._tables[columns.KITS.file].known("kit_id")
        return _values(self._read(columns.EQUIPMENT_SETS, lambda row: read_set(row, self._episodes, kits)))

    def _read_work(self, team: tuple[Staff, ...], shifts: tuple[PackShift, ...]) -> tuple[PackWork, ...]:
        def read(row: Row) -> PackWork | None:
            return read_work(row, self._episodes, self._staff, self._site.skills)

        rows = self._read(columns.TASKS, read) + self._read(columns.ORDERS, read)
        if self._staff is not None:
            check_somebody_able(rows, team)
            check_fits_a_shift(rows, team, shifts)
        return _values(rows)

    def _read_medications(self) -> tuple[PackMedication, ...]:
        work = self._work_ids(columns.ORDERS, "order_id")
        return _values(self._read(columns.MEDICATIONS, lambda row: read_medication(row, self._episodes, work)))

    def _read_specimens(self) -> tuple[PackSpecimen, ...]:
        work = self._work_ids(columns.TASKS, "task_id")
        return _values(self._read(columns.SPECIMENS, lambda row: read_specimen(row, self._episodes, work)))

    def _work_ids(self, spec: TableSpec, column: str) -> frozenset[str] | None:
        """None without any work: that is reported once, and not for every reference to it."""
        table = self._tables[spec.file]
        return table.known(column) if table.rows else None

    def _read_users(self) -> tuple[PackUser, ...]:
        rows = self._read(columns.USERS, lambda row: read_user(row, self._staff, self._site.synthetic))
        check_accounts(rows, self._tables[columns.USERS.file], self._problems)
        return _values(rows)


def _values(rows: Pairs[T]) -> tuple[T, ...]:
    return tuple(value for _, value in rows)
