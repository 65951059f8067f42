"""The demo day planned in this process: a real plan, always the same, without a child process."""

from pathlib import Path
from shutil import copyfile

from hah_console.adapters.db.store import Store
from hah_console.adapters.planner.hand import HandDesk
from hah_console.domain.actor import Actor
from hah_console.domain.clock import ManualClock
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context
from hah_console.services.plan_desk import Judges
from hah_console.services.planning import draft_plan, publish_plan
from helpers.route_desk import DAY, DISPATCHER, PROFILE, SIX_O_CLOCK, TRAVEL
from scheduling import codec
from scheduling.backends.native import Native
from scheduling.solve import as_document, solve
from scheduling.stop import StopAfter

MOVES = 4000
JUDGES = Judges(TRAVEL, HandDesk(), PROFILE)


class FewMoves:
    """PlannerPort on a few moves of the engine, at once and always the same."""

    def solve(self, problem_json: bytes, **_: object) -> bytes:
        engine = Native(moves=MOVES, exact=False, partition=False)
        solution, verdict = solve(codec.read_problem(problem_json), engine, stop=StopAfter(60), seed=1)
        return codec.write_answer(solution, as_document(verdict))


def opened(path: Path) -> tuple[Context, Store]:
    """A store with its context, at six in the morning of the demo day."""
    store = Store(f"sqlite:///{path}")
    return Context(store.unit_of_work, ManualClock(SIX_O_CLOCK)), store


def drafted(ctx: Context, actor: Actor = DISPATCHER) -> DayPlan:
    """A draft of the demo day."""
    return draft_plan(ctx, actor, DAY, TRAVEL, FewMoves(), PROFILE)[0]


def published(ctx: Context, rules: RulePacks | None = None) -> DayPlan:
    """The demo day with a plan in force; with ``rules`` couriers load at the store and specimens go to a laboratory."""
    draft = draft_plan(ctx, DISPATCHER, DAY, TRAVEL, FewMoves(), PROFILE, rules=rules)[0]
    publish_plan(ctx, DISPATCHER, draft.plan_id, draft.version)
    with ctx.store() as uow:
        return uow.plans.get(draft.plan_id)


def copied(template: Path, folder: Path) -> Path:
    """A store of a test's own."""
    path = folder / "hah.db"
    copyfile(template, path)
    return path
