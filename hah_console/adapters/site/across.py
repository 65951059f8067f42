"""Checks that need more than one row: duplicate ids, one open admission each, a monitor each, an administrator."""

from collections.abc import Mapping, Sequence

from hah_console.adapters.site import columns
from hah_console.adapters.site.columns import TableSpec
from hah_console.adapters.site.problem import ProblemList
from hah_console.adapters.site.row import Row
from hah_console.adapters.site.table import Table
from hah_console.domain.actor import Role
from hah_console.domain.episode import EpisodeState
from hah_console.domain.patient import Patient
from hah_console.domain.site_pack import MONITOR, PackEpisode, PackUser

UNIQUE: tuple[tuple[TableSpec, tuple[str, ...]], ...] = (
    (columns.PATIENTS, ("patient_id", "mrn", "national_id")),
    (columns.EPISODES, ("episode_id",)),
    (columns.STAFF, ("staff_id",)),
    (columns.SHIFTS, ("shift_id",)),
    (columns.KITS, ("kit_id", "device_id", "serial")),
    (columns.EQUIPMENT_SETS, ("set_id",)),
    (columns.HOSPITALS, ("hospital_id",)),
    (columns.TASKS, ("task_id",)),
    (columns.ORDERS, ("order_id",)),
    (columns.MEDICATIONS, ("order_id",)),
    (columns.SPECIMENS, ("order_id",)),
    (columns.USERS, ("sign_in_name",)),
    (columns.OBSERVATIONS, ("patient_id",)),
    (columns.VISITS, ("visit_id",)),
    (columns.REFERRALS, ("referral_id",)),
)
"""Columns whose filled cells must differ from row to row."""


def check_ids(tables: Mapping[str, Table], problems: ProblemList) -> None:
    """Report every second use of a value that must be unique; ids of tasks and orders share one space."""
    for spec, names in UNIQUE:
        for name in names:
            _check_unique(tables[spec.file].rows, name, {})
    taken = {row.text("task_id"): row.line for row in tables[columns.TASKS.file].rows}
    for row in tables[columns.ORDERS.file].rows:
        if row.text("order_id") in taken:
            facts = {"value": row.text("order_id"), "first": taken[row.text("order_id")]}
            problems.add(row.file, row.line, "order_id", "duplicate_across", target=columns.TASKS.file, **facts)


def _check_unique(rows: Sequence[Row], column: str, first_lines: dict[str, int]) -> None:
    for row in rows:
        value = row.text(column)
        if value and value in first_lines:
            row.note(column, "duplicate_id", value=value, first=first_lines[value])
        elif value:
            first_lines[value] = row.line


def check_work_present(tables: Mapping[str, Table], problems: ProblemList) -> None:
    """Report a pack with neither tasks nor orders: nothing could be planned."""
    if not tables[columns.TASKS.file].rows and not tables[columns.ORDERS.file].rows:
        usable = tables[columns.TASKS.file].usable and tables[columns.ORDERS.file].usable
        if usable:
            problems.add(columns.TASKS.file, 0, "", "no_work")


def check_people_once(patients: Sequence[tuple[Row, Patient]]) -> None:
    """Report two patients with the same name and day of birth."""
    first: dict[tuple[str, object], int] = {}
    for row, patient in patients:
        person = (patient.name, patient.birth_date)
        if person in first:
            row.note("name", "duplicate_person", value=patient.name, first=first[person])
        first.setdefault(person, row.line)


def check_admissions(episodes: Sequence[tuple[Row, PackEpisode]]) -> None:
    """Report a second open admission of one person."""
    first: dict[str, int] = {}
    for row, episode in episodes:
        if episode.state is EpisodeState.CLOSED:
            continue
        if episode.patient_id in first:
            row.note("patient_id", "two_open_episodes", value=episode.patient_id, first=first[episode.patient_id])
        first.setdefault(episode.patient_id, row.line)


def check_monitors(episodes: Sequence[tuple[Row, PackEpisode]], kits: Table) -> None:
    """Report active admissions without a monitor, and a second monitor of one admission."""
    if not kits.usable:
        return
    first: dict[str, int] = {}
    for row in kits.rows:
        episode = row.text("episode_id")
        if row.text("kind") == MONITOR and episode:
            if episode in first:
                row.note("episode_id", "second_monitor", value=episode, first=first[episode])
            first.setdefault(episode, row.line)
    for row, episode_row in episodes:
        if episode_row.state is EpisodeState.ACTIVE and episode_row.episode_id not in first:
            row.note("episode_id", "episode_without_monitor", value=episode_row.episode_id)


def check_accounts(users: Sequence[tuple[Row, PackUser]], table: Table, problems: ProblemList) -> None:
    """Report a pack in which no enabled administrator can sign in."""
    if table.usable and not any(user.role is Role.ADMINISTRATOR and user.enabled for _, user in users):
        problems.add(columns.USERS.file, 0, "role", "no_administrator")
