"""The people of the tour's cases, one a condition, all invented: what is typed about each on the way."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.app.resources import resource_path
from hah_console.domain.episode import Condition


@dataclass(frozen=True, slots=True)
class JourneyCase:
    """``referral`` and ``order`` are the fields of those forms as typed, ``note`` the sections of a SOAP note."""

    condition: Condition
    diagnosis: str
    antibiotic: str
    referral: Mapping[str, str]
    note: Mapping[str, str]
    order: Mapping[str, str]

    @property
    def national_id(self) -> str:
        """By which she is found again."""
        return self.referral["national_id"]


def read_cases() -> tuple[JourneyCase, ...]:
    """The cases of ``resources/demo/journey.toml`` in their order."""
    found = tomllib.loads(resource_path("demo", "journey.toml").read_text("utf-8"))
    return tuple(
        JourneyCase(
            Condition(row["condition"]),
            row["diagnosis"],
            row["antibiotic"],
            row["referral"],
            row["note"],
            row["order"],
        )
        for row in found["case"]
    )
