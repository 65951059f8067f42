"""A search by string removals from Python: makes the arrays, runs rounds, reads routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduling.native.compile import Compiled
from scheduling.native.strings import layout as s
from scheduling.native.strings.arrays import Sizes, string_tables
from scheduling.native.strings.plan import best_routes, new_plan, pooled, write_routes
from scheduling.native.strings.rounds import anneal, fill
from scheduling.native.strings.ruin import relink
from scheduling.native.tables import I64, table

REMOVALS = 10.0
"""Stops taken out in a round, on average."""
BLINK = 0.01
"""How often a place is overlooked."""


@dataclass(slots=True)
class StringSearch:
    """A search on a compiled problem for which ``suitable`` holds; deterministic by seed and numbers of rounds."""

    compiled: Compiled
    seed: int
    removals: float = REMOVALS
    blink: float = BLINK
    tables: I64 = field(init=False)
    plan: I64 = field(init=False)
    sizes: Sizes = field(init=False)

    def __post_init__(self) -> None:
        self.tables, self.sizes = string_tables(self.compiled)
        self.plan = new_plan(self.tables, self.sizes, self.seed)

    @property
    def best_cost(self) -> int:
        """Cost of the best plan met."""
        return int(self.plan[s.N_BEST])

    @property
    def cost(self) -> int:
        """Cost of the present plan."""
        return int(self.plan[s.N_COST])

    @property
    def rounds(self) -> int:
        """Rounds made."""
        return int(self.plan[s.N_DONE])

    def start(self, routes: Mapping[int, Sequence[int]] | None = None) -> None:
        """Begin from these routes (feasible, by caregiver), everything else put in where it is cheapest."""
        t, r = self.tables, self.plan
        asked = table(t, int(t[s.T_REQUESTS_AT]), self.sizes.requests, s.Q_WIDTH)
        r[s.N_COST] = asked[:, s.Q_LEFT_OUT].sum()
        every = dict.fromkeys(range(self.sizes.people), ()) | dict(routes or {})
        for address in range(s.R_HEAD, s.R_HEAD + self.sizes.ops * s.NODE, s.NODE):
            r[address + s.ROUTE] = -1
        for k, at, count in write_routes(r, every):
            relink(t, r, k, at, count)
        r[s.N_COST] += self._price_of_routes(every)
        fill(t, r)

    def _price_of_routes(self, routes: Mapping[int, Sequence[int]]) -> int:
        t, r = self.tables, self.plan
        total = 0
        for k, operations in routes.items():
            total += int(r[int(r[s.R_ROUTES]) + k * s.ROUTE_WIDTH + s.V_PRICE])
            for q in {int(t[s.T_HEAD + op * s.O_WIDTH + s.O_REQUEST]) for op in operations}:
                row = int(t[s.T_REQUESTS_AT]) + q * s.Q_WIDTH
                total += int(t[int(t[s.T_PRICES_AT]) + q * self.sizes.people + k] - t[row + s.Q_LEFT_OUT])
        return total

    def run(self, rounds: int, hot: float, cold: float) -> None:
        """Make rounds at temperatures (cost units) from ``hot`` to ``cold``."""
        anneal(self.tables, self.plan, rounds, hot, cold, self.removals, self.blink)

    def best_routes(self) -> dict[int, list[int]]:
        """Operations in order by number of caregiver, of the best plan; only used caregivers."""
        return best_routes(self.plan, self.sizes.people)

    def pool(self) -> dict[tuple[int, tuple[int, ...]], int]:
        """Price of each remembered route by caregiver and operations, without the prices of assignment."""
        return pooled(self.tables, self.plan)
