"""Ports of the store for planning. See ``ports``."""

from typing import Protocol

from hah_console.domain.planning_profile import ProfileEdition, ProfileId
from hah_console.services.keyed_port import Keyed


class PlanningProfiles(Keyed[ProfileId, ProfileEdition], Protocol):
    """Every edition of every profile; ``of_name``: oldest first."""

    def of_name(self, name: str) -> tuple[ProfileEdition, ...]: ...
