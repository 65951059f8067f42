"""The doses that are still due when an admission ends: which they are, and that each is settled before it is closed."""

from collections.abc import Sequence
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.closing.dose_end import DoseEnd, OpenDoses, left_due
from hah_console.domain.dose import DoseState
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import EpisodeId
from hah_console.services.doses import dose_as_seen, record_given, record_not_given
from hah_console.services.order_end import words_of
from hah_console.services.ports import UnitOfWork

HAND_ON = "hand_on_dose"
"""The kind of the change note and of the audit entry."""


def settle_doses(
    uow: UnitOfWork,
    actor: Actor,
    episode_id: EpisodeId,
    ends: Sequence[DoseEnd],
    first_dose_skill: str,
    now: datetime,
) -> None:
    """SAFETY(dose at closing): nothing is closed over a dose of which nobody has said what became of it.

    Raises OpenDoses with those of which nothing is said, NotPermitted, VersionConflict, IllegalTransition,
    InvalidInput, FirstDoseUnwatched.
    """
    said = {end.dose_id for end in ends}
    due = left_due(uow.doses.of_episode(episode_id), now)
    unsaid = tuple(dose.dose_id for dose in due if dose.dose_id not in said)
    if unsaid:
        raise OpenDoses(unsaid)
    for end in ends:
        _settle(uow, actor, episode_id, end, first_dose_skill, now)


def _settle(
    uow: UnitOfWork, actor: Actor, episode_id: EpisodeId, end: DoseEnd, first_dose_skill: str, now: datetime
) -> None:
    require(actor, Action.GIVE_DOSE)
    dose = dose_as_seen(uow, end.dose_id, end.version)
    if dose.episode_id != episode_id:
        raise InvalidInput(field="dose", value=end.dose_id, reason="another_patient")
    words_of(end.words, "note")
    settled = end.applied(dose, actor.user_id, now)
    if settled.state is DoseState.GIVEN:
        record_given(uow, actor, first_dose_skill, dose, settled, now, marks="", told="at_closing")
    elif settled.state is DoseState.HANDED_ON:
        record_not_given(uow, actor, settled, now, HAND_ON)
    else:
        record_not_given(uow, actor, settled, now)
