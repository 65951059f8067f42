"""OR-Tools routing library: the whole day at once, linked visits pinned where insertion put them."""

from scheduling.assemble import Found
from scheduling.backends.insertion import improve_units, insert_all
from scheduling.backends.protocol import Best
from scheduling.stop import Stop
from scheduling.timing import Timing, units

_ROUNDS = 3
"""Linked visits are pinned, so the search runs in rounds and re-inserts them between rounds."""


class OrtoolsRouting:
    """Backend ``ortools-routing``: insertion first, then guided local search. The worst lateness has no price here."""

    name = "ortools-routing"

    def search(self, timing: Timing, stop: Stop, seed: int, best: Best) -> Found:  # noqa: ARG002
        """Deterministic up to the moment the time limit strikes; the library takes no seed."""
        best.offer(insert_all(timing, {}, units(timing.problem)))
        # PERF: loading the library takes about a second, so the first plan does not wait for it.
        from scheduling.backends.routing_model import RoutingModel

        rounds = _ROUNDS if timing.linked else 1
        for number in range(rounds):
            if stop(best.cost):
                break
            RoutingModel(timing, best, stop, stop.left_s() / (rounds - number)).run()
            improve_units(timing, best, units(timing.problem), stop)
        return Found(best.routes, "cancelled" if stop.cancelled else "feasible", best.first_feasible_s)
