"""The bedside with two nurses, of whom the first answers for all three patients, and somebody who looks at pictures."""

from dataclasses import replace
from pathlib import Path

from hah_console.domain.actor import Actor, Role
from hah_console.domain.closing.handover import Handover
from hah_console.domain.ids import EpisodeId, StaffId, UserId
from hah_console.domain.staff import Profession
from hah_console.domain.user import User
from hah_console.services.handovers import draft_handover, owner_of, send_handover
from helpers.bedside import NURSE, PHYSICIAN, Bedside, open_bedside

OTHER = Actor(UserId("U-nurse2"), "李雅婷", Role.NURSE, "WS-5")
STAFF = {NURSE.user_id: StaffId("N-1"), PHYSICIAN.user_id: StaffId("MD-1"), OTHER.user_id: StaffId("N-2")}


def open_closing(folder: Path) -> Bedside:
    """The store with staff behind the accounts; the first nurse is the charge nurse of the night."""
    bedside = open_bedside(folder, readings=False)
    with bedside.store.unit_of_work() as uow:
        first = uow.staff.get(StaffId("N-1"))
        uow.staff.save(replace(first, staff_id=StaffId("N-2"), name=OTHER.name, version=0))
        assert first.profession is Profession.NURSE
        uow.users.save(User(OTHER.user_id, OTHER.user_id, OTHER.name, OTHER.role, "hash"))
        for user in uow.users.all():
            if user.user_id in STAFF:
                uow.users.save(replace(user, staff_id=STAFF[user.user_id]))
        uow.commit()
    return bedside


def sent(bedside: Bedside, *episodes: EpisodeId) -> Handover:
    """A handover from the first nurse to the other, signed."""
    draft_handover(bedside.ctx, NURSE, OTHER.user_id, list(episodes))
    drafted = newest(bedside)
    send_handover(bedside.ctx, NURSE, drafted.handover_id, drafted.version)
    return newest(bedside)


def given(bedside: Bedside, giver: Actor, receiver: Actor, episode_id: EpisodeId) -> Handover:
    """A handover, signed, of somebody the record gave to the giver before."""
    with bedside.store.unit_of_work() as uow:
        uow.episodes.save(replace(uow.episodes.get(episode_id), owner_id=STAFF[giver.user_id]))
        uow.commit()
    draft_handover(bedside.ctx, giver, receiver.user_id, [episode_id])
    drafted = newest(bedside)
    send_handover(bedside.ctx, giver, drafted.handover_id, drafted.version)
    return newest(bedside)


def newest(bedside: Bedside) -> Handover:
    """The handover begun last."""
    with bedside.store.unit_of_work() as uow:
        return max(uow.handovers.all(), key=lambda handover: handover.drafted_at)


def owner(bedside: Bedside, episode_id: EpisodeId) -> UserId | None:
    """Who answers for a patient."""
    with bedside.store.unit_of_work() as uow:
        return owner_of(uow, uow.episodes.get(episode_id))
