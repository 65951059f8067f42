"""What the tour found: counts read back from the database, measured times, and the pictures it took."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from hah_console.domain.alarm import AlarmState, Lane
from hah_console.domain.audit import first_broken
from hah_console.domain.transfer import TransferStage
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context

METRES_PER_KM = 1000


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The published plan of the day; zeros when there is none."""

    visits_planned: int = 0
    visits_unplanned: int = 0
    unplanned_reasons: tuple[tuple[str, str], ...] = ()
    distance_km: float = 0.0
    plan_first_feasible_s: float = 0.0
    plan_solve_s: float = 0.0
    plan_backend: str = ""
    plan_number: int = 0


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the database says of the day."""

    readings_stored: int
    readings_quarantined: int
    patients_with_readings: int
    alarms_raised: int
    alarms_raised_physiological: int
    alarms_raised_technical: int
    alarms_acknowledged: int
    alarms_cleared: int
    alarms_open: int
    transfers_completed: int
    transfers_open: int
    audit_entries: int
    audit_chain_ok: bool
    plan: PlanFacts


def read_day(ctx: Context, start: datetime, end: datetime) -> DayFacts:
    """Count what happened between two moments and verify the audit chain."""
    with ctx.store() as uow:
        alarms = uow.alarms.between(start, end)
        plan = uow.plans.published(ctx.local(end).date())
        transfers = uow.transfers.all()
        entries = uow.audit.entries(limit=1_000_000)
        stored, bad = uow.readings.count(), uow.readings.quarantined()
        latest = uow.readings.latest()
    return DayFacts(
        readings_stored=stored,
        readings_quarantined=bad,
        patients_with_readings=len(latest),
        alarms_raised=len(alarms),
        alarms_raised_physiological=sum(a.lane is Lane.PHYSIOLOGICAL for a in alarms),
        alarms_raised_technical=sum(a.lane is Lane.TECHNICAL for a in alarms),
        alarms_acknowledged=sum(a.acknowledged_at is not None for a in alarms),
        alarms_cleared=sum(a.state is AlarmState.CLEARED for a in alarms),
        alarms_open=sum(a.state is not AlarmState.CLEARED for a in alarms),
        transfers_completed=sum(t.reached_at(TransferStage.HANDED_OVER) is not None for t in transfers),
        transfers_open=sum(not t.ended for t in transfers),
        audit_entries=len(entries),
        audit_chain_ok=first_broken(entries) is None,
        plan=_plan_facts(plan),
    )


def _plan_facts(plan: DayPlan | None) -> PlanFacts:
    if plan is None:
        return PlanFacts()
    return PlanFacts(
        visits_planned=len(plan.visits),
        visits_unplanned=len(plan.unplanned),
        unplanned_reasons=tuple((str(u.task_id), u.reason) for u in plan.unplanned),
        distance_km=round(sum(r.travel_metres for r in plan.routes) / METRES_PER_KM, 1),
        plan_first_feasible_s=round(plan.first_feasible_seconds or 0.0, 2),
        plan_solve_s=round(plan.solve_seconds, 2),
        plan_backend=plan.backend,
        plan_number=plan.number,
    )


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing the tour must have shown."""

    name: str
    held: bool


@dataclass(frozen=True, slots=True)
class TourReport:
    """Everything the tour reports; ``ok`` when every expectation held."""

    facts: DayFacts
    measured: dict[str, float | str]
    expectations: tuple[Expectation, ...]
    pictures: tuple[Path, ...] = ()
    happened: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return all(e.held for e in self.expectations)

    def as_json(self) -> dict[str, object]:
        """One flat object, keys with units."""
        return {
            **self.facts_flat(),
            **self.measured,
            "not_held": [e.name for e in self.expectations if not e.held],
            "pictures": [p.name for p in self.pictures],
        }

    def facts_flat(self) -> dict[str, object]:
        """All facts under one level of names."""
        flat = asdict(self.facts)
        return {**{name: value for name, value in flat.items() if name != "plan"}, **flat["plan"]}

    def lines(self) -> list[str]:
        """The report for people."""
        facts = [f"- {name}: {_shown(value)}" for name, value in self.facts_flat().items()]
        figures = [f"- {name}: {_shown(value)}" for name, value in self.measured.items()]
        checks = [f"- {'ok' if e.held else 'NOT HELD'}: {e.name}" for e in self.expectations]
        story = [f"- {line}" for line in self.happened]
        return ["# Tour", "", "## What happened", *story, "", "## Facts read back from the database", *facts, "",
                "## Measured", *figures, "", "## Expected", *checks]  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(": ".join(map(str, item)) if isinstance(item, tuple | list) else str(item) for item in value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def expectations(facts: DayFacts, *, lag_p99_ms: float, usable_s: float, story: bool) -> tuple[Expectation, ...]:
    """What the running day must show. The budgets are those of the ground floor: 33 ms, 3 s, 2 s, 15 s."""
    return (
        Expectation("the story was told to its end", story),
        Expectation("readings are stored", facts.readings_stored > 0),
        Expectation("alarms are raised", facts.alarms_raised > 0),
        Expectation("alarms are acknowledged", facts.alarms_acknowledged > 0),
        Expectation("alarms are cleared", facts.alarms_cleared > 0),
        Expectation("a day plan is published", facts.plan.plan_number > 0 and facts.plan.visits_planned > 0),
        Expectation("every visit left out has a reason", all(why for _, why in facts.plan.unplanned_reasons)),
        Expectation("first feasible plan in < 2 s", facts.plan.plan_first_feasible_s < 2),
        Expectation("published plan in < 15 s", facts.plan.plan_solve_s < 15),
        Expectation("a transfer is handed over", facts.transfers_completed > 0),
        Expectation("the audit chain holds", facts.audit_chain_ok),
        Expectation("event-loop lag p99 <= 33 ms", lag_p99_ms <= 33),
        Expectation("console usable in < 3 s", usable_s < 3),
    )
