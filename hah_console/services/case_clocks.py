"""The open clocks of all cases, kept in memory: after a change only the cases it touched are computed anew."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hah_console.domain.care_clock import CareClock
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock_engine import clocks_of, kinds_of
from hah_console.domain.clock_rule import CASE, ENTITY, Aim, ClockBook, ClockRule, Scope
from hah_console.domain.ids import EpisodeId, ReferralId
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

REFERRAL = "referral"
REFERRAL_KINDS = frozenset({
    CaseEventKind.REFERRAL_RECEIVED, CaseEventKind.REFERRAL_RETURNED, CaseEventKind.REFERRAL_COMPLETED,
    CaseEventKind.REFERRAL_ACCEPTED, CaseEventKind.REFERRAL_DECLINED, CaseEventKind.REFERRAL_WITHDRAWN,
    CaseEventKind.INTAKE_DECIDED, CaseEventKind.ADMITTED,
})  # fmt: skip
REFERRALS_BACK = timedelta(days=90)
_EXTRA = timedelta(days=1)


def clocks_of_episode(ctx: Context, uow: UnitOfWork, book: ClockBook, episode_id: EpisodeId) -> tuple[CareClock, ...]:
    """Every clock of one admission, ended ones too."""
    return clocks_of(uow.case_events.of_episode(episode_id), book, ctx.clock.now(), ctx.zone)


@dataclass(slots=True)
class ClockReading:
    """One reader's memory of the open clocks; not to be used by two threads at once.

    SAFETY(silent clock): what was written since the last look is found by its number, so a change that nobody told of
    is found by the next look; a case whose clock is due to change by itself is computed again when it is.
    """

    ctx: Context
    book: ClockBook
    _number: int | None = None
    _lines: dict[str, tuple[CaseEvent, ...]] = field(default_factory=dict)
    _open: dict[str, tuple[CareClock, ...]] = field(default_factory=dict)
    _turns: dict[str, datetime] = field(default_factory=dict)

    def read(self, uow: UnitOfWork) -> Mapping[str, tuple[CareClock, ...]]:
        """The open clocks by case, as of now; a case without any has no entry."""
        now = self.ctx.clock.now()
        if self._number is None:
            number, lines = uow.case_events.last_number(), _all_lines(uow, self.book, now)
        else:
            number, lines = self._news(uow)
        self._lines.update(lines)
        turned = [case for case, turn in self._turns.items() if turn <= now]
        for case in {*lines, *turned}:
            self._compute(case, now)
        self._number = number
        return dict(self._open)

    def _news(self, uow: UnitOfWork) -> tuple[int, dict[str, tuple[CaseEvent, ...]]]:
        """What was written since the last look, added to the lines that are known; others are read whole."""
        number, events = uow.case_events.since(self._number or 0)
        kinds = kinds_of(self.book)
        lines: dict[str, tuple[CaseEvent, ...]] = {}
        for event in events:
            for case in _cases_of(event) if event.kind in kinds else ():
                known = lines.get(case, self._lines.get(case))
                lines[case] = (*(_whole(uow, case, event, kinds) if known is None else known), event)
        return number, lines

    def _compute(self, case: str, now: datetime) -> None:
        scope = Scope.REFERRAL if case.startswith(f"{REFERRAL}:") else Scope.EPISODE
        line, zone = self._lines[case], self.ctx.zone
        still_open = tuple(clock for clock in clocks_of(line, self.book, now, zone, scope) if clock.is_open)
        ahead = [event.at for event in line if event.at > now]
        for kept in (self._open, self._turns):
            kept.pop(case, None)
        if not still_open and not ahead and _is_over(line, scope):
            del self._lines[case]
            return
        midnight = self.ctx.day_begins(self.ctx.local(now).date() + timedelta(days=1))
        turns = [clock.changes_at for clock in still_open if clock.changes_at is not None]
        self._turns[case] = max(min([midnight, *turns, *ahead]), now + timedelta(microseconds=1))
        if still_open:
            self._open[case] = still_open


def _is_over(line: Iterable[CaseEvent], scope: Scope) -> bool:
    """Whether no clock can begin by time alone any more; a referral never has one that does."""
    return scope is Scope.REFERRAL or any(event.kind is CaseEventKind.CLOSED for event in line)


def _cases_of(event: CaseEvent) -> Iterator[str]:
    """The lines an event stands in: its admission's, and that of the referral it is about."""
    if event.episode_id is not None:
        yield str(event.episode_id)
    referral = event.entity_id if event.entity == REFERRAL else event.fact(REFERRAL)
    if referral and event.kind in REFERRAL_KINDS:
        yield f"{REFERRAL}:{referral}"


