"""The words an evidence strip is painted with; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RowWords:
    """``name`` with unit or scale; ``missing`` is how long nothing was measured, empty when nothing is missing."""

    name: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class StripWords:
    """``rows`` by key of the row; ``raised`` names the moment of the alarm, ``spoken`` says it all."""

    rows: Mapping[str, RowWords] = field(default_factory=dict)
    raised: str = ""
    spoken: str = ""
