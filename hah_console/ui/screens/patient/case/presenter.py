"""Decides what the case tab offers, and what it sends; no Qt.

SAFETY(identity): a case is taken only of the patient asked for last, and a command carries the version in sight.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.episode import Episode, EpisodeState, HoldReason
from hah_console.domain.ids import PatientId
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.episode_moves import begin_episode, enrol_episode, hold_episode, resume_episode
from hah_console.services.patient_case import PatientCase
from hah_console.ui.clock_line import ClockLine, clock_line
from hah_console.ui.i18n import Texts

Command = Callable[[], Changes]
_S = EpisodeState
_FORWARD = {_S.PLANNED: "begin", _S.ON_HOLD: "resume"}


@dataclass(slots=True)
class CasePresenter:
    """Holds the patient asked for and her case as read last."""

    ctx: Context
    actor: Actor
    texts: Texts
    patient_id: PatientId | None = None
    case: PatientCase | None = None

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient, or nobody: nothing of the former one is kept."""
        self.patient_id, self.case = patient_id, None

    def take(self, case: PatientCase | None) -> bool:
        """Keep what was read; False for the answer about another patient."""
        if case is None or case.patient_id != self.patient_id:
            return False
        self.case = case
        return True

    def clocks(self, now: datetime) -> tuple[ClockLine, ...]:
        """Every clock of the admission, open ones first."""
        clocks = self.case.clocks if self.case else ()
        return tuple(clock_line(self.texts, self.ctx, clock, now) for clock in clocks)

    def forward(self) -> str:
        """``begin`` or ``resume`` where the admission waits for it, else empty."""
        state = self._state()
        step = _FORWARD.get(state, "") if state else ""
        return step if self._permitted else ""

    def may_hold(self) -> bool:
        """Whether care may pause."""
        return self._state() is _S.ACTIVE and self._permitted

    def may_enrol(self) -> bool:
        """Whether it is still to be entered in the payer's system."""
        waits = self.case is not None and self.case.enrolled_at is None
        return waits and self._state() not in (None, _S.PLANNED) and self._permitted

    @property
    def referral_id(self) -> str:
        """The referral it came by, or empty."""
        return self.case.referral.referral_id if self.case and self.case.referral else ""

    def step(self) -> Command | None:
        """To be sent for the step ahead."""
        episode, step = self.episode(), self.forward()
        if episode is None or not step:
            return None
        move = begin_episode if step == "begin" else resume_episode
        ctx, actor = self.ctx, self.actor
        return lambda: move(ctx, actor, episode.episode_id, episode.version)

    def enrol(self) -> Command | None:
        """To be sent for "it has been entered just now"."""
        episode = self.episode()
        if episode is None or not self.may_enrol():
            return None
        ctx, actor = self.ctx, self.actor
        return lambda: enrol_episode(ctx, actor, episode.episode_id)

    def hold(self, episode: Episode, reason: HoldReason, note: str) -> Command:
        """To be sent for "care pauses"."""
        ctx, actor = self.ctx, self.actor
        return lambda: hold_episode(ctx, actor, episode.episode_id, episode.version, reason, note)

    def episode(self) -> Episode | None:
        """The admission in sight."""
        return self.case.episode if self.case else None

    def _state(self) -> EpisodeState | None:
        episode = self.episode()
        return episode.state if episode else None

    @property
    def _permitted(self) -> bool:
        return permits(self.actor.role, Action.MOVE_EPISODE)
