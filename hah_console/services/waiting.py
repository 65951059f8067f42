"""How much waits for one person: patients offered or returned to her, referrals nobody has answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.closing.handover import Handover, HandoverItem
from hah_console.domain.ids import EpisodeId, UserId
from hah_console.domain.referral import WAITING_FOR_US
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

ENTITIES = frozenset({"handover", "episode", "referral", "refused_document"})
"""What changes the counts."""
LOOKED_BACK = timedelta(days=2)
"""Nobody leaves a patient who came back in no handover for longer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``offered`` patients wait for her answer, ``returned`` are hers again because they were refused or taken back;
    ``referrals`` are the senders without an answer, and the documents nobody could take."""

    offered: int = 0
    returned: int = 0
    referrals: int = 0

    @property
    def handovers(self) -> int:
        """Patients of whom she has to see to something."""
        return self.offered + self.returned


def count_waiting(ctx: Context, actor: Actor) -> Waiting:
    """As of now; nothing of what her role may not do."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        offered, returned = _handovers(uow, actor.user_id, now) if permits(actor.role, Action.HAND_OVER) else (0, 0)
        referrals = _referrals(uow) if permits(actor.role, Action.TAKE_REFERRAL) else 0
    return Waiting(offered, returned, referrals)


def _handovers(uow: UnitOfWork, mine: UserId, now: datetime) -> tuple[int, int]:
    """Of the newest handover of each admission that is not closed."""
    running = {episode.episode_id for episode in uow.episodes.open()}
    newest: dict[EpisodeId, tuple[Handover, HandoverItem]] = {}
    for handover in uow.handovers.between(now - LOOKED_BACK, now + timedelta(milliseconds=1)):
        newest |= {item.episode_id: (handover, item) for item in handover.items if item.episode_id in running}
    offered = sum(h.receiver_id == mine and item in h.pending() for h, item in newest.values())
    returned = sum(item.owner_id == mine and item in h.returned() for h, item in newest.values())
    return offered, returned


def _referrals(uow: UnitOfWork) -> int:
    waiting = sum(referral.state in WAITING_FOR_US for referral in uow.referrals.open())
    return waiting + uow.refused_documents.count_waiting()
