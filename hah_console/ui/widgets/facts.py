"""One thing that is known, as a label and a value in words; no Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """``missing`` when nobody has told it and it is needed."""

    name: str
    label: str
    value: str
    missing: bool
