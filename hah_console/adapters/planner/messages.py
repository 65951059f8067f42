"""What console and planner child say to each other over the pipe."""

from dataclasses import dataclass

from hah_console.services.proposal_ports import DisruptionAsk, Option
from hah_console.services.urgent_ports import UrgentAsk, UrgentWay


@dataclass(frozen=True, slots=True)
class Ask:
    """Solve this problem document; ``number`` tells answers of earlier requests apart."""

    number: int
    problem_json: bytes
    backend: str
    time_limit_s: float
    seed: int


@dataclass(frozen=True, slots=True)
class Rank:
    """Who could do an urgent visit; with ``caregiver_id`` a better way of that one, searched for ``time_limit_s``."""

    number: int
    ask: UrgentAsk
    caregiver_id: str = ""
    time_limit_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ways of request ``number``."""

    number: int
    ways: tuple[UrgentWay, ...]


@dataclass(frozen=True, slots=True)
class Propose:
    """How to go on after something happened."""

    number: int
    ask: DisruptionAsk
    time_limit_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Offered:
    """An option of request ``number`` while the search goes on: a new one, or a better one of its kind."""

    number: int
    option: Option


@dataclass(frozen=True, slots=True)
class Proposed:
    """The options of request ``number``."""

    number: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop request ``number`` and answer with the best plan so far."""

    number: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A better plan of request ``number``."""

    number: int
    seconds: float
    cost: int
    unplanned: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer document of request ``number``."""

    number: int
    answer_json: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """Request ``number`` ended without a plan; ``field`` names what of the question cannot be used, if that is it."""

    number: int
    reason: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has loaded or compiled what it needs and begins to answer."""
