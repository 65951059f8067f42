"""What hospitals know of a patient as her page shows it: kind by kind, with our own allergies beside theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.errors import NotFound
from hah_console.domain.hospital_facts import FactKind, HospitalFact, KindState, Knowledge
from hah_console.domain.hospital_notice import HospitalNotice, NoticeKind
from hah_console.domain.identity_match import MatchCase, MatchState
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import AllergyState
from hah_console.services.context import Context
from hah_console.services.hospital_known import HospitalKnowledge, read_hospital_knowledge

ENTITIES = ("match_case", "hospital_fact", "inbound_refusal", "code_mapping", "hospital_notice", "patient")
SHOWN = (
    FactKind.ALLERGY,
    FactKind.CONDITION,
    FactKind.MEDICATION,
    FactKind.LAB,
    FactKind.VITAL,
    FactKind.FINDING,
    FactKind.REPORT,
    FactKind.DOCUMENT,
    FactKind.ENCOUNTER,
    FactKind.EPISODE,
    FactKind.REQUEST,
    FactKind.TASK,
)
"""The kinds of the page in its order."""
_BEFORE = (
    Knowledge.PROVIDED,
    Knowledge.UNUSABLE,
    Knowledge.FAILED,
    Knowledge.NEVER_ASKED,
    Knowledge.NOT_PROVIDED,
    Knowledge.NONE_STATED,
)


@dataclass(frozen=True, slots=True)
class HospitalKind:
    """One kind: how every hospital stands to it, and what holds of it, the newest first."""

    kind: FactKind
    states: tuple[KindState, ...]
    facts: tuple[HospitalFact, ...]

    @property
    def knowledge(self) -> Knowledge:
        """Of all hospitals together.

        SAFETY(not provided is not none): one hospital's none counts only when no other one is silent.
        """
        said = {state.knowledge for state in self.states}
        return next((each for each in _BEFORE if each in said), Knowledge.NEVER_ASKED)

    @property
    def refused(self) -> int:
        """How much of it came and cannot be used."""
        return sum(state.refused for state in self.states)

    @property
    def gone(self) -> int:
        """How much of what is shown the hospital has no longer."""
        return sum(fact.gone_at is not None for fact in self.facts)

    @property
    def failing(self) -> bool:
        """Whether some hospital's last answer is missing."""
        return any(state.failing for state in self.states)


@dataclass(frozen=True, slots=True)
class HospitalPage:
    """``open_cases`` are records of which a person has to say whether they are hers; ``allergies`` are ours."""

    known: HospitalKnowledge
    open_cases: tuple[MatchCase, ...]
    kinds: tuple[HospitalKind, ...]
    allergy_state: AllergyState
    allergies: tuple[str, ...]
    at: datetime

    @property
    def patient_id(self) -> PatientId:
        """Whose page it is."""
        return self.known.patient_id

    def of_kind(self, kind: FactKind) -> HospitalKind:
        """One kind."""
        return next(each for each in self.kinds if each.kind is kind)


def read_hospital_page(ctx: Context, patient_id: PatientId) -> HospitalPage:
    """The page as of now. Raises NotFound. Whoever shows it has noted the opening before."""
    known = read_hospital_knowledge(ctx, patient_id)
    with ctx.store() as uow:
        patient = uow.patients.find(patient_id)
        if patient is None:
            raise NotFound(entity="patient", entity_id=patient_id)
        waiting = tuple(case for case in uow.match_cases.in_state(MatchState.OPEN) if _is_about(case, patient_id))
    kinds = tuple(_kind(known, kind) for kind in SHOWN)
    return HospitalPage(known, waiting, kinds, patient.allergy_state, patient.allergies, ctx.clock.now())


def urgent_notices(ctx: Context, patient_id: PatientId) -> tuple[HospitalNotice, ...]:
    """What stands above every tab of her page: a death, seen or not, and whatever nobody has looked at; a death first.

    SAFETY(died there): a death stays in sight after somebody has seen it.
    """
    with ctx.store() as uow:
        told = uow.hospital_notices.of_patient(patient_id)
    return urgent(told)


def urgent(told: Iterable[HospitalNotice]) -> tuple[HospitalNotice, ...]:
    """Those of some notices that must be in sight."""
    shown = (each for each in told if each.seen_at is None or each.kind is NoticeKind.DECEASED)
    return tuple(sorted(shown, key=lambda each: (each.kind is not NoticeKind.DECEASED, each.seen_at is not None)))


def _is_about(case: MatchCase, patient_id: PatientId) -> bool:
    return case.patient_id == patient_id or any(each.patient_id == patient_id for each in case.candidates)


def _kind(known: HospitalKnowledge, kind: FactKind) -> HospitalKind:
    states = tuple(state for state in known.states if state.kind is kind)
    return HospitalKind(kind, states, tuple(fact for fact in known.facts if fact.kind is kind))
