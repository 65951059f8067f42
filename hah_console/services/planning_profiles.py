"""Named profiles of planning: read the newest editions, keep another edition."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import VersionConflict
from hah_console.domain.planning_profile import (
    PlanningProfile,
    ProfileEdition,
    Weights,
    checked_weights,
    profile_id,
)
from hah_console.domain.written import written_note
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record

SHIPPED = ""
"""The name that stands for the parameters the program came with."""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One edition with the name of its author; ``edition`` 0 is what the program came with."""

    name: str
    edition: int
    weights: Weights
    note: str
    by: str
    at: datetime | None


def profiles(ctx: Context, shipped: PlanningProfile) -> tuple[ProfileRow, ...]:
    """The newest edition of every profile by name, after what the program came with."""
    rows = all_editions(ctx, shipped)
    newest = {row.name: row for row in rows}
    return tuple(newest.values())


def all_editions(ctx: Context, shipped: PlanningProfile) -> tuple[ProfileRow, ...]:
    """Every edition of every profile, by name and number."""
    with ctx.store() as uow:
        found = sorted(uow.planning_profiles.all(), key=lambda row: (row.name, row.edition))
        users = {str(user.user_id): user.name for user in uow.users.all()}
    first = ProfileRow(SHIPPED, 0, Weights.of(shipped), "", "", None)
    return (first, *(_row(row, users) for row in found))


def keep_profile(
    ctx: Context, actor: Actor, fields: Mapping[str, str], seen_edition: int
) -> tuple[ProfileRow, Changes]:
    """Keep another edition of the profile named in the fields; the editions before it stay as they are.

    ``seen_edition`` is the newest one in sight (0: a new name). Raises NotPermitted, InvalidFields, VersionConflict
    (somebody else kept one since).
    """
    require(actor, Action.PLAN_ROUTES)
    name, weights = checked_weights(fields)
    note = written_note(fields.get("note", ""), "note")
    with ctx.store() as uow:
        uow.take_turn()
        newest = max((row.edition for row in uow.planning_profiles.of_name(name)), default=0)
        if newest != seen_edition:
            raise VersionConflict(entity="planning_profile", entity_id=name, expected=seen_edition, found=newest)
        edition = ProfileEdition(
            profile_id(name, newest + 1), name, newest + 1, weights, note, ctx.clock.now(), actor.user_id
        )
        stored = uow.planning_profiles.save(edition)
        record(
            uow, actor, edition.made_at, "keep_profile", "planning_profile", edition.profile_id,
            name=name, edition=str(edition.edition),
        )  # fmt: skip
        return _row(stored, {str(actor.user_id): actor.name}), uow.commit()


def chosen_profile(ctx: Context, actor: Actor, shipped: PlanningProfile) -> PlanningProfile:
    """The parameters this person plans with: the newest edition of the profile she chose last."""
    with ctx.store() as uow:
        name = uow.site.get(_choice(actor))
    row = next((row for row in profiles(ctx, shipped) if row.name == name), None)
    return in_use(shipped, row) if row is not None else shipped


def choose_profile(ctx: Context, actor: Actor, name: str) -> Changes:
    """Plan with this profile from now on; a person's own habit, so nothing is noted. Raises NotPermitted."""
    require(actor, Action.PLAN_ROUTES)
    with ctx.store() as uow:
        uow.site.put(_choice(actor), name)
        return uow.commit()


def _choice(actor: Actor) -> str:
    return f"planning_profile/{actor.user_id}"


def in_use(shipped: PlanningProfile, row: ProfileRow) -> PlanningProfile:
    """The parameters of a search with this profile; name and edition go with the plan."""
    if row.edition == 0:
        return shipped
    return replace(row.weights.put_into(shipped), name=row.name, version=str(row.edition))


def _row(edition: ProfileEdition, users: Mapping[str, str]) -> ProfileRow:
    by = str(edition.made_by)
    return ProfileRow(edition.name, edition.edition, edition.weights, edition.note, users.get(by, by), edition.made_at)
