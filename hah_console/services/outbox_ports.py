"""What a sender tells of the entries it sent. See ``outbox``."""

from dataclasses import dataclass

from hah_console.domain.exchange import RemotePlace


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an entry that was sent: where it lies now, or why not."""

    number: int
    place: RemotePlace | None = None
    reason: str = ""
    detail: str = ""
    temporary: bool = False