def _whole(uow: UnitOfWork, case: str, event: CaseEvent, kinds: frozenset[CaseEventKind]) -> tuple[CaseEvent, ...]:
    """The line of a case that is not in memory; of a referral what was told of it around an event."""
    if not case.startswith(f"{REFERRAL}:"):
        return tuple(known for known in uow.case_events.of_episode(EpisodeId(case)) if known.kind in kinds)
    around = uow.case_events.between(event.at - REFERRALS_BACK, event.at + REFERRALS_BACK, REFERRAL_KINDS)
    return tuple(known for known in around if case in _cases_of(known))


def _all_lines(uow: UnitOfWork, book: ClockBook, now: datetime) -> dict[str, tuple[CaseEvent, ...]]:
    """The lines of everybody in care, and of those who have left where something may still be owed."""
    wanted = {episode.episode_id for episode in uow.episodes.open()} | _still_owed(uow, book, now)
    lines: dict[str, list[CaseEvent]] = {str(episode_id): [] for episode_id in sorted(wanted)}
    for event in uow.case_events.of_episodes(sorted(wanted), kinds_of(book)):
        lines[str(event.episode_id)].append(event)
    # SAFETY(lost clock): a referral nobody has answered stays owed, however long ago it came.
    oldest = min((referral.received_at for referral in uow.referrals.open()), default=now)
    lines.update(_referral_lines(uow, min(oldest, now - REFERRALS_BACK), now + REFERRALS_BACK))
    return {case: tuple(events) for case, events in lines.items()}


def clocks_of_referrals(
    ctx: Context, uow: UnitOfWork, book: ClockBook, since: datetime
) -> Mapping[ReferralId, tuple[CareClock, ...]]:
    """Every clock of the referrals that came in from a moment on, ended ones too, by referral."""
    now = ctx.clock.now()
    return {
        ReferralId(case.removeprefix(f"{REFERRAL}:")): clocks_of(line, book, now, ctx.zone, Scope.REFERRAL)
        for case, line in _referral_lines(uow, since, now + _EXTRA).items()
    }


def _referral_lines(uow: UnitOfWork, since: datetime, until: datetime) -> Mapping[str, list[CaseEvent]]:
    lines: dict[str, list[CaseEvent]] = {}
    for event in uow.case_events.between(since, until, REFERRAL_KINDS):
        for case in _cases_of(event):
            if case.startswith(f"{REFERRAL}:"):
                lines.setdefault(case, []).append(event)
    return lines


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the store for one clock that outlives a case."""

    starts: frozenset[CaseEventKind]
    ends: frozenset[CaseEventKind]
    entity: str
    since: datetime | None


def _still_owed(uow: UnitOfWork, book: ClockBook, now: datetime) -> set[EpisodeId]:
    """SAFETY(lost clock): at least every admission in which a clock that outlives it is open, however long ago."""
    rules = (rule for edition in book.editions for rule in edition.rules)
    asked = {_asked(rule, now) for rule in rules if not rule.closing_ends and rule.scope is Scope.EPISODE}
    found: set[EpisodeId] = set()
    for one in asked:
        found |= uow.case_events.unanswered(one.starts, one.ends, one.entity, one.since)
    return found


def _asked(rule: ClockRule, now: datetime) -> _Asked:
    """An end with conditions may not count, so only those without any tell that a start was answered."""
    ends = frozenset(t.kind for t in rule.end if not t.where) if rule.match != ENTITY else frozenset()
    since = None
    if rule.aim is Aim.WATCH and not rule.hold_pauses and not rule.due_fact:
        since = now - max(limit.end(now, UTC) - now for limit in rule.limits.values()) - _EXTRA
    return _Asked(frozenset(t.kind for t in rule.start), ends, "" if rule.match == CASE else rule.match, since)
