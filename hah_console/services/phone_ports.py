"""What the phone page asks of the services, and the rows it gets: nothing of HTTP, nothing of the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PhoneDose:
    """A dose due at a stop: ``what`` is drug, amount and route as they are written on the label."""

    what: str
    due_at: datetime
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class PhoneStop:
    """One stop of the worker's own day. ``kind``, ``state``, ``reason``, ``bring`` and ``precautions`` are codes.

    ``limit_at`` is when somebody asks whether the worker is well; ``alone`` False: another has to come along.
    ``hand_over`` is what somebody has to sign for (equipment, medicine), empty when nothing; ``handed_over``: signed.
    """

    visit_id: str
    order: int
    state: str
    reason: str
    since: datetime
    patient: str
    birth_date: str
    address: str
    access: str
    lat: float
    lon: float
    contact: str
    relationship: str
    phone: str
    kind: str
    earliest: datetime
    latest: datetime
    hard: bool
    start: datetime
    minutes: int
    note: str
    bring: tuple[str, ...]
    doses: tuple[PhoneDose, ...]
    specimens: tuple[str, ...]
    allergies: tuple[str, ...]
    allergy_state: str
    precautions: tuple[str, ...]
    together_with: tuple[str, ...]
    alone: bool
    daylight_only: bool
    flag_reason: str
    needless: bool
    limit_at: datetime | None
    hand_over: str = ""
    handed_over: bool = False


ByLanguage = Mapping[str, str]
"""A text in each language."""


@dataclass(frozen=True, slots=True)
class PhoneThing:
    """What is loaded or brought back for whom (masked name), ``kind`` and ``state`` codes; ``halt`` is its part of the
    stop, ``needless``: nobody wants it now."""

    halt: str
    state: str
    patient: str
    kind: str
    what: ByLanguage
    needless: bool = False


@dataclass(frozen=True, slots=True)
class PhoneSpecimen:
    """A specimen that is in the bag; ``transport`` is a code."""

    specimen_id: str
    patient: str
    kind: ByLanguage
    transport: str
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class PhoneHalt:
    """One stop at the store or a laboratory. ``halts`` are its parts; ``kind`` and ``state`` are codes. Of a laboratory
    ``specimens`` are in the bag, the most pressing first, and ``expected`` are to be collected before it."""

    halt_id: str
    halts: tuple[str, ...]
    kind: str
    state: str
    since: datetime | None
    name: str
    address: str
    lat: float
    lon: float
    start: datetime
    departure: datetime
    things: tuple[PhoneThing, ...]
    specimens: tuple[PhoneSpecimen, ...] = ()
    expected: int = 0


@dataclass(frozen=True, slots=True)
class PhoneDay:
    """The worker's day as of ``at``; ``until``: when the phone is let in no more; ``plan``: the number of the plan."""

    worker: str
    day: str
    at: datetime
    until: datetime
    plan: int
    stops: tuple[PhoneStop, ...]
    halts: tuple[PhoneHalt, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneSaying:
    """A report as the phone sends it; ``waited_s`` is how long it lay there, by the phone's own clock."""

    report_id: str
    visit_id: str
    state: str
    told_at: datetime | None
    waited_s: float
    reason: str = ""
    remark: str = ""
    card_read: bool = False


@dataclass(frozen=True, slots=True)
class PhoneHaltSaying:
    """A report of a stop at the store or a laboratory, as the phone sends it."""

    report_id: str
    halts: tuple[str, ...]
    state: str
    told_at: datetime | None
    waited_s: float
    specimens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhoneReceipt:
    """Who took a delivery, as the phone sends it. ``relationship`` is a code; ``drawing`` a PNG or JPEG in base64,
    empty when the name was only typed."""

    receipt_id: str
    visit_id: str
    received_by: str
    relationship: str
    told_at: datetime | None
    waited_s: float
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class PhonePlace:
    """Where the phone is: WGS84 degrees, metres of accuracy, seconds ago."""

    lat: float
    lon: float
    accuracy_m: float | None
    age_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """Where a reported visit, or stop at no patient's, stands now; without ``effect`` the report was known or came too
    late."""

    visit_id: str
    state: str
    effect: bool


class PhoneDesk(Protocol):
    """SAFETY(forged report): every method but ``open`` and ``key_of`` is asked only for what a phone has signed.

    ``open`` and ``key_of`` return nothing for a link or pass that lets nobody in; the others return nothing for a pass
    that no longer does, or a report that cannot be true. What is refused is audited by ``refuse``, or by them.
    """

    def open(self, code: str, public_key: str, device: str) -> str | None: ...
    def key_of(self, pass_id: str) -> str | None: ...
    def refuse(self, reason: str, pass_id: str = "") -> None: ...
    def day(self, pass_id: str) -> PhoneDay | None: ...
    def report(self, pass_id: str, saying: PhoneSaying) -> PhoneAnswer | None: ...
    def halt(self, pass_id: str, saying: PhoneHaltSaying) -> PhoneAnswer | None: ...
    def receipt(self, pass_id: str, told: PhoneReceipt) -> PhoneAnswer | None: ...
    def help(self, pass_id: str, call_id: str, place: PhonePlace | None) -> bool: ...
    def place(self, pass_id: str, place: PhonePlace) -> bool: ...
