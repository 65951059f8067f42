"""The ports of decision services: who asks them, and what the store keeps of them. See ``ports``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hah_console.domain.actor import Actor
from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.decision_support import CardAnswer, Hook, ServiceAnswer, ServiceTally
from hah_console.domain.ids import PatientId
from hah_console.domain.order import Order


class DecisionServices(Protocol):
    """The services of the site, asked on a worker thread; ``of_patient`` and ``of_order`` never take over two seconds
    and do not raise for what a service does.

    ``names`` are those asked at a hook; ``tell`` sends what became of cards and says why that failed, empty when it
    did not. ``catalogues`` are the lists of the services as they are known now; those that are due are read meanwhile.
    """

    def catalogues(self) -> tuple[ServiceCatalogue, ...]: ...
    def names(self, hook: Hook) -> tuple[str, ...]: ...
    def of_patient(self, actor: Actor, patient_id: PatientId) -> tuple[ServiceAnswer, ...]: ...
    def of_order(self, actor: Actor, order: Order) -> tuple[ServiceAnswer, ...]: ...
    def tell(self, service: str, answers: Sequence[CardAnswer]) -> str: ...


class Decisions(Protocol):
    """What is kept of decision services.

    ``note`` adds to the tallies; ``add`` writes an answer and returns it with its number; ``waiting`` has those a
    service has not been told yet, the oldest first; ``untold`` counts them by service, given-up ones apart.
    """

    def note(self, answers: Sequence[ServiceAnswer], at: datetime) -> None: ...
    def tallies(self) -> tuple[ServiceTally, ...]: ...
    def add(self, answer: CardAnswer) -> CardAnswer: ...
    def save(self, answers: Sequence[CardAnswer]) -> None: ...
    def waiting(self, service: str, limit: int) -> tuple[CardAnswer, ...]: ...
    def untold(self) -> tuple[tuple[str, int, int], ...]: ...
