"""Runs: one instance at a time by our engine and by the peers, every plan checked before it counts."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scheduling.backends import warm_up
from scheduling.bench.benchmark import Benchmark
from scheduling.bench.peers import WIDER, Peer, PeerUnable
from scheduling.check import Verdict
from scheduling.errors import BackendUnable
from scheduling.problem import Problem
from scheduling.result import Solution
from scheduling.solve import solve
from scheduling.stop import StopAfter

EXACT_S = 60.0
"""Limit of a proof."""
EXACT_OPERATIONS = 16
"""Greatest number of visits a proof is tried for (ten patients, some of whom need two people)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One plan. ``cost`` is in the published unit, None when the plan breaks a rule; times are wall seconds."""

    cost: float | None
    left_out: int
    violations: int
    seconds: float
    first_s: float = 0.0
    backend: str = ""

    @property
    def wider(self) -> bool:
        """Whether the peer found it only with windows that end later."""
        return self.backend.endswith(WIDER)

    @property
    def complete(self) -> bool:
        """Whether it keeps all rules and leaves nothing out, so that its cost compares with published ones."""
        return self.cost is not None and not self.left_out


@dataclass(frozen=True, slots=True)
class Proof:
    """The exact mode on one instance: the optimum in the published unit, None when it was not proven in time."""

    optimum: float | None
    seconds: float


@dataclass(slots=True)
class Row:
    """Everything measured on one instance; ``unable`` says of a peer why it has no run."""

    benchmark: Benchmark
    runs: list[Run] = field(default_factory=list)
    peers: dict[str, Run] = field(default_factory=dict)
    unable: dict[str, str] = field(default_factory=dict)
    proof: Proof | None = None

    @property
    def known(self) -> float | None:
        """The published best cost, else the optimum proven here."""
        if self.benchmark.best_known is not None or self.proof is None:
            return self.benchmark.best_known
        return self.proof.optimum

    @property
    def reference(self) -> float | None:
        """What gaps are measured from: ``known``, else the best complete plan of this row."""
        costs = [run.cost for run in (*self.runs, *self.peers.values()) if run.complete and run.cost is not None]
        return self.known if self.known is not None else min(costs, default=None)

    def gap(self, run: Run) -> float | None:
        """Percent above the reference (below is negative); None for a run that does not compare."""
        if not run.complete or run.cost is None or not self.reference:
            return None
        return 100 * (run.cost / self.reference - 1)

    @property
    def gaps(self) -> list[float]:
        """The gap of each of our runs that compares."""
        return [gap for run in self.runs if (gap := self.gap(run)) is not None]

    @property
    def best_peer(self) -> float | None:
        """The least cost of a complete plan of a peer other than our own backends."""
        costs = [run.cost for name, run in self.peers.items() if name != "ortools" and run.complete]
        return min((cost for cost in costs if cost is not None), default=None)


def measure(
    benchmarks: Sequence[Benchmark], seconds: float, seeds: int, peers: Sequence[Peer] = (), prove: bool = False
) -> Iterator[Row]:
    """A row for each instance as soon as it is measured; the compiled code is loaded before the first."""
    warm_up()
    for benchmark in benchmarks:
        problem, row = benchmark.read(), Row(benchmark)
        for seed in range(seeds):
            solution, verdict = solve(problem, "native", stop=StopAfter(seconds), seed=seed)
            row.runs.append(_run(benchmark, solution, verdict))
        if prove and len(problem.visits) <= EXACT_OPERATIONS:
            row.proof = _proof(benchmark, problem)
        for peer in peers:
            _ask(row, peer, problem, seconds)
        yield row


def _run(benchmark: Benchmark, solution: Solution, verdict: Verdict) -> Run:
    cost = benchmark.published(verdict.score.total) if verdict.ok else None
    left_out, broken = len(solution.unassigned), len(verdict.violations)
    return Run(cost, left_out, broken, solution.solve_s, solution.first_feasible_s, solution.backend)


def _ask(row: Row, peer: Peer, problem: Problem, seconds: float) -> None:
    began = time.monotonic()
    try:
        solution, verdict = peer.plan(problem, seconds, 0)
    except (PeerUnable, BackendUnable) as error:
        row.unable[peer.name] = error.reason
        return
    took = round(time.monotonic() - began, 3)
    row.peers[peer.name] = replace(_run(row.benchmark, solution, verdict), seconds=took)


def _proof(benchmark: Benchmark, problem: Problem) -> Proof:
    began = time.monotonic()
    try:
        solution, verdict = solve(problem, "ortools-cpsat", stop=StopAfter(EXACT_S))
    except BackendUnable:
        return Proof(None, 0.0)
    proven = verdict.ok and solution.status == "optimal"
    optimum = benchmark.published(verdict.score.total) if proven else None
    return Proof(optimum, round(time.monotonic() - began, 3))
