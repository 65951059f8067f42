"""CP-SAT: can these routes take these operations? Every rule family that concerns them is one literal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from scheduling.backends.why_ground import Ground, Rule
from scheduling.backends.why_routes import Routes
from scheduling.native.compile import Operation
from scheduling.problem import TimeWindow
from scheduling.timing import left_out_cost

_ABSENT = 36_000
"""What it weighs, in seconds, that something tied to what is asked is not planned with it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``possible`` is None when time was too short. ``core``: rules that contradict each other; starts in seconds."""

    possible: bool | None
    core: frozenset[Rule] = frozenset()
    amount: int = 0
    starts: dict[int, int] = field(default_factory=dict)
    who: dict[int, str] = field(default_factory=dict)
    slacks: dict[tuple[Rule, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Model:
    """The free operations of some caregivers' routes and those wanted; all others stay when and where they are.

    ``free`` lets every operation go to any of the caregivers. A rule that is not assumed may be broken, its ``slack``
    says by how much (seconds, units, or price).
    """

    ground: Ground
    wanted: tuple[int, ...]
    asked: str
    scope: tuple[str, ...]
    free: bool = False
    cp: Any = field(init=False)
    ordered: Any = field(init=False)
    rules: dict[Rule, Any] = field(default_factory=dict)
    slack: dict[Rule, list[tuple[str, Any]]] = field(default_factory=dict)
    starts: dict[int, Any] = field(default_factory=dict)
    there: dict[int, Any] = field(default_factory=dict)
    does: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cp = cp_model.CpModel()
        self.ordered = self.cp.new_bool_var("ordered")
        context = [op for k in self.scope for op in self.ground.of_caregiver(k)]
        for op in self.wanted:
            self._add_wanted(op)
        for op in context:
            self._add_context(op)
        for op in (*self.wanted, *context):
            self._add_people(op)
        Routes(self).add()
        self._add_links()
        self._add_kits()

    def rule(self, rule: Rule) -> Any:
        """The literal of a family; made when first asked for."""
        if rule not in self.rules:
            self.rules[rule] = self.cp.new_bool_var(rule.value)
        return self.rules[rule]

    def loosen(self, rule: Rule, most: int, label: str = "") -> Any:
        """A slack of 0..most that is 0 while the rule is assumed; ``label`` says of what it is."""
        slack = self.cp.new_int_var(0, max(0, most), f"slack {rule}")
        self.cp.add(slack == 0).only_enforce_if(self.rule(rule))
        self.count(rule, slack, label)
        return slack

    def count(self, rule: Rule, amount: Any, label: str = "") -> None:
        """Something that is as small as can be when the rule is not assumed."""
        self.slack.setdefault(rule, []).append((label, amount))

    def solve(
        self, assumed: Iterable[Rule], seconds: float, least: Iterable[Rule] = (), *, in_order: bool = False
    ) -> Answer:
        """With ``least``, the slack of these rules is as small as can be; ``in_order`` keeps the order of the plan."""
        names = {self.rules[rule].index: rule for rule in assumed if rule in self.rules}
        self.cp.clear_assumptions()
        self.cp.clear_objective()
        parts = [part for rule in least for _, part in self.slack.get(rule, ())]
        if parts:
            self.cp.minimize(sum(parts))
        order = [self.ordered] if in_order else []
        self.cp.add_assumptions([*(self.rules[rule] for rule in names.values()), *order])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        status = solver.solve(self.cp)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return self._found(solver, bool(parts))
        if status != cp_model.INFEASIBLE:
            return Answer(None)
        return Answer(
            False, frozenset(names[i] for i in solver.sufficient_assumptions_for_infeasibility() if i in names)
        )

    def _found(self, solver: Any, counted: bool) -> Answer:
        done = [op for op, there in self.there.items() if solver.boolean_value(there)]
        return Answer(
            possible=True,
            amount=round(solver.objective_value) if counted else 0,
            starts={op: solver.value(self.starts[op]) for op in done},
            who={op: next(k for k, x in self.does[op].items() if solver.boolean_value(x)) for op in done},
            slacks=self._slacks(solver),
        )

    def _slacks(self, solver: Any) -> dict[tuple[Rule, str], int]:
        found: dict[tuple[Rule, str], int] = {}
        for rule, parts in self.slack.items():
            for label, part in parts:
                found[rule, label] = found.get((rule, label), 0) + solver.value(part)
        return {key: value for key, value in found.items() if value}

    def _operation(self, op: int) -> Operation:
        return self.ground.operations[op]

    def _add_wanted(self, op: int) -> None:
        """One wanted operation: there when it is the asked one's, or when pairs and dependencies are assumed."""
        operation, end = self._operation(op), self.ground.horizon
        self.starts[op] = self.cp.new_int_var(0, end, f"start {op}")
        self.there[op] = self.cp.new_bool_var(f"there {op}")
        grouped = any({self.asked, operation.name} <= set(g.visit_ids) for g in self.ground.problem.groups)
        if operation.name == self.asked and not operation.companion:
            self.cp.add(self.there[op] == 1)
        else:
            own = operation.name == self.asked or grouped
            rule = self.rule(Rule.PAIR if own else Rule.DEPENDENCY)
            self.cp.add_implication(rule, self.there[op])
            self.count(Rule.PAIR if own else Rule.DEPENDENCY, _ABSENT * (1 - self.there[op]), "absent")
        pin = next((p for p in self.ground.problem.pins if p.visit_id == operation.name and p.start is not None), None)
        unless = [] if pin is None else [~self.rule(Rule.PIN)]
        if pin is not None:
            self.cp.add(self.starts[op] == pin.start).only_enforce_if(self.rule(Rule.PIN))
        self._add_windows(op, self._windows(operation), unless)
        self._add_daylight(op, operation, unless)
        shipment = operation.shipment
        if shipment is not None and not operation.picks_up and shipment.valid_until is not None:
            slack = self.loosen(Rule.COLD_CHAIN, end, "valid_until")
            self.cp.add(self.starts[op] <= shipment.valid_until + slack)

    def _windows(self, operation: Operation) -> tuple[TimeWindow, ...]:
        if operation.visit is not None:
            return operation.visit.windows
        assert operation.shipment is not None
        return (operation.shipment.pickup if operation.picks_up else operation.shipment.delivery).windows

    def _add_windows(self, op: int, windows: tuple[TimeWindow, ...], unless: list[Any]) -> None:
        end, picks = self.ground.horizon, []
        early, late = (self.loosen(Rule.WINDOW, end) for _ in range(2))
        for window in windows:
            pick = self.cp.new_bool_var("")
            picks.append(pick)
            self.cp.add(self.starts[op] >= window.start - early).only_enforce_if([pick, *unless])
            if window.hard:
                self.cp.add(self.starts[op] <= window.end + late).only_enforce_if([pick, *unless])
        self.cp.add_exactly_one(picks)

    def _add_daylight(self, op: int, operation: Operation, unless: list[Any]) -> None:
        day = self.ground.problem.daylight
        if operation.visit is None or not operation.visit.daylight_only or day is None:
            return
        early, late = (self.loosen(Rule.DAYLIGHT, self.ground.horizon) for _ in range(2))
        given = self.cp.add(self.starts[op] >= day.start - early)
        also = self.cp.add(self.starts[op] + operation.duration <= day.end + late)
        if unless:
            given.only_enforce_if(unless)
            also.only_enforce_if(unless)

    def _add_context(self, op: int) -> None:
        """An operation of the plan: it stays with everything tied to it, or is given up at its price."""
        unit, operation, problem = self.ground.units[op], self._operation(op), self.ground.problem
        lead = next((x for x in unit if x in self.there), None)
        if lead is None:
            self.there[op] = self.cp.new_bool_var(f"kept {op}")
            self.cp.add_implication(self.rule(Rule.OTHERS), self.there[op])
            items = {self._operation(x).name: self._operation(x) for x in unit}.values()
            visits = [x.visit for x in items if x.visit is not None]
            each = problem.weights.required_left_out
            sent = [x.shipment for x in items if x.shipment is not None]
            price = left_out_cost(problem, visits) + sum(s.penalty if s.optional else each * s.priority for s in sent)
            self.count(Rule.OTHERS, (price + 1) * (1 - self.there[op]), operation.name)
        else:
            self.there[op] = self.there[lead]
        self.starts[op] = self.cp.new_int_var(0, self.ground.horizon, f"start {op}")
        picks = []
        for opens, _, closes in operation.windows:
            pick = self.cp.new_bool_var("")
            picks.append(pick)
            inside = cp_model.Domain(min(opens, closes), min(closes, self.ground.horizon))
            self.cp.add_linear_expression_in_domain(self.starts[op], inside).only_enforce_if([pick, self.there[op]])
        self.cp.add_exactly_one(picks)

    def _add_people(self, op: int) -> None:
        """Who does it: of what is planned its caregiver, anybody able when free; of what is wanted whom rules admit."""
        wanted = op in self.wanted
        if wanted or self.free:
            able = {k: self.cp.new_bool_var(f"{k} does {op}") for k in self.scope}
        else:
            able = {self.ground.served[op][0]: self.there[op]}
        self.does[op] = able
        self.cp.add(sum(able.values()) == self.there[op])
        for k, literal in able.items():
            for rule, missing in self.ground.objections(op, k).items():
                if wanted:
                    self.cp.add_implication(self.rule(rule), ~literal)
                    self.count(rule, missing * literal, k)
                elif self.free:
                    self.cp.add(literal == 0)

    def _time(self, op: int) -> Any:
        """The start of an operation; a number for one that is not in these routes; None when it is planned nowhere."""
        if op in self.starts:
            return self.starts[op]
        return self.ground.served[op][1].start if op in self.ground.served else None

    def _add_links(self) -> None:
        for a, b, least, most, sameness, rule in self.ground.links():
            if (a in self.starts or b in self.starts) and self._time(a) is not None and self._time(b) is not None:
                self._add_link((a, b), (least, most), sameness, rule)

    def _add_link(self, pair: tuple[int, int], delays: tuple[int, int | None], sameness: str, rule: Rule) -> None:
        wanted = pair[0] in self.wanted or pair[1] in self.wanted
        on = [self.there[x] for x in pair if x in self.there]
        gap, slack = self._time(pair[1]) - self._time(pair[0]), 0
        one = self._operation(pair[0]).name == self._operation(pair[1]).name
        ruled = [*on, self.rule(rule)] if wanted and not one else on
        if wanted and rule is not Rule.PAIR:
            slack = self.loosen(rule, self.ground.horizon, "delay")
        timed = ruled if rule is Rule.PAIR else on
        self.cp.add(gap >= delays[0] - (slack if rule is Rule.DEPENDENCY else 0)).only_enforce_if(timed)
        if delays[1] is not None:
            self.cp.add(gap <= delays[1] + slack).only_enforce_if(timed)
        if sameness != "any" and all(x in self.does for x in pair):
            self._add_sameness(pair, sameness, ruled)

    def _add_sameness(self, pair: tuple[int, int], sameness: str, on: list[Any]) -> None:
        first, second = (self.does[x] for x in pair)
        for k in first.keys() | second.keys():
            a, b = first.get(k, 0), second.get(k, 0)
            if isinstance(a, int) and isinstance(b, int):
                continue
            held = a + b <= 1 if sameness == "different" else a == b
            self.cp.add(held).only_enforce_if(on)

    def _add_kits(self) -> None:
        """Units of kits that these operations use, counted over the whole plan."""
        used = {kit for op in self.starts for kit, _, _ in self.ground.kit_uses(op)}
        for inventory in self.ground.problem.inventories:
            if inventory.kit in used:
                self._add_kit(inventory.kit, inventory.units)

    def _add_kit(self, kit: str, units: int) -> None:
        times: list[Any] = []
        changes: list[int] = []
        active: list[Any] = []
        for op in range(len(self.ground.operations)):
            if self._time(op) is None:
                continue
            for name, after, change in self.ground.kit_uses(op):
                if name == kit:
                    times.append(self._time(op) + after)
                    changes.append(change)
                    active.append(self.there.get(op, 1))
        if any(op in self.starts and self.ground.kit_uses(op) for op in self.wanted):
            for _ in range(3):
                times.append(0)
                changes.append(-1)
                active.append(self.loosen(Rule.KIT, 1, kit))
        low = -len(changes) - 1
        self.cp.add_reservoir_constraint_with_active(times, changes, active, low, units)
