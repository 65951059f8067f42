"""The monthly claim of a site, and how near its physicians are to the payer's limits."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.claims.caps import Cap, CapCount, counted
from hah_console.domain.claims.claim import Claim, ClaimCase, ClaimSite, claim_of
from hah_console.domain.claims.rules import CapRules, ClaimRules
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.episode import Episode
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.domain.staff import Profession
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_span(ctx: Context, month: str) -> tuple[datetime, datetime]:
    """The local month ``2026-11`` as [start, end); raises InvalidInput."""
    found = _MONTH.fullmatch(month)
    if found is None:
        raise InvalidInput(field="month", value=month, reason="not_a_month")
    first = date(int(found[1]), int(found[2]), 1)
    return ctx.day_begins(first), ctx.day_begins((first + timedelta(days=31)).replace(day=1))


def claim_of_month(ctx: Context, actor: Actor, month: str, site: ClaimSite, rules: ClaimRules) -> Claim:
    """The claim of a month over what is stored. Raises NotPermitted, InvalidInput, HolidaysUnknown."""
    require(actor, Action.WRITE_CLAIMS)
    start, end = month_span(ctx, month)
    with ctx.store() as uow:
        claim = claim_of(month, site, _cases(uow, start, end), rules)
        facts = {"lines": str(len(claim.lines)), "refused": str(len(claim.refused)), "rules": claim.rules_version}
        record(uow, actor, ctx.clock.now(), "write_claim", "claim", month, None, **facts)
        uow.commit()
    return claim


def caps_of(ctx: Context, staff_id: StaffId, rules: CapRules) -> tuple[CapCount, ...]:
    """Today's, this month's and the present count of one physician beside the limits."""
    with ctx.store() as uow:
        return _caps(ctx, uow, staff_id, uow.episodes.open(), rules)


def caps_of_team(ctx: Context, rules: CapRules) -> tuple[CapCount, ...]:
    """The counts of every physician."""
    with ctx.store() as uow:
        in_care = uow.episodes.open()
        physicians = [person for person in uow.staff.all() if person.profession is Profession.PHYSICIAN]
        return tuple(count for person in physicians for count in _caps(ctx, uow, person.staff_id, in_care, rules))


def cases_of(staff_id: StaffId, in_care: Iterable[Episode], rules: CapRules) -> CapCount:
    """How many of the admissions given a physician cares for, beside the limit."""
    return counted(staff_id, Cap.CASES_AT_ONCE, sum(episode.physician_id == staff_id for episode in in_care), rules)


def _caps(
    ctx: Context, uow: UnitOfWork, staff_id: StaffId, in_care: Iterable[Episode], rules: CapRules
) -> tuple[CapCount, ...]:
    today = ctx.today()
    midnight, tomorrow = ctx.day_begins(today), ctx.day_begins(today + timedelta(days=1))
    first = ctx.day_begins(today.replace(day=1))
    counts = {
        Cap.VISITS_A_DAY: uow.visit_records.count_of_staff(staff_id, midnight, tomorrow),
        Cap.VISITS_A_MONTH: uow.visit_records.count_of_staff(staff_id, first, tomorrow),
        Cap.CASES_AT_ONCE: sum(episode.physician_id == staff_id for episode in in_care),
    }
    return tuple(counted(staff_id, cap, count, rules) for cap, count in counts.items())


def _cases(uow: UnitOfWork, start: datetime, end: datetime) -> list[ClaimCase]:
    """The admissions that have a visit in the month, by id."""
    visits: dict[EpisodeId, list[VisitRecord]] = defaultdict(list)
    for visit in uow.visit_records.between(start, end):
        visits[visit.episode_id].append(visit)
    invented = {one.patient_id for one in uow.patients.all() if one.exercise}
    real = (key for key in sorted(visits) if uow.episodes.get(key).patient_id not in invented)
    return [_case(uow, episode_id, visits[episode_id]) for episode_id in real]


def _case(uow: UnitOfWork, episode_id: EpisodeId, visits: list[VisitRecord]) -> ClaimCase:
    episode = uow.episodes.get(episode_id)
    uploads = uow.card_uploads.of_visits([visit.visit_record_id for visit in visits])
    return ClaimCase(uow.patients.get(episode.patient_id), episode, tuple(visits), uploads)
