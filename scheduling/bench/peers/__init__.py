"""Other programs on the same instances. Their libraries are an extra and loaded only when they are asked.

A peer gets our problem in its own words and as much wall time as we had; its tours come back and are priced and checked
with our matrix, so that nothing depends on what it says about itself.
"""

from typing import Protocol

from scheduling.bench.peers.unable import PeerUnable
from scheduling.check import Verdict
from scheduling.problem import Problem
from scheduling.result import Solution

__all__ = ["NAMES", "WIDER", "Peer", "PeerUnable", "all_peers"]

NAMES = ("pyvrp", "vroom", "ortools")
WIDER = "with wider windows"
"""What stands behind the name of a plan that a peer found only when soft windows ended later."""


class Peer(Protocol):
    """A program that plans. ``plan`` raises PeerUnable, or BackendUnable, with the reason it cannot."""

    @property
    def name(self) -> str: ...

    def plan(self, problem: Problem, seconds: float, seed: int) -> tuple[Solution, Verdict]: ...


def all_peers() -> tuple[Peer, ...]:
    """The peers in the order of their columns."""
    from scheduling.bench.peers.ortools import OrtoolsRouting
    from scheduling.bench.peers.pyvrp import PyVrp
    from scheduling.bench.peers.vroom import Vroom

    return PyVrp(), Vroom(), OrtoolsRouting()
