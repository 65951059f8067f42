"""What somebody who is free can be told to do next, and who tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hah_console.demo.days.state import Job, Worker

if TYPE_CHECKING:
    from hah_console.demo.days.field import Field


@dataclass(frozen=True, slots=True)
class Go:
    """Ride to a visit and do it."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Take the break."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """Bring what is carried to the laboratory."""


@dataclass(frozen=True, slots=True)
class Wait:
    """More is to do, but not before a moment, or until something changes."""

    until: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is to do: stay until it is time to go home, or something changes."""


Step = Go | Pause | HandIn | Wait | Nothing


class Desk(Protocol):
    """A way to run the day. It sees what the desk is told, never what is still to come."""

    @property
    def name(self) -> str: ...
    def morning(self, field: "Field", /) -> None: ...
    def look(self, field: "Field", /) -> None: ...
    def next(self, field: "Field", worker: Worker, /) -> Step: ...
    def called(self, field: "Field", jobs: Sequence[Job], /) -> None: ...
    def sick(self, field: "Field", worker: Worker, /) -> None: ...
    def closed(self, field: "Field", /) -> None: ...
    def no_show(self, field: "Field", worker: Worker, job: Job, /) -> None: ...
    def overrun(self, field: "Field", job: Job, /) -> None: ...
