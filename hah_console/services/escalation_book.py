"""The ladder as the one writer knows it: looks once a second, reads the store only when something has to change."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from hah_console.alarms.stages.escalate import LadderView, escalate
from hah_console.domain.actor import Actor
from hah_console.domain.escalation import Escalation
from hah_console.domain.escalation_rules import EscalationRules
from hah_console.domain.ids import EscalationId
from hah_console.domain.staff import Duty
from hah_console.services.alarm_book import AlarmBook
from hah_console.services.escalation_steps import save_steps
from hah_console.services.ports import UnitOfWork


class EscalationBook:
    """Used by the service's writer thread within its transactions; ``read`` again whenever people changed something.

    SAFETY(one ladder): only the process that holds the lease looks, so that nothing climbs twice.
    """

    def __init__(self, actor: Actor, alarms: AlarmBook) -> None:
        self._actor, self._alarms = actor, alarms
        self._open: tuple[Escalation, ...] = ()
        self._duties: tuple[Duty, ...] = ()
        self._before: tuple[tuple[Escalation, ...], tuple[Duty, ...]] = ((), ())
        self._turn_at: datetime | None = None

    def begin(self) -> None:
        """A transaction begins."""
        self._before = self._open, self._duties

    def undo(self) -> None:
        """It was not stored, so it is not known."""
        self._open, self._duties = self._before

    def read(self, uow: UnitOfWork, now: datetime) -> None:
        """Read the open escalations and who is on duty."""
        self._open = uow.escalations.open()
        self._duties = uow.staff.duties(now)
        self._turn_at = min((duty.ends_at for duty in self._duties), default=None)

    def look(self, uow: UnitOfWork, rules: EscalationRules, now: datetime) -> tuple[Escalation, ...]:
        """One look; what changed is stored. The roster is read anew when a duty has ended, and before any change."""
        if self._turn_at is not None and now >= self._turn_at:
            self.read(uow, now)
        if not escalate(self._view(rules, now), self._open):
            return ()
        uow.take_turn()
        self._alarms.refresh(uow, now)
        known = self._open
        try:
            with uow.part():
                self.read(uow, now)
                return tuple(self._save(uow, case, now) for case in escalate(self._view(rules, now), self._open))
        except Exception:
            self._open = known
            raise

    def _save(self, uow: UnitOfWork, case: Escalation, now: datetime) -> Escalation:
        known = next((one for one in self._open if one.escalation_id == case.escalation_id), None)
        stored = save_steps(uow, self._actor, known, case, now)
        others = tuple(one for one in self._open if one.escalation_id != stored.escalation_id)
        self._open = (*others, stored) if stored.is_open else others
        return stored

    def _view(self, rules: EscalationRules, now: datetime) -> LadderView:
        alarms = self._alarms.everything()
        return LadderView(
            alarms, self._alarms.shelved(now), self._duties, rules, now, self._actor.user_id, new_escalation_id
        )  # fmt: skip

    @property
    def open(self) -> Sequence[Escalation]:
        """Those that are not over, as last known."""
        return self._open


def new_escalation_id() -> EscalationId:
    """A name no other escalation has."""
    return EscalationId(f"ES-{uuid.uuid4().hex[:16]}")
