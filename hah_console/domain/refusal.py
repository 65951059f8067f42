"""Why what was sent cannot be used: a kind with its facts, and who mends what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hah_console.domain.reading import Vital

LONGEST_REASON = 200
"""Characters of what is written, and of a fact."""
Facts = tuple[tuple[str, str], ...]


class Fault(StrEnum):
    """What is wrong with a message: each is mended by somebody else."""

    OWNER = "owner"
    SIGNATURE = "signature"
    VALUE = "value"
    TIME = "time"
    FORM = "form"
    PROGRAM = "program"
    """Nothing of the sender: this program could not take it in."""


class Refusal(StrEnum):
    """Kinds of reasons; in brackets the facts that go with each."""

    NOBODYS = "nobodys"
    """[device] it is with nobody."""
    ANOTHERS = "anothers"
    """[device, owner, patient] it is with owner, and it was said to be with patient."""
    NOT_HERS = "not_hers"
    """[device, patient] as before, by one who did not say whose it is."""
    TWO_DEVICES = "two_devices"
    """[devices] names of two."""
    NO_DEVICE = "no_device"
    ANOTHER_PERSON = "another_person"
    """[device, patient] the sender means somebody else than patient, whom it is with."""
    NO_NUMBER = "no_number"
    """A patient is meant, by no number."""
    TWO_PATIENTS = "two_patients"
    RENAMED = "renamed"
    """The name of another measurement."""
    SIGNATURE = "signature"
    SIGNS_ITSELF = "signs_itself"
    """[device] it signs its sets, a gateway cannot."""
    RANGE = "range"
    """[vital, value, low, high]."""
    NO_VALUE = "no_value"
    NOT_A_NUMBER = "not_a_number"
    """[vital]."""
    UNIT = "unit"
    """[vital, unit]."""
    TWICE = "twice"
    """[vital] it stands twice."""
    SENSOR = "sensor"
    """[names] sensors that are off and are none."""
    NO_TIME = "no_time"
    """[time] not a time."""
    TOO_OLD = "too_old"
    SITE = "site"
    """[site] not the topic of this site."""
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    """[size, most] bytes."""
    NESTED = "nested"
    VERSION = "version"
    """[version] of the format."""
    NUMBERING = "numbering"
    """The device's name or the set's number is empty or impossible."""
    GATEWAY = "gateway"
    """[gateway] its name is none, or not that of its topic."""
    MANY_GATEWAYS = "many_gateways"
    """[most]."""
    STATUS = "status"
    """[status] it would change what is stored."""
    CODE = "code"
    """Not one of the vital signs, or two of them."""
    MESSAGE = "message"
    """The message of a gateway or an interface as a whole."""
    INTERNAL = "internal"
    """[error] this program could not take it in."""
    OTHER = "other"
    """Of an earlier release, whose words are not known."""


_MENDED: Mapping[Refusal, Fault] = {
    **dict.fromkeys(
        (
            Refusal.NOBODYS, Refusal.ANOTHERS, Refusal.NOT_HERS, Refusal.TWO_DEVICES, Refusal.NO_DEVICE,
            Refusal.ANOTHER_PERSON, Refusal.NO_NUMBER, Refusal.TWO_PATIENTS, Refusal.RENAMED,
        ),
        Fault.OWNER,
    ),
    **dict.fromkeys((Refusal.SIGNATURE, Refusal.SIGNS_ITSELF), Fault.SIGNATURE),
    **dict.fromkeys(
        (
            Refusal.RANGE, Refusal.NO_VALUE, Refusal.NOT_A_NUMBER, Refusal.UNIT, Refusal.TWICE, Refusal.SENSOR,
        ),
        Fault.VALUE,
    ),
    **dict.fromkeys((Refusal.NO_TIME, Refusal.TOO_OLD), Fault.TIME),
    Refusal.INTERNAL: Fault.PROGRAM,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """``said`` is it in English, short and printable, for logs and for the machine that sent it; people are told
    ``kind`` with ``facts`` in their own language."""

    kind: Refusal
    said: str
    facts: Facts = ()

    @classmethod
    def of(cls, kind: Refusal, said: str, **facts: object) -> "Reason":
        """With everything made short and printable; a fact is kept as it is written."""
        return cls(kind, printable(said), tuple((name, printable(_written(fact))) for name, fact in facts.items()))

    @property
    def fault(self) -> Fault:
        """Who mends it."""
        return _MENDED.get(self.kind, Fault.FORM)

    def at(self, place: str) -> "Reason":
        """The same of one place in a message."""
        return replace(self, said=printable(f"{place}: {self.said}"))


class Unusable(ValueError):
    """What was sent cannot be used; the text is what is said of it."""

    def __init__(self, said: str, kind: Refusal = Refusal.MESSAGE, **facts: object) -> None:
        self.reason = Reason.of(kind, said, **facts)
        super().__init__(self.reason.said)


def printable(reason: str) -> str:
    """A reason as it is kept and shown."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in reason[:LONGEST_REASON])


def _written(fact: object) -> str:
    return f"{fact:g}" if isinstance(fact, float) else str(fact.value if isinstance(fact, Vital) else fact)
