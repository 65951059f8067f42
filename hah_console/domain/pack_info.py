"""Which rules: name, version, effective date and source of a rule pack."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PackInfo:
    """Which rules: shown wherever they were used."""

    pack_id: str
    version: str
    effective_from: date
    source: str
