"""What a worker's phone may do: see its own day, report its own visits, call for help, say where it is."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from hah_console.domain.actor import Actor
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput
from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import FieldReportId, HaltId, SpecimenId, StaffId, VisitId
from hah_console.domain.phone_pass import PhonePass
from hah_console.domain.position import StaffPosition, require_position
from hah_console.domain.rulepack import RulePacks
from hah_console.services.context import Context
from hah_console.services.field_reports import ReportRefused, Saying, report_field
from hah_console.services.halt_reports import HaltSaying, report_halt
from hah_console.services.phone_day import Viewed, phone_day
from hah_console.services.phone_handover import hand_over
from hah_console.services.phone_passes import PassRefused, entered, note_refused, note_seen, open_pass, phone_actor
from hah_console.services.phone_ports import (
    PhoneAnswer,
    PhoneDay,
    PhoneHaltSaying,
    PhonePlace,
    PhoneReceipt,
    PhoneSaying,
)
from hah_console.services.staff_safety import call_for_help

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PhonesAtDesk:
    """The phone page's desk over the services."""

    ctx: Context
    rules: RulePacks
    viewed: Viewed = field(default_factory=set)

    def open(self, code: str, public_key: str, device: str) -> str | None:
        """The pass that this link opens for a phone, or None."""
        try:
            return str(open_pass(self.ctx, code, public_key, device).pass_id)
        except PassRefused as refused:
            self.refuse(str(refused.facts["reason"]))
            return None

    def key_of(self, pass_id: str) -> str | None:
        """The key with which this phone signs, or None when it is not let in."""
        phone = self._entered(pass_id)
        return phone.public_key if phone else None

    def refuse(self, reason: str, pass_id: str = "") -> None:
        """Put down what was refused; a store that cannot take it keeps nobody out or in."""
        try:
            note_refused(self.ctx, reason, pass_id)
        except HahError as error:
            _LOG.warning("a refusal could not be put down: %s", error.code)

    def day(self, pass_id: str) -> PhoneDay | None:
        """The worker's own day."""
        phone = self._heard(pass_id)
        return phone_day(self.ctx, self.rules, phone, self.viewed) if phone else None

    def report(self, pass_id: str, saying: PhoneSaying) -> PhoneAnswer | None:
        """One report; None when it is refused."""
        phone = self._heard(pass_id)
        if phone is None:
            return None
        try:
            done = report_field(self.ctx, self._actor(phone), _said(phone, saying), self.rules.claims)
        except (ReportRefused, InvalidInput, ValueError) as refused:
            reason = refused.facts["reason"] if isinstance(refused, HahError) else "unknown_state"
            self.refuse(f"report_{reason}", pass_id)
            return None
        return PhoneAnswer(done.visit.visit_id, done.visit.state.value, done.effect)

    def halt(self, pass_id: str, saying: PhoneHaltSaying) -> PhoneAnswer | None:
        """One report of a stop at the store or a laboratory; None when it is refused."""
        phone = self._heard(pass_id)
        if phone is None:
            return None
        try:
            done = report_halt(self.ctx, self._actor(phone), _halt_said(phone, saying))
        except (ReportRefused, InvalidInput, IllegalTransition, ValueError) as refused:
            reason = refused.facts.get("reason", refused.code) if isinstance(refused, HahError) else "unknown_state"
            self.refuse(f"halt_{reason}", pass_id)
            return None
        return PhoneAnswer(saying.halts[0], done.state.value, done.effect)

    def receipt(self, pass_id: str, told: PhoneReceipt) -> PhoneAnswer | None:
        """Who took a delivery; None when it is refused."""
        phone = self._heard(pass_id)
        if phone is None:
            return None
        try:
            effect = hand_over(self.ctx, self._actor(phone), phone.staff_id, told)
        except (ReportRefused, InvalidInput, IllegalTransition) as refused:
            self.refuse(f"receipt_{refused.facts.get('reason', refused.code)}", pass_id)
            return None
        return PhoneAnswer(told.visit_id, FieldState.ARRIVED.value, effect)

    def help(self, pass_id: str, call_id: str, place: PhonePlace | None) -> bool:
        """A call for help; a place that cannot be is left out, never the call."""
        phone = self._heard(pass_id)
        if phone is None:
            return False
        version = self.rules.staff_safety.info.version
        call_for_help(self.ctx, self._actor(phone), phone.staff_id, call_id, version, self._position(phone, place))
        return True

    def place(self, pass_id: str, place: PhonePlace) -> bool:
        """Where the worker is."""
        phone = self._heard(pass_id)
        position = self._position(phone, place) if phone else None
        if position is None:
            return False
        with self.ctx.store() as uow:
            uow.positions.put((position,))
            uow.commit()
        return True

    def _heard(self, pass_id: str) -> PhonePass | None:
        """The pass of a phone that has signed what it asks for."""
        phone = self._entered(pass_id)
        if phone is not None:
            note_seen(self.ctx, phone)
        return phone

    def _entered(self, pass_id: str) -> PhonePass | None:
        try:
            return entered(self.ctx, pass_id)
        except PassRefused as refused:
            self.refuse(str(refused.facts["reason"]), pass_id)
            return None

    def _actor(self, phone: PhonePass) -> Actor:
        with self.ctx.store() as uow:
            users = (user.user_id for user in uow.users.all() if user.staff_id == phone.staff_id)
            return phone_actor(phone, uow.staff.get(phone.staff_id), next(users, None))

    def _position(self, phone: PhonePass, place: PhonePlace | None) -> StaffPosition | None:
        if place is None:
            return None
        at = self.ctx.clock.now() - timedelta(seconds=min(max(place.age_s, 0.0), 3600.0))
        try:
            return require_position(StaffPosition(StaffId(phone.staff_id), place.lon, place.lat, at, place.accuracy_m))
        except HahError:
            return None


def _said(phone: PhonePass, saying: PhoneSaying) -> Saying:
    """The phone's words as a report of its own worker. Raises ValueError for a state that is none."""
    return Saying(
        FieldReportId(saying.report_id), VisitId(saying.visit_id), phone.staff_id, FieldState(saying.state),
        saying.reason, saying.remark, saying.card_read, saying.told_at, timedelta(seconds=saying.waited_s),
        str(phone.pass_id),
    )  # fmt: skip


def _halt_said(phone: PhonePass, saying: PhoneHaltSaying) -> HaltSaying:
    """The same for a stop at no patient's. Raises ValueError for a state that is none."""
    return HaltSaying(
        FieldReportId(saying.report_id), phone.staff_id, tuple(HaltId(name) for name in saying.halts),
        _to_say(saying.state), tuple(SpecimenId(one) for one in saying.specimens), saying.told_at,
        timedelta(seconds=saying.waited_s), str(phone.pass_id),
    )  # fmt: skip


def _to_say(state: str) -> HaltState:
    """A state somebody can be in; that nobody has said anything yet is none."""
    if state == HaltState.AHEAD:
        raise ValueError(state)
    return HaltState(state)
