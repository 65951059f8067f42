"""What is told to a hospital's system: entries of an outbox, where things lie there, and how a feed stands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
MOST_ATTEMPTS = 8
"""After so many attempts that failed a person has to look."""
INBOUND = "-in"
"""What the name of a feed ends with where it is read from; sending and reading stop and start by themselves."""


def inbound_feed(name: str) -> str:
    """The name under which reading from a feed stands among the feeds."""
    return name + INBOUND


def is_inbound(feed: str) -> bool:
    """Whether this is the reading of a feed, not its sending."""
    return feed.endswith(INBOUND)


def feed_read(feed: str) -> str:
    """The feed that is read, as facts name it."""
    return feed.removesuffix(INBOUND)


class EntryState(StrEnum):
    """REPLACED: a newer version was written before this one was ever sent."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"
    REPLACED = "replaced"


class FeedState(StrEnum):
    """A stopped feed sends nothing until a person has looked."""

    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A version of a resource that is to be told: ``reference`` is ``Kind/our-id``, ``needs`` the references in it.

    ``fault`` says why it may not leave (path and rule of the profile it breaks), empty when it may.
    """

    reference: str
    patient_id: PatientId | None
    content: str
    digest: str
    needs: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One version of one resource for one feed; ``number`` rises in the order of writing.

    ``next_at`` is when it may be tried again; ``reason`` and ``detail`` say why it waits or is parked. ``content`` is
    empty once it was sent or replaced.
    """

    number: int
    feed: str
    reference: str
    patient_id: PatientId | None
    content: str
    digest: str
    needs: tuple[str, ...]
    created_at: datetime
    next_at: datetime
    state: EntryState = EntryState.WAITING
    attempts: int = 0
    reason: str = ""
    detail: str = ""
    sent_at: datetime | None = None

    def sent(self, at: datetime) -> "OutboxEntry":
        """The hospital has it: only its digest is kept here. Raises IllegalTransition unless it was waiting."""
        self._require(EntryState.SENT, EntryState.WAITING)
        tried = self.attempts + 1
        return replace(self, state=EntryState.SENT, attempts=tried, sent_at=at, reason="", detail="", content="")

    def failed(self, at: datetime, reason: str, detail: str = "", *, temporary: bool) -> "OutboxEntry":
        """Tried in vain: again after a while that doubles, or parked when trying again cannot help or helped no more.

        Raises IllegalTransition unless it was waiting.
        """
        self._require(EntryState.PARKED, EntryState.WAITING)
        tried = replace(self, attempts=self.attempts + 1, reason=reason, detail=detail)
        if not temporary or tried.attempts >= MOST_ATTEMPTS:
            return replace(tried, state=EntryState.PARKED)
        return replace(tried, next_at=at + min(FIRST_WAIT * 2**self.attempts, LONGEST_WAIT))

    def parked(self, reason: str, detail: str = "") -> "OutboxEntry":
        """Kept back without having been sent. Raises IllegalTransition unless it was waiting."""
        self._require(EntryState.PARKED, EntryState.WAITING)
        return replace(self, state=EntryState.PARKED, reason=reason, detail=detail)

    def replaced(self) -> "OutboxEntry":
        """Not to be sent any more, for a newer version was written. Raises IllegalTransition once it was sent."""
        self._require(EntryState.REPLACED, EntryState.WAITING, EntryState.PARKED)
        return replace(self, state=EntryState.REPLACED, content="")

    def retried(self, at: datetime) -> "OutboxEntry":
        """A person wants it tried again, from now. Raises IllegalTransition unless it waits or is parked."""
        self._require(EntryState.WAITING, EntryState.WAITING, EntryState.PARKED)
        return replace(self, state=EntryState.WAITING, attempts=0, next_at=at)

    def _require(self, to: EntryState, *allowed: EntryState) -> None:
        if self.state not in allowed:
            raise IllegalTransition(entity="outbox_entry", state=self.state.value, move=to.value)


@dataclass(frozen=True, slots=True)
class RemotePlace:
    """Where one of our resources lies at a hospital: ``place`` is ``Kind/their-id``, ``version`` the last we saw."""

    reference: str
    place: str
    version: str


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How a feed stands; up to ``seen`` of the change log everything was written to the outbox."""

    feed: str
    state: FeedState = FeedState.RUNNING
    reason: str = ""
    since: datetime | None = None
    last_good_at: datetime | None = None
    seen: int = 0

    def stopped(self, reason: str, at: datetime) -> "FeedStatus":
        """SAFETY(feed stops): we are not let in; nothing is sent until a person has looked."""
        return replace(self, state=FeedState.STOPPED, reason=reason, since=at)

    def started(self, at: datetime) -> "FeedStatus":
        """A person has looked."""
        return replace(self, state=FeedState.RUNNING, reason="", since=at)

    def good(self, at: datetime) -> "FeedStatus":
        """The hospital has answered well."""
        return replace(self, last_good_at=at, reason="")


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """How many entries wait, are parked, were sent; when the oldest waiting one was written."""

    waiting: int
    parked: int
    sent: int
    oldest_waiting: datetime | None
