"""Ruin and recreate by strings for problems whose routes do not depend on one another."""

from scheduling.native.strings.search import StringSearch
from scheduling.native.strings.suited import suitable

__all__ = ["StringSearch", "suitable"]
