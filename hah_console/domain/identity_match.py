"""A patient of a hospital's system beside those of the house: one person or two is decided, never assumed."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import MatchCaseId, PatientId, UserId
from hah_console.domain.patient import Patient, Sex


class NumberKind(StrEnum):
    """What a number tells; OWN is the one this house gave its patient. OTHER numbers are kept and match nobody."""

    OWN = "own"
    NATIONAL_ID = "national_id"
    RECORD_NUMBER = "record_number"
    PASSPORT = "passport"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RemoteNumber:
    """An identifier of a hospital's Patient. ``system`` without what people write differently (slash, scheme, case).

    ``doubt`` says why it matches nobody although it looks like one that might: ``wrong_check_digit``, ``not_an_id``,
    ``former``, ``masked``, ``other_country``; empty for one that may be relied on.
    """

    kind: NumberKind
    system: str
    value: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class IncomingIdentity:
    """Who a hospital says ``reference`` (``Patient/1``) is; None and empty where it does not tell."""

    feed: str
    reference: str
    version_id: str
    name: str = ""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    numbers: tuple[RemoteNumber, ...] = ()
    address: str = ""
    phone: str = ""
    deceased: bool = False
    replaced_by: str = ""
    active: bool = True

    def number(self, kind: NumberKind) -> str:
        """The one number of a kind that may be relied on; empty when there is none or more than one."""
        found = {each.value for each in self.numbers if each.kind is kind and not each.doubt}
        return found.pop() if len(found) == 1 else ""

    @property
    def identifying(self) -> frozenset[tuple[str, str]]:
        """The numbers that tell this person from others, doubtful ones included; a change of them is looked at."""
        told = (each for each in self.numbers if each.kind not in (NumberKind.OTHER, NumberKind.OWN))
        return frozenset((each.kind.value, each.value) for each in told if each.doubt != "former")


class MatchState(StrEnum):
    """OPEN waits for a person; KEPT_APART and NEW are nobody of the house, NEW somebody it may take in."""

    OPEN = "open"
    LINKED = "linked"
    KEPT_APART = "kept_apart"
    NEW = "new"


class MatchCause(StrEnum):
    """Why a case was opened. EXACT is none: one patient was told by a number that is relied on."""

    EXACT = "exact"
    NO_NUMBER = "no_number"
    DOUBTFUL_NUMBER = "doubtful_number"
    TWO_NUMBERS = "two_numbers"
    SEVERAL = "several"
    DIFFERS = "differs"
    NUMBER_CHANGED = "number_changed"
    REPLACED = "replaced"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient of the house beside the hospital's: what agrees, what differs (names of fields), what nobody told.

    ``record_number`` agrees only where both are of the same system.
    """

    patient_id: PatientId
    agrees: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether a number says they are one and nothing speaks against it."""
        by_number = {"own", "national_id"} & set(self.agrees)
        by_record = {"record_number", "birth_date"} <= set(self.agrees)
        return bool(by_number or by_record) and not self.differs

    @property
    def need(self) -> tuple[bool, int, str]:
        """Sort key: the likeliest first."""
        return ("national_id" in self.differs, len(self.differs) - len(self.agrees), self.patient_id)


@dataclass(frozen=True, slots=True)
class MatchCase:
    """One hospital's Patient and who of the house it is. ``patient_id`` is whom it is, or was, linked with.

    ``settled`` is the identity as it was when it was decided; another number since then opens the case again.
    """

    case_id: MatchCaseId
    incoming: IncomingIdentity
    candidates: tuple[Candidate, ...]
    cause: MatchCause
    opened_at: datetime
    state: MatchState = MatchState.OPEN
    patient_id: PatientId | None = None
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    reason: str = ""
    settled: tuple[tuple[str, str], ...] = ()
    version: int = 0

    def linked(self, patient_id: PatientId, by: UserId, at: datetime, reason: str = "") -> "MatchCase":
        """They are one person. Raises IllegalTransition unless it is open, InvalidInput for somebody who was not
        compared.

        SAFETY(two persons): nobody whose national ID differs is ever linked.
        """
        self._require(MatchState.LINKED, MatchState.OPEN)
        chosen = next((each for each in self.candidates if each.patient_id == patient_id), None)
        if chosen is None:
            raise InvalidInput(field="patient_id", value=patient_id, reason="not_a_candidate")
        if "national_id" in chosen.differs:
            raise InvalidInput(field="patient_id", value=patient_id, reason="another_national_id")
        return self._decided(MatchState.LINKED, by, at, reason, patient_id)

    def kept_apart(self, by: UserId, at: datetime, reason: str) -> "MatchCase":
        """They are two. Raises IllegalTransition unless it is open."""
        self._require(MatchState.KEPT_APART, MatchState.OPEN)
        return self._decided(MatchState.KEPT_APART, by, at, reason, None)

    def new(self, by: UserId, at: datetime, reason: str = "") -> "MatchCase":
        """Somebody the house does not know. Raises IllegalTransition unless it is open."""
        self._require(MatchState.NEW, MatchState.OPEN)
        return self._decided(MatchState.NEW, by, at, reason, None)

    def reopened(self, cause: MatchCause, at: datetime) -> "MatchCase":
        """To be decided again; whom it was linked with stays to be seen. Raises IllegalTransition while it is open."""
        self._require(MatchState.OPEN, MatchState.LINKED, MatchState.KEPT_APART, MatchState.NEW)
        return replace(
            self, state=MatchState.OPEN, cause=cause, opened_at=at, decided_by=None, decided_at=None, reason=""
        )

    def seen(self, incoming: IncomingIdentity, candidates: tuple[Candidate, ...]) -> "MatchCase":
        """The hospital's record as it is now, beside who is like it now; what was decided stays."""
        return replace(self, incoming=incoming, candidates=candidates)

    def is_changed(self, incoming: IncomingIdentity) -> bool:
        """Whether other numbers are told than when it was decided."""
        return self.state is not MatchState.OPEN and incoming.identifying != frozenset(self.settled)

    def _decided(
        self, state: MatchState, by: UserId, at: datetime, reason: str, patient_id: PatientId | None
    ) -> "MatchCase":
        settled = tuple(sorted(self.incoming.identifying))
        return replace(
            self, state=state, patient_id=patient_id, decided_by=by, decided_at=at, reason=reason, settled=settled
        )

    def _require(self, to: MatchState, *allowed: MatchState) -> None:
        if self.state not in allowed:
            raise IllegalTransition(entity="match_case", state=self.state.value, move=to.value)


