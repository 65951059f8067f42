"""What a hospital's system says, one fact a statement, with where it is from and how surely it was asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.quantity import Quantity


class FactKind(StrEnum):
    """What a fact is about. FINDING: an observation that is neither a laboratory result nor a vital sign."""

    ALLERGY = "allergy"
    CONDITION = "condition"
    MEDICATION = "medication"
    LAB = "lab"
    VITAL = "vital"
    FINDING = "finding"
    REPORT = "report"
    DOCUMENT = "document"
    ENCOUNTER = "encounter"
    EPISODE = "episode"
    REQUEST = "request"
    TASK = "task"
    PRACTITIONER = "practitioner"
    ORGANIZATION = "organization"
    LOCATION = "location"


TYPE_OF: Mapping[FactKind, str] = {
    FactKind.ALLERGY: "AllergyIntolerance",
    FactKind.CONDITION: "Condition",
    FactKind.MEDICATION: "MedicationRequest",
    FactKind.LAB: "Observation",
    FactKind.VITAL: "Observation",
    FactKind.FINDING: "Observation",
    FactKind.REPORT: "DiagnosticReport",
    FactKind.DOCUMENT: "DocumentReference",
    FactKind.ENCOUNTER: "Encounter",
    FactKind.EPISODE: "EpisodeOfCare",
    FactKind.REQUEST: "ServiceRequest",
    FactKind.TASK: "Task",
    FactKind.PRACTITIONER: "Practitioner",
    FactKind.ORGANIZATION: "Organization",
    FactKind.LOCATION: "Location",
}
"""The type of resource each kind is read from; of PractitionerRole come practitioners, too."""
OF_PATIENTS = tuple(
    kind for kind in FactKind if kind not in (FactKind.PRACTITIONER, FactKind.ORGANIZATION, FactKind.LOCATION)
)
"""Kinds that are about a patient; the others are of nobody and come along with them."""
WITHDRAWN = frozenset({"entered-in-error", "refuted", "cancelled"})
"""Codes of a status that take back what was said."""


class Precision(StrEnum):
    """How exactly a moment was told; NONE: not at all."""

    MOMENT = "moment"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the hospital wrote it; ``display`` are its words, empty where there are none."""

    system: str = ""
    code: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact is from: the version of a resource of a feed. ``last_updated`` is by the hospital's clock.

    ``raw_id`` finds the resource as it came.
    """

    feed: str
    resource_type: str
    resource_id: str
    version_id: str
    last_updated: datetime | None
    received_at: datetime
    raw_id: str = ""

    @property
    def reference(self) -> str:
        """``Kind/id`` at the hospital."""
        return f"{self.resource_type}/{self.resource_id}"


@dataclass(frozen=True, slots=True)
class HospitalFact:
    """One statement about ``subject`` (``Patient/1`` at the hospital; empty for what is of nobody).

    ``value`` is as it was told, digits and all. ``measured`` is our own name of what was measured (``crp``,
    ``systolic``), empty where no code is known; only then ``quantity`` is there, in the base unit of that thing.
    ``status`` is the hospital's code. ``effective`` is when it held, never more exact than ``precision``.
    ``says_none``: it states that there is none (no known allergy). ``note``: why there is no quantity, or the like.
    ``gone_at`` is when the house found that the hospital has the resource no longer, or not as this patient's; the
    hospital said nothing of it.
    """

    fact_id: str
    kind: FactKind
    subject: str
    code: Code
    value: str
    status: str
    origin: Origin
    quantity: Quantity | None = None
    measured: str = ""
    effective: datetime | None = None
    precision: Precision = Precision.NONE
    says_none: bool = False
    note: str = ""
    gone_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether the hospital still says it."""
        return self.status not in WITHDRAWN


class Knowledge(StrEnum):
    """How much a hospital has told of a kind.

    SAFETY(not provided is not none): only NONE_STATED means that there is none, and only a statement makes it so.
    UNUSABLE: something came that cannot be used and waits for a person.
    """

    NEVER_ASKED = "never_asked"
    FAILED = "failed"
    NOT_PROVIDED = "not_provided"
    UNUSABLE = "unusable"
    NONE_STATED = "none_stated"
    PROVIDED = "provided"


@dataclass(frozen=True, slots=True)
class ReadMark:
    """How far a type of resource of one patient was read.

    ``up_to`` is the newest ``lastUpdated`` of the last whole pass, ``etag`` what the server called its answer to
    the same question. ``asked_at`` is the last attempt, ``good_at`` the last whole pass; ``reason`` why one failed.
    ``whole_at`` is when what is here was last compared with all that is there.
    """

    feed: str
    subject: str
    resource_type: str
    up_to: datetime | None = None
    etag: str = ""
    asked_at: datetime | None = None
    good_at: datetime | None = None
    reason: str = ""
    whole_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KindState:
    """What one feed has told of a kind: ``asked_at`` is the last whole pass, None when there was none.

    ``refused`` counts what came and cannot be used; with it even a kind that is provided may be incomplete.
    ``failing``: the last attempt was in vain, for ``reason``; what is shown is as old as ``asked_at``.
    """

    feed: str
    kind: FactKind
    knowledge: Knowledge
    asked_at: datetime | None = None
    refused: int = 0
    failing: bool = False
    reason: str = ""


def kind_state(
    feed: str, kind: FactKind, facts: Iterable[HospitalFact], mark: ReadMark | None, refused: int
) -> KindState:
    """What is known of a kind by its facts, how it was asked for and how much of it was refused."""
    holding = [fact for fact in facts if fact.kind is kind and fact.holds]
    told = _told(holding, refused)
    if mark is None or mark.asked_at is None:
        return KindState(feed, kind, told or Knowledge.NEVER_ASKED, None, refused)
    silent = Knowledge.FAILED if mark.good_at is None else Knowledge.NOT_PROVIDED
    return KindState(feed, kind, told or silent, mark.good_at, refused, bool(mark.reason), mark.reason)


def _told(holding: list[HospitalFact], refused: int) -> Knowledge | None:
    """A statement of none counts only while it is there and nothing stands against it, refused resources included.

    SAFETY(gone there): what is gone is still in sight and still stands against a none; it states none itself no longer.
    """
    if any(not fact.says_none for fact in holding):
        return Knowledge.PROVIDED
    if refused:
        return Knowledge.UNUSABLE
    return Knowledge.NONE_STATED if any(fact.gone_at is None for fact in holding) else None
