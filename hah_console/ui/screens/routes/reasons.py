"""Why a task is left out and which rule a plan breaks, in words; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.domain.errors import PlanRejected
from hah_console.services.day_plan_rows import PlanRows, UnplannedRow
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.routes.amounts import ToLocal, window

# i18n: routes.reason.* routes.cause.* routes.skill.* routes.rule.* words.task_kind.* routes.priority.*
TASK = "task:"
_MINUTE_COST = 60


@dataclass(frozen=True, slots=True)
class UnplannedLine:
    """A task that is left out: who and what, when it should be, why not."""

    key: str
    title: str
    kind: str
    weight: str
    window: str
    reason: str
    spoken: str


def unplanned_lines(texts: Texts, local: ToLocal, plan: PlanRows, driving_cost: int) -> tuple[UnplannedLine, ...]:
    """All tasks the plan leaves out; ``driving_cost`` is the price of a second of driving."""
    return tuple(_line(texts, local, row, driving_cost) for row in plan.unplanned)


def _line(texts: Texts, local: ToLocal, row: UnplannedRow, driving_cost: int) -> UnplannedLine:
    task = row.task
    kind = texts.word("words.task_kind", task.kind)
    weight = texts("routes.may_wait") if task.optional else texts.word("routes.priority", task.priority)
    span, reason = window(texts, local, task), reason_text(texts, row, driving_cost)
    spoken = texts(
        "routes.unplanned_spoken", patient=task.patient, task=kind, weight=weight, window=span, reason=reason
    )
    return UnplannedLine(TASK + task.task_id, task.patient, kind, weight, span, reason, spoken)


def reason_text(texts: Texts, row: UnplannedRow, driving_cost: int) -> str:
    """One sentence that says why, and what would help."""
    facts: dict[str, object] = dict(row.facts)
    for name in ("extra_cost", "penalty"):
        if name in facts:
            facts[name] = _minutes(str(facts[name]), driving_cost)
    if "needed" in facts:
        facts["needed"] = skills_text(texts, str(facts["needed"]))
    if "cause" in facts:
        facts["cause"] = texts.word("routes.cause", facts["cause"])
    return texts(_reason_key(texts, row.reason, facts), code=row.reason, **facts)


def _reason_key(texts: Texts, reason: str, facts: Mapping[str, object]) -> str:
    """Some reasons say more when the planner knew more."""
    if reason == "capacity" and "extra_cost" in facts:
        return "routes.reason.capacity_priced"
    if reason == "pair" and "cause" in facts:
        return "routes.reason.pair_cause"
    key = f"routes.reason.{reason}"
    return key if texts.has(key) else "routes.reason.unknown"


def _minutes(cost: str, driving_cost: int) -> str:
    """A cost as minutes of driving."""
    return str(round(int(cost) / (_MINUTE_COST * max(1, driving_cost)))) if cost.isdigit() else cost


def skills_text(texts: Texts, codes: str) -> str:
    """``medical, picc`` in words."""
    return texts("routes.comma").join(texts.word("routes.skill", code.strip()) for code in codes.split(","))


def rejection_text(texts: Texts, error: PlanRejected, plan: PlanRows | None, local: ToLocal) -> str:
    """Which rules a refused plan breaks, and for whom."""
    return rules_text(texts, str(error.facts.get("violations", "")).split("; "), plan, local)


def rules_text(texts: Texts, violations: list[str], plan: PlanRows | None, local: ToLocal) -> str:
    """``code: subject[: detail]`` lines as a phrase each."""
    return texts("routes.semicolon").join(_rule(texts, line, plan, local) for line in violations if line)


def _rule(texts: Texts, violation: str, plan: PlanRows | None, local: ToLocal) -> str:
    body, _, more = violation.partition(" (+")
    code, _, rest = body.partition(": ")
    subject = rest.partition(": ")[0]
    word = texts.word("routes.rule", code)
    said = texts("routes.rule_of", rule=word, subject=_subject(subject, plan, local)) if subject else word
    return said + (texts("routes.and_more", count=more.rstrip(")")) if more else "")


def _subject(subject: str, plan: PlanRows | None, local: ToLocal) -> str:
    """A patient and a time instead of an id, where the plan knows it."""
    for route in plan.routes if plan else ():
        if subject in (route.staff_id, route.route_id):
            return route.name
        for stop in route.stops:
            if subject in (stop.visit_id, stop.task_id):
                return f"{local(stop.start):%H:%M} {stop.patient}"
    return subject
