"""The exact mode: the whole problem as a CP-SAT model, with proof, for small problems and for selected visits."""

from scheduling.backends.exact.cluster import improve_cluster
from scheduling.backends.exact.search import search_exactly
from scheduling.backends.protocol import EXACT_OPERATIONS

__all__ = ["EXACT_OPERATIONS", "improve_cluster", "search_exactly"]
