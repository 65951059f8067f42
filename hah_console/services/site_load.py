"""Loads a site pack into the store: everything once, and the shifts, roster and tasks of each new day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import AnotherSite
from hah_console.domain.ids import UserId
from hah_console.domain.site_day import moment
from hah_console.domain.site_pack import PackUser, SitePack
from hah_console.domain.staff import Duty, Shift
from hah_console.domain.task import Task
from hah_console.domain.user import User
from hah_console.services import site_days
from hah_console.services.changes import Changes
from hah_console.services.consults import MEETING_URL
from hah_console.services.context import Context, record
from hah_console.services.keyed_port import Keyed
from hah_console.services.ports import PasswordHasher, UnitOfWork
from hah_console.services.site_equipment import write_pieces, write_sets
from hah_console.services.site_history import write_history

K = TypeVar("K")
T = TypeVar("T")


@dataclass(slots=True)
class _Tally:
    """How many rows of each entity were new."""

    new: dict[str, int] = field(default_factory=dict)

    def add(self, entity: str, count: int) -> None:
        if count:
            self.new[entity] = self.new.get(entity, 0) + count


def load_site_pack(
    ctx: Context, actor: Actor, pack: SitePack, hasher: PasswordHasher, day: date, card_upload: timedelta | None = None
) -> Changes:
    """Put the pack's rows into the store, dated for ``day`` (local to the site).

    Rows already there are left as people have changed them, so loading again adds only what is missing: on another
    day its shifts, roster and tasks. Work of closed admissions is not added. The changes are empty when nothing was
    missing. ``card_upload`` is how long card data of a visit may wait for the payer; without it none are put into the
    queue. Raises AnotherSite when the store belongs to another site, NotPermitted.
    """
    require(actor, Action.LOAD_SITE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        _require_same_site(uow, pack)
        tally = _Tally()
        _write_people(uow, pack, day, now, tally)
        _write_team(uow, pack, hasher, tally)
        _write_days(uow, pack, day, tally)
        write_history(uow, pack, day, actor, now, card_upload, tally.add)
        _write_facts(uow, pack, tally)
        if not tally.new:
            return Changes()
        _note(uow, actor, pack, now, tally)
        return uow.commit()


def _require_same_site(uow: UnitOfWork, pack: SitePack) -> None:
    found = uow.site.get("site_id")
    if found and found != pack.site.site_id:
        raise AnotherSite(found=found, wanted=pack.site.site_id)


def _missing(rows: Sequence[T], keyed: "Keyed[K, T]", key: Callable[[T], K]) -> int:
    """Save the rows whose id is not there yet; returns how many."""
    new = [row for row in rows if keyed.find(key(row)) is None]
    for row in new:
        keyed.save(row)
    return len(new)


def _write_people(uow: UnitOfWork, pack: SitePack, day: date, now: datetime, tally: _Tally) -> None:
    tally.add("hospital", _missing(pack.hospitals, uow.hospitals, lambda row: row.hospital_id))
    tally.add("staff", _missing(pack.staff, uow.staff, lambda row: row.staff_id))
    tally.add("patient", _missing(pack.patients, uow.patients, lambda row: row.patient_id))
    episodes = site_days.episodes_on(pack, day)
    tally.add("episode", _missing(episodes, uow.episodes, lambda row: row.episode_id))
    tally.add("kit", write_pieces(uow, pack, now))
    tally.add("equipment_set", write_sets(uow, pack, now))
    seen = {row.patient_id for row in uow.readings.last_observations()}
    fresh = [row for row in site_days.observations_at(pack, now) if row.patient_id not in seen]
    for row in fresh:
        uow.readings.add_observation(row)
    tally.add("observation", len(fresh))


def _write_team(uow: UnitOfWork, pack: SitePack, hasher: PasswordHasher, tally: _Tally) -> None:
    new = [user for user in pack.users if uow.users.by_sign_in_name(user.sign_in_name) is None]
    hashes: dict[str, str] = {}
    for user in new:
        hashed = hashes.get(user.password) if pack.site.synthetic else None
        hashes[user.password] = hashed or hasher.hash(user.password)
        uow.users.save(_account(user, hashes[user.password]))
    tally.add("user", len(new))


def _account(user: PackUser, password_hash: str) -> User:
    user_id = UserId(f"U-{user.sign_in_name}")
    return User(user_id, user.sign_in_name, user.name, user.role, password_hash, user.staff_id, user.enabled)


def _write_days(uow: UnitOfWork, pack: SitePack, day: date, tally: _Tally) -> None:
    days = site_days.days_to_load(pack, day)
    start = moment(days[0], 0, pack.site.zone).astimezone(UTC)
    end = moment(days[-1], 3 * site_days.DAY_MINUTES, pack.site.zone).astimezone(UTC)
    known = {shift.shift_id for shift in uow.staff.shifts(start, end)}
    shifts: list[Shift] = [shift for shift in site_days.shifts_on(pack, day) if shift.shift_id not in known]
    uow.staff.add_shifts(shifts)
    tally.add("shift", len(shifts))
    duties = [duty for duty in site_days.duties_on(pack, day) if not _on_duty(uow, duty)]
    uow.staff.add_duties(duties)
    tally.add("duty", len(duties))
    tasks = _new_tasks(uow, pack, day)
    uow.tasks.add_many(tasks)
    tally.add("task", len(tasks))


def _on_duty(uow: UnitOfWork, duty: Duty) -> bool:
    return any(found == duty for found in uow.staff.duties(duty.starts_at))


def _new_tasks(uow: UnitOfWork, pack: SitePack, day: date) -> list[Task]:
    open_episodes = {episode.episode_id for episode in uow.episodes.open()}
    due = [task for task in site_days.tasks_on(pack, day) if task.episode_id in open_episodes]
    return [task for task in due if uow.tasks.find(task.task_id) is None]


def _write_facts(uow: UnitOfWork, pack: SitePack, tally: _Tally) -> None:
    """Small facts of the site under fixed names (see docs/site-pack.md)."""
    site = pack.site
    facts = {
        "site_id": site.site_id,
        "time_zone": site.time_zone,
        "day_start_minutes": str(site.day_start_minutes),
        "base_lat": repr(site.base.lat),
        "base_lon": repr(site.base.lon),
        "base_address": site.base.address,
        MEETING_URL: site.meeting_url,
        "synthetic": "yes" if site.synthetic else "no",
        "device_count": str(sum(kit.device_id is not None for kit in pack.kits)),
        **{f"name_{language}": name for language, name in site.names.items()},
    }
    changed = {name: value for name, value in facts.items() if uow.site.get(name) != value}
    for name, value in changed.items():
        uow.site.put(name, value)
    tally.add("fact", len(changed))


def _note(uow: UnitOfWork, actor: Actor, pack: SitePack, now: datetime, tally: _Tally) -> None:
    """One audit entry with the counts, and one change note per kind of row so that open screens refresh."""
    counts = {entity: str(count) for entity, count in tally.new.items()}
    record(uow, actor, now, "load_site", "site", pack.site.site_id, None, **counts)
    for entity in tally.new.keys() - {"fact", "shift", "duty", "hospital"}:
        uow.changed("load_site", entity, "", actor, now)