def candidate(incoming: IncomingIdentity, patient: Patient) -> Candidate:
    """What of a hospital's Patient agrees with a patient of the house, and what differs."""
    told = {
        "own": (incoming.number(NumberKind.OWN), patient.patient_id),
        "national_id": (incoming.number(NumberKind.NATIONAL_ID), patient.national_id),
        "record_number": (incoming.number(NumberKind.RECORD_NUMBER), patient.medical_record_number),
        "name": (incoming.name, patient.name),
        "birth_date": (incoming.birth_date.isoformat() if incoming.birth_date else "", patient.birth_date.isoformat()),
        "sex": (_sex(incoming.sex), _sex(patient.sex)),
    }
    both = {field: pair for field, pair in told.items() if all(pair) and _comparable(field, pair)}
    agrees = tuple(field for field, (theirs, ours) in both.items() if _plain(theirs) == _plain(ours))
    return Candidate(patient.patient_id, agrees, tuple(field for field in both if field not in agrees))


def cause_of(incoming: IncomingIdentity, candidates: tuple[Candidate, ...]) -> MatchCause:
    """EXACT when one patient is told for certain and nobody else by any number; else why a person has to decide.

    SAFETY(never merged silently): a name, a birth date or a doubtful number links nobody.
    """
    if incoming.replaced_by or not incoming.active:
        return MatchCause.REPLACED
    numbered = [each for each in candidates if _NUMBERS & set(each.agrees)]
    if any(_is_double(incoming, kind) for kind in (NumberKind.NATIONAL_ID, NumberKind.RECORD_NUMBER)):
        return MatchCause.TWO_NUMBERS
    if len(numbered) > 1:
        return MatchCause.SEVERAL
    if numbered:
        return MatchCause.EXACT if numbered[0].certain else MatchCause.DIFFERS
    doubtful = any(each.doubt not in ("", "former") for each in incoming.numbers)
    return MatchCause.DOUBTFUL_NUMBER if doubtful else MatchCause.NO_NUMBER


_NUMBERS = frozenset({"own", "national_id", "record_number"})


def _is_double(incoming: IncomingIdentity, kind: NumberKind) -> bool:
    return len({each.value for each in incoming.numbers if each.kind is kind and not each.doubt}) > 1


def _sex(sex: Sex) -> str:
    return "" if sex is Sex.UNKNOWN else sex.value


def _comparable(field: str, pair: tuple[str, str]) -> bool:
    """A name in letters and one in characters say nothing about each other."""
    return field != "name" or _is_latin(pair[0]) == _is_latin(pair[1])


def _is_latin(text: str) -> bool:
    return all(ord(sign) < 0x250 for sign in unicodedata.normalize("NFKC", text))


def _plain(text: str) -> str:
    half = unicodedata.normalize("NFKC", text).casefold().replace("臺", "台")
    return "".join(sign for sign in half if sign.isalnum())
