"""The lines of the running day and of proposals, in words; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import AlarmState
from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import HaltState
from hah_console.services.context import Context
from hah_console.services.live_day import LiveDay, LiveFlag, LiveRoute, LiveStop, StaffCall
from hah_console.services.live_halts import HaltFlag, LiveHalt
from hah_console.services.proposals import LeftOutRow, MovedRow, Proposal
from hah_console.services.road_closures import ClosureRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, clock_text

WORKER, STOP, HALT, OPTION, CALL, ROAD = "worker:", "stop:", "halt:", "option:", "call:", "road:"
URGENT_HALT = frozenset({HaltFlag.SPECIMEN_LATE, HaltFlag.SPECIMEN_LEFT, HaltFlag.PARTLY})
URGENT = frozenset({LiveFlag.OVERDUE, LiveFlag.DOSE, LiveFlag.LATE_HARD, LiveFlag.SPECIMEN, LiveFlag.NOT_WANTED})
MOST_SHOWN = 4
"""Moved visits told one by one; of more only how many."""
METRES_PER_KM = 1000


@dataclass(frozen=True, slots=True)
class LiveLine:
    """One row: ``strong`` in heavy letters, ``right`` at the end of the first line, then lines of small letters.

    ``worker``: the row of a worker; ``urgent``: the last lines, of ``danger``, are a danger; ``quiet``: it is over.
    """

    key: str
    strong: str
    right: str
    small: tuple[str, ...]
    danger: str = ""
    worker: bool = False
    urgent: bool = False
    quiet: bool = False

    @property
    def spoken(self) -> str:
        """The row as a sentence."""
        return ", ".join(part for part in (self.strong, self.right, *self.small, *self.dangers) if part)

    @property
    def dangers(self) -> tuple[str, ...]:
        """What is a danger, line by line."""
        return tuple(line for line in self.danger.split("\n") if line)


class LiveWords:
    """Words for one language."""

    def __init__(self, texts: Texts, ctx: Context) -> None:
        self.texts, self._ctx = texts, ctx

    def lines(self, day: LiveDay) -> tuple[LiveLine, ...]:
        """Who calls for help or should be asked after; closed roads; then every worker with her stops in order."""
        calls = tuple(self._call(call) for call in day.calls)
        roads = tuple(self._road(row) for row in day.closed)
        return (*calls, *roads, *(line for route in day.routes for line in self._route(route, day.at)))

    def title(self, day: LiveDay | None) -> str:
        """The words of the tab: how many stops are in danger."""
        in_danger = sum(call.state is not AlarmState.ACKNOWLEDGED for call in day.calls) if day else 0
        in_danger += sum(bool(URGENT & set(s.flags)) for r in day.routes for s in r.stops) if day else 0
        in_danger += sum(bool(URGENT_HALT & set(h.flags)) for r in day.routes for h in r.halts) if day else 0
        return self.texts("live_day.title_danger", count=in_danger) if in_danger else self.texts("live_day.title")

    # i18n: live_day.call.*
    def _call(self, call: StaffCall) -> LiveLine:
        at = self._clock(call.since)
        right = self.texts("live_day.taken", owner=call.owner) if call.owner else self.texts("live_day.nobody_yet")
        said = self.texts(f"live_day.call.{call.rule_id}", at=at)
        phone = self.texts("live_day.telephone", number=call.phone)
        return LiveLine(CALL + call.alarm_id, call.name, right, (phone,), said, worker=True, urgent=True)

    def road_name(self, row: ClosureRow) -> str:
        """The street that is closed."""
        return row.closure.stretch.name or self.texts("live_day.unnamed_street")

    def _road(self, row: ClosureRow) -> LiveLine:
        closure, texts = row.closure, self.texts
        strong = texts("live_day.closed" if row.holds else "live_day.open_now", name=self.road_name(row))
        small = [texts("live_day.closed_by", who=row.reported_by, at=self._clock(closure.reported_at))]
        if closure.note:
            small.append(closure.note)
        if closure.ended_at is not None:
            small.append(texts(
                "live_day.opened_by", who=row.ended_by, at=self._clock(closure.ended_at), reason=closure.end_reason
            ))  # fmt: skip
        right = texts("live_day.until", until=self._clock(closure.until)) if row.holds else ""
        return LiveLine(ROAD + closure.closure_id, strong, right, tuple(small), worker=True, quiet=not row.holds)

    # i18n: live_day.state.* live_day.reason.*
    def _route(self, route: LiveRoute, now: datetime) -> list[LiveLine]:
        here = route.now_at
        done = sum(stop.over for stop in route.stops)
        right = self.texts("live_day.done_of", done=done, count=len(route.stops))
        small = [self._state(here) if here else self.texts("live_day.all_over"), self._place(route, now)]
        if route.specimen_until is not None:
            small.append(self.texts("live_day.specimen", until=self._clock(route.specimen_until)))
        head = LiveLine(WORKER + route.staff_id, route.name, right, tuple(s for s in small if s), worker=True)
        rows = [(stop.planned, 1, self._stop(stop)) for stop in route.stops]
        rows += [(halt.planned, 0, self._halt(halt)) for halt in route.halts]
        return [head, *(line for _, _, line in sorted(rows, key=lambda row: row[:2]))]

    # i18n: live_day.halt.* live_day.halt_state.* live_day.halt_flag.*
    def _halt(self, halt: LiveHalt) -> LiveLine:
        texts = self.texts
        who = texts("live_day.comma").join(halt.patients)
        bag = texts("live_day.in_bag", count=len(halt.specimens)) if halt.specimens else ""
        until = texts("live_day.bag_until", until=self._clock(halt.valid_until)) if halt.valid_until else ""
        small = [texts("live_day.foreseen", planned=self._clock(halt.planned), until=self._clock(halt.departure))]
        small = [] if halt.over else [f"{halt.place}  {small[0]}"]
        small += ["  ".join(part for part in (bag, until) if part)] if bag else []
        flags = (texts(f"live_day.halt_flag.{flag}") for flag in halt.flags)
        name = texts(f"live_day.halt.{halt.kind}")
        state = texts.word("live_day.halt_state", halt.state)
        since = f" {self._clock(halt.since)}" if halt.since and halt.state is not HaltState.AHEAD else ""
        return LiveLine(
            HALT + halt.halt_id,
            f"{self._clock(halt.start)}  ■ {name}" + (f"  {who}" if who else ""),
            "" if halt.over and halt.since is None else state + since,
            tuple(small),
            " · ".join(flags),
            urgent=bool(URGENT_HALT & set(halt.flags)),
            quiet=halt.over and not halt.flags,
        )

    def _place(self, route: LiveRoute, now: datetime) -> str:
        if route.position is None:
            return ""
        return self.texts("live_day.seen", age=age_text(self.texts, route.position.age(now)))

    def _stop(self, stop: LiveStop) -> LiveLine:
        texts = self.texts
        kind = texts.word("words.task_kind", stop.kind)
        foreseen = texts("live_day.foreseen", planned=self._clock(stop.planned), until=self._clock(stop.departure))
        small = [] if stop.over else [f"{kind}  {foreseen}"]
        if stop.reason:
            small.append(texts.word("live_day.reason", stop.reason))
        return LiveLine(
            STOP + stop.visit_id,
            f"{self._clock(stop.start)}  {stop.patient}" + (f"  {kind}" if stop.over else ""),
            texts.word("live_day.state", stop.state),
            tuple(small),
            self._dangers(stop),
            urgent=bool(URGENT & set(stop.flags)),
            quiet=stop.over,
        )

    # i18n: live_day.flag.*
    def _dangers(self, stop: LiveStop) -> str:
        minutes = round(stop.late.total_seconds() / 60)
        said = (self.texts(f"live_day.flag.{flag}", minutes=minutes) for flag in stop.flags)
        return " · ".join(said)

    def _state(self, stop: LiveStop) -> str:
        word = self.texts.word("live_day.state", stop.state)
        if stop.state is FieldState.ARRIVED and stop.since is not None:
            return self.texts("live_day.at_since", patient=stop.patient, at=self._clock(stop.since))
        return self.texts("live_day.next", state=word, patient=stop.patient, at=self._clock(stop.arrival))

    # i18n: live_day.option.*
    def options(self, proposals: tuple[Proposal, ...]) -> tuple[LiveLine, ...]:
        """Each proposal with its price and what it does to whom."""
        return tuple(self._option(proposal) for proposal in proposals)

    def searched(self, proposals: tuple[Proposal, ...], *, searching: bool) -> str:
        """How far the search is, by word; of more than one final proposal which is the best."""
        if searching:
            return self.texts("live_day.searching", count=len(proposals))
        best = min(proposals, key=lambda proposal: (proposal.harm, proposal.cost))
        kind = self.texts(f"live_day.option.{best.kind}")
        return self.texts("live_day.final", count=len(proposals), best=kind)

    def _option(self, proposal: Proposal) -> LiveLine:
        texts = self.texts
        cost = texts("live_day.cost", minutes=f"{proposal.cost / 60:+.0f}")
        drives = texts(
            "live_day.drives", minutes=f"{proposal.driving / timedelta(minutes=1):+.0f}",
            km=f"{proposal.metres / METRES_PER_KM:+.1f}",
        )  # fmt: skip
        late = texts("live_day.late_sum", minutes=round(proposal.late.total_seconds() / 60)) if proposal.late else ""
        moved = [self._moved(row) for row in proposal.moved[:MOST_SHOWN]]
        more = len(proposal.moved) - MOST_SHOWN
        moved += [texts("live_day.more_moved", count=more)] if more > 0 else []
        small = [" · ".join(p for p in (drives, late) if p), *(moved or [texts("live_day.nobody_moved")])]
        small += [texts("live_day.nobody_goes", who=self._left_out(row)) for row in proposal.left_out[:MOST_SHOWN]]
        dangers = self._harm(proposal)
        return LiveLine(
            OPTION + proposal.kind,
            texts(f"live_day.option.{proposal.kind}"),
            cost,
            tuple(small),
            "\n".join(dangers),
            urgent=bool(dangers),
        )

    def _harm(self, proposal: Proposal) -> list[str]:
        """What a proposal does not keep, the worst first."""
        texts, minutes = self.texts, round(proposal.specimens_late / timedelta(minutes=1))
        said = [texts("live_day.left_out", count=len(proposal.left_out))] if proposal.left_out else []
        said += [texts("live_day.doses_late", count=proposal.doses_late)] if proposal.doses_late else []
        said += [texts("live_day.specimens_late", minutes=max(1, minutes))] if proposal.specimens_late else []
        return [*said, *([texts("live_day.anew", who="、".join(proposal.anew))] if proposal.anew else [])]

    def _moved(self, row: MovedRow) -> str:
        before, after = row.starts
        times = [self._clock(moment) if moment else "—" for moment in (before, after)]
        key = "live_day.moved_time" if row.people[0] == row.people[1] else "live_day.moved"
        return self.texts(
            key, patient=row.patient, before=times[0], after=times[1], giver=row.people[0], taker=row.people[1]
        )  # fmt: skip

    def _left_out(self, row: LeftOutRow) -> str:
        known = self.texts.has(f"live_day.why.{row.reason}")
        return f"{row.patient}（{self.texts(f'live_day.why.{row.reason}')}）" if known else row.patient

    # i18n: live_day.why.*
    def _clock(self, moment: datetime) -> str:
        return clock_text(self._ctx.local(moment))
