"""Loads the referrals of a site pack, as long ago as the pack says, with the events their clocks are read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.ids import CaseEventId, IntakeId, UserId
from hah_console.domain.intake import Intake
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.intake_rules import IntakeRules
from hah_console.domain.referral import Referral, ReferralEntry, ReferralState
from hah_console.domain.site_pack import PackReferral, SitePack
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.referrals import EVENT_OF

_S = ReferralState


@dataclass(frozen=True, slots=True)
class _Loading:
    uow: UnitOfWork
    by: UserId
    now: datetime

    def before(self, minutes: int) -> datetime:
        """A moment so many minutes ago."""
        return self.now - timedelta(minutes=minutes)


def load_site_referrals(ctx: Context, actor: Actor, pack: SitePack, rules: IntakeRules) -> Changes:
    """Put the pack's referrals that are not there yet into the store; one that is there stays as people left it.

    Raises NotPermitted.
    """
    require(actor, Action.LOAD_SITE)
    now = ctx.clock.now()
    with ctx.store() as uow:
        new = [row for row in pack.referrals if uow.referrals.find(row.referral_id) is None]
        if not new:
            return Changes()
        load = _Loading(uow, _taker(pack, actor), now)
        for row in new:
            _add(load, row, rules)
        record(uow, actor, now, "load_site_referrals", "site", pack.site.site_id, None, rows=str(len(new)))
        uow.changed("load_site", "referral", "", actor, now)
        return uow.commit()


def _taker(pack: SitePack, actor: Actor) -> UserId:
    """Who took them: the first nurse with an account, else who loads."""
    nurse = next((user for user in pack.users if user.role.value == "nurse"), None)
    return UserId(f"U-{nurse.sign_in_name}") if nurse else actor.user_id


def _add(load: _Loading, row: PackReferral, rules: IntakeRules) -> None:
    referral = _referral(load, row)
    load.uow.referrals.save(referral)
    load.uow.case_events.add(*_events(referral, load.now))
    if row.intake_begun:
        load.uow.intakes.save(_half_filled(load, row, rules))


def _referral(load: _Loading, row: PackReferral) -> Referral:
    form, first = row.form, ReferralEntry(_S.RECEIVED, load.before(row.minutes_ago), load.by)
    return Referral(
        referral_id=row.referral_id,
        mode=form.mode,
        channel=row.channel,
        person=form.person,
        sender=form.sender,
        history=(first, *_later(load, row)),
        condition=form.condition,
        problem=form.problem,
        external_id=row.external_id,
    )


def _later(load: _Loading, row: PackReferral) -> Iterator[ReferralEntry]:
    """What followed on the receipt; a completed one was returned half way."""
    since = load.before(row.since_minutes)
    if row.state is _S.COMPLETED:
        half = load.before((row.minutes_ago + row.since_minutes) // 2)
        yield ReferralEntry(_S.RETURNED, half, load.by, missing=row.asked or ("phone",))
    if row.state is not _S.RECEIVED:
        asked = row.asked if row.state is _S.RETURNED else ()
        yield ReferralEntry(row.state, since, load.by, missing=asked)


def _events(referral: Referral, now: datetime) -> Iterator[CaseEvent]:
    for entry in referral.history:
        kind = EVENT_OF[entry.state]
        yield CaseEvent(
            event_id=CaseEventId(f"{referral.referral_id}-{kind.value}"),
            patient_id=None,
            episode_id=None,
            kind=CaseEventKind(kind),
            at=entry.at,
            recorded_at=now,
            by=entry.by,
            entity="referral",
            entity_id=referral.referral_id,
            facts=(("mode", referral.mode.value),),
        )


def _half_filled(load: _Loading, row: PackReferral, rules: IntakeRules) -> Intake:
    """The first half of what is asked, answered as wanted."""
    condition = row.form.condition or next(iter(rules.conditions))
    asked = rules.asked(condition, row.form.mode)
    answers = {item.item_id: item.wanted for item in asked[: len(asked) // 2]}
    code = rules.conditions[condition].diagnoses[-1]
    told = IntakeAnswers(condition, row.form.mode, code, answers=MappingProxyType(answers))
    return Intake(IntakeId(f"IN-{row.referral_id}"), row.referral_id, told, load.before(row.since_minutes), load.by)
