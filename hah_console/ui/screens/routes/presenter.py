"""Decides what the routes screen shows and what may be done on it; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.errors import PlanningCancelled, PlanRejected
from hah_console.domain.ids import PatientId, PlanId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.road_closure import Stretch
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.visit import DayPlan, PlanState
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.day_plan import day_plan
from hah_console.services.day_plan_paths import RoutePaths, straight_paths, street_paths
from hah_console.services.day_plan_rows import DayPlanView, PlanRows, RouteRow, StopRow, TaskRow
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.planning_document import unit_of
from hah_console.services.ports import PlannerPort, TravelTimes
from hah_console.ui.day_watch import DayWatch
from hah_console.ui.i18n import Texts
from hah_console.ui.map.scene import MapScene
from hah_console.ui.screens.routes.head_text import (
    HeadText,
    author_text,
    beside_text,
    day_text,
    figures,
    state_text,
)
from hah_console.ui.screens.routes.lines import ALL, ROUTE, STOP, Line, route_key, route_lines, stop_key
from hah_console.ui.screens.routes.reasons import TASK, UnplannedLine, rejection_text, rules_text, unplanned_lines
from hah_console.ui.screens.routes.scene import plan_scene, waiting_scene
from hah_console.ui.screens.routes.search import Search


@dataclass(slots=True)
class RoutesPresenter:
    """Holds one day: its plans, which of them is shown, which routes are open, what is chosen, the running search."""

    ctx: Context
    actor: Actor
    texts: Texts
    travel: TravelTimes | None
    planner: PlannerPort
    profile: PlanningProfile | None
    day: date
    view: DayPlanView | None = None
    wanted: PlanState = PlanState.DRAFT
    chosen: str = ALL
    search: Search | None = None
    publishing: bool = False
    rules: RulePacks | None = None
    _watch: DayWatch = field(init=False)
    _opened: set[str] = field(default_factory=set)
    _paths: dict[PlanId, RoutePaths] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._watch = DayWatch(self.ctx.local, self.ctx.today())

    # reading

    def read(self) -> DayPlanView:
        """Any thread: the day as it is stored now."""
        return day_plan(self.ctx, self.actor, self.day)

    def take(self, view: DayPlanView) -> bool:
        """Accept a reading; False when another day was chosen meanwhile."""
        if view.day != self.day:
            return False
        other = self._closed() != tuple(row.closure.stretch for row in view.closed if row.holds)
        self.view = view
        if other:
            self._paths.clear()
        kept = {plan.plan_id for plan in (view.draft, view.published) if plan}
        self._paths = {plan_id: paths for plan_id, paths in self._paths.items() if plan_id in kept}
        if not self._known(self.chosen):
            self.chosen = ALL
        return True

    def go_to(self, day: date) -> None:
        """Choose another day; nothing of the old one stays."""
        self.day, self.view, self.wanted, self.chosen = day, None, PlanState.DRAFT, ALL
        self._opened.clear()
        self._paths.clear()

    def turned(self, now: datetime) -> str | None:
        """None on the same day as before. When midnight has passed: today's routes become those of the new day, with
        the sentence that says so; a day somebody chose stays, and the sentence is empty."""
        before = self._watch.day
        if not self._watch.turned(now):
            return None
        if self.day != before:
            return ""
        self.go_to(self._watch.day)
        return self.texts("routes.new_day", day=f"{self.day:%Y-%m-%d}")

    def step(self, days: int) -> date:
        """The day so many days away."""
        return self.day + timedelta(days=days)

    @property
    def plan(self) -> PlanRows | None:
        """The plan in sight: the draft unless the published one was asked for."""
        if self.view is None:
            return None
        published = self.view.published
        return published if self.wanted is PlanState.PUBLISHED and published else self.view.newest

    @property
    def both(self) -> bool:
        """Whether there is a draft beside a published plan."""
        return self.view is not None and self.view.draft is not None and self.view.published is not None

    def show_plan(self, state: PlanState) -> None:
        """Show the draft or the published plan."""
        self.wanted = state
        if not self._known(self.chosen):
            self.chosen = ALL

    # ways on the map

    def ways_wanted(self) -> PlanRows | None:
        """The plan whose streets are still to be looked up."""
        plan = self.plan
        return plan if plan is not None and plan.plan_id not in self._paths else None

    def find_ways(self, plan: PlanRows) -> tuple[PlanId, RoutePaths]:
        """Any thread: the streets of every route of a plan."""
        return plan.plan_id, street_paths(plan, self.travel, self._closed())

    def _closed(self) -> tuple[Stretch, ...]:
        """The roads of the day in sight that nobody can use now."""
        return tuple(row.closure.stretch for row in (self.view.closed if self.view else ()) if row.holds)

    def take_ways(self, found: tuple[PlanId, RoutePaths]) -> None:
        """Accept streets."""
        self._paths[found[0]] = found[1]

    # what is shown

    def head(self) -> HeadText:
        """The top of the screen."""
        texts, view, plan, today = self.texts, self.view, self.plan, self.ctx.today()
        compared = view.published if view is not None and view.draft is not None and plan is view.draft else None
        return HeadText(
            day=day_text(texts, self.day, today),
            state=state_text(texts, plan) if view is not None else "",
            author=author_text(texts, self.ctx.local, plan, today) if plan else "",
            beside=beside_text(texts, view, plan) if view is not None else "",
            figures=figures(texts, plan, compared),
            profile=self._profile_text(),
        )

    def lines(self) -> tuple[Line, ...]:
        """Rows of the route list."""
        plan = self.plan
        return route_lines(self.texts, self.ctx.local, plan, self._opened) if plan else ()

    def unplanned(self) -> tuple[UnplannedLine, ...]:
        """Rows of what is left out."""
        plan, cost = self.plan, self.profile.driving if self.profile else 1
        return unplanned_lines(self.texts, self.ctx.local, plan, cost) if plan else ()

    def unplanned_count(self) -> int:
        """How many tasks nobody is sent to; without a plan that is all of them."""
        plan = self.plan
        return len(plan.unplanned) if plan else len(self.view.waiting) if self.view else 0

    def unplanned_text(self) -> str:
        """Why nothing stands in the list of what is left out; nothing as long as the day is not known.

        SAFETY(a day without a plan): that nothing is left out is said of a plan alone.
        """
        if self.view is None:
            return ""
        if self.plan is not None:
            return self.texts("routes.unplanned_none")
        count = len(self.view.waiting)
        return self.texts("routes.unplanned_all", count=count) if count else self.texts("routes.empty_day")

    def scene(self) -> MapScene:
        """The map without a choice."""
        plan, local = self.plan, self.ctx.local
        if plan is None:
            return waiting_scene(self.texts, local, self.view.waiting if self.view else ())
        closed = self.view.closed if self.view else ()
        return plan_scene(self.texts, local, plan, self._paths.get(plan.plan_id) or straight_paths(plan), closed)

    def empty_text(self) -> str:
        """What stands in the list's place on a day without a plan."""
        view = self.view
        if view is None:
            return ""
        if not view.waiting:
            return self.texts("routes.empty_day")
        if self.search is not None and self.search.day == self.day:
            return self.texts("routes.empty_planning")
        if not view.people:
            return self.texts("routes.empty_people", count=len(view.waiting))
        key = "routes.empty" if self.may_plan() else "routes.empty_view_only"
        return self.texts(key, count=len(view.waiting), people=view.people)

    def standing_warning(self) -> str:
        """What is wrong with the plan in sight, as long as it is."""
        plan = self.plan
        if plan is None or not plan.broken:
            return ""
        rules = rules_text(self.texts, list(plan.broken[:3]), plan, self.ctx.local)
        more = self.texts("routes.and_more", count=len(plan.broken) - 3) if len(plan.broken) > 3 else ""
        key = "routes.hand_unfit" if plan.by_hand else "routes.draft_outdated"
        return self.texts(key, rules=rules + more)

    # choosing

    def choose(self, key: str) -> None:
        """A row of a list was chosen."""
        self.chosen = key

    def toggle(self, key: str) -> None:
        """Open or close a route; of all routes, close them all."""
        if key == ALL:
            self._opened.clear()
        elif key.startswith(ROUTE):
            self._opened ^= {key.removeprefix(ROUTE)}

    def unfold(self, key: str) -> bool:
        """Open a route; False when there is nothing to open."""
        route_id = key.removeprefix(ROUTE)
        if not key.startswith(ROUTE) or route_id in self._opened:
            return False
        self._opened.add(route_id)
        return True

    def fold(self, key: str) -> str:
        """Close the route a row belongs to; returns the row to stand on then."""
        route = self.route_of(key)
        if route is None:
            return key
        if key.startswith(ROUTE):
            self._opened.discard(route.route_id)
        return route_key(route)

    def reveal(self, stop_id: str) -> str:
        """Open the route of a map stop; returns the row of the stop, or empty."""
        if stop_id.startswith(TASK):
            return stop_id
        route = self.route_of(STOP + stop_id)
        if route is None:
            return ""
        self._opened.add(route.route_id)
        return STOP + stop_id

    def map_choice(self) -> tuple[str, str]:
        """The ids of the route and the stop to be chosen on the map."""
        if self.chosen.startswith(TASK):
            return "", self.chosen
        route = self.route_of(self.chosen)
        if route is None:
            return "", ""
        return route.route_id, self.chosen.removeprefix(STOP) if self.chosen.startswith(STOP) else ""

    def route_of(self, key: str) -> RouteRow | None:
        """The route a row is or belongs to."""
        for route in self.plan.routes if self.plan else ():
            if key == route_key(route) or any(key == stop_key(stop) for stop in route.stops):
                return route
        return None

    def patient_of(self, key: str) -> PatientId | None:
        """Whose row it is."""
        found = self._stop(key) or self._task(key)
        return found.patient_id if found else None

    # doing

    def may_plan(self) -> bool:
        """Whether this person can plan here at all."""
        allowed = permits(self.actor.role, Action.PLAN_ROUTES)
        return allowed and self.travel is not None and self.profile is not None

    def why_not_plan(self) -> str:
        """One sentence for somebody who cannot plan, or empty."""
        if not permits(self.actor.role, Action.PLAN_ROUTES):
            return self.texts("routes.not_your_role", role=self.texts.word("words.role", self.actor.role))
        if self.travel is None:
            return self.texts("routes.no_travel")
        return self.texts("routes.no_profile") if self.profile is None else ""

    def can_plan(self) -> bool:
        """Whether planning can begin now."""
        return self.may_plan() and self.search is None and self.view is not None and bool(self.view.waiting)

    def can_publish(self) -> bool:
        """Whether there is a draft in sight to publish."""
        plan = self.plan
        ready = plan is not None and plan.state is PlanState.DRAFT and not self.publishing
        return ready and permits(self.actor.role, Action.PUBLISH_PLAN)

    def begin(self, now_s: float) -> Search:
        """Note the beginning of a search."""
        limit = self.profile.search_seconds if self.profile else 0.0
        self.search = Search(self.day, limit, now_s)
        return self.search

    def drafting(self, search: Search) -> Callable[[Callable[[], bool]], tuple[DayPlan, Changes]]:
        """The work of a search, for the long thread; it is given a function that says when the program closes."""
        ctx, actor, travel, planner, profile = self.ctx, self.actor, self.travel, self.planner, self.profile
        rules = self.rules
        assert travel is not None, "asked only when planning is possible"
        assert profile is not None, "asked only when planning is possible"
        pins = self.plan.pins if self.plan else ()
        return lambda closing: draft_plan(
            ctx, actor, search.day, travel, planner, profile,
            seconds=search.limit_s,
            on_progress=search.note,
            cancelled=lambda: search.stopped() or closing(),
            discarded=lambda: search.discarded() or closing(),
            pins=pins,
            rules=rules,
        )  # fmt: skip

    def publishing_work(self, plan: PlanRows) -> Callable[[], Changes]:
        """The command that publishes a draft as it stands on the screen."""
        ctx, actor = self.ctx, self.actor
        return lambda: publish_plan(ctx, actor, plan.plan_id, plan.version)

    def progress_text(self, now_s: float) -> str:
        """How far the search is, and the best plan so far."""
        search, texts = self.search, self.texts
        if search is None:
            return ""
        if search.discarded():
            return texts("routes.progress.discarding")
        if search.stopped():
            return texts("routes.progress.stopping")
        best, first = search.best, search.first
        if best is None or first is None:
            return texts("routes.progress.preparing")
        return texts(
            "routes.progress.best",
            elapsed=f"{search.elapsed_s(now_s):.0f}",
            limit=f"{search.limit_s:.0f}",
            unplanned=best.unplanned,
            cost=f"{self._driving_minutes(best.cost):,}",
            first=f"{first.seconds:.1f}",
        )

    def _driving_minutes(self, cost: int) -> int:
        """A cost of the engine as people read costs here: minutes of driving."""
        profile = self.profile
        return round(cost / (60 * max(1, profile.driving) * unit_of(profile))) if profile else 0

    def drafted_text(self, plan: DayPlan) -> str:
        """What planning has brought."""
        late = sum(visit.late_seconds > 0 for visit in plan.visits)
        in_force = self.view.published if self.view else None
        said = self.texts("routes.drafted", visits=len(plan.visits), unplanned=len(plan.unplanned), late=late)
        return said + (self.texts("routes.still_in_force", number=in_force.number) if in_force else "")

    def planning_error(self, error: Exception) -> str:
        """Why there is no new plan, and what still holds."""
        search, in_force = self.search, self.view.published if self.view else None
        if isinstance(error, PlanningCancelled) and search is not None and search.discarded():
            said = self.texts("routes.discarded")
        elif isinstance(error, PlanRejected):
            said = self.texts("routes.infeasible", rules=rejection_text(self.texts, error, None, self.ctx.local))
        else:
            said = self.texts.error(error)
        return said + (self.texts("routes.still_in_force", number=in_force.number) if in_force else "")

    def publishing_error(self, error: Exception) -> str:
        """Why the draft was not published."""
        if isinstance(error, PlanRejected):
            rules = rejection_text(self.texts, error, self.plan, self.ctx.local)
            by_hand = self.plan is not None and self.plan.by_hand
            return self.texts("routes.hand_refused" if by_hand else "routes.refused", rules=rules)
        return self.texts.error(error)

    # parts

    def _profile_text(self) -> str:
        profile = self.profile
        if profile is None:
            return ""
        name = profile.name if profile.version.isdigit() else self.texts("routes.profiles.shipped")
        return self.texts("routes.profile", name=name, version=profile.version)

    def _known(self, key: str) -> bool:
        return key == ALL or self.route_of(key) is not None or self._task(key) is not None

    def _stop(self, key: str) -> StopRow | None:
        route = self.route_of(key) if key.startswith(STOP) else None
        return next((s for s in route.stops if stop_key(s) == key), None) if route else None

    def _task(self, key: str) -> TaskRow | None:
        rows = [row.task for row in self.plan.unplanned] if self.plan else list(self.view.waiting) if self.view else []
        return next((task for task in rows if key == TASK + task.task_id), None)
