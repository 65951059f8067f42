"""Patients of hospitals that may be patients of the house: the list of cases, and one with the records beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hah_console.domain.episode import EpisodeState
from hah_console.domain.identity_match import MatchCase, MatchState
from hah_console.domain.ids import MatchCaseId, PatientId
from hah_console.domain.patient import Patient, masked_name
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

DECIDED_SHOWN = 50
"""Decided cases that are listed below those that wait, the newest first."""
ENTITIES = ("match_case",)


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One case in the list (masked name). ``decided_by`` is a name, empty while it waits and for the exchange."""

    case: MatchCase
    name: str
    decided_by: str

    @property
    def waits(self) -> bool:
        """Whether a person has to decide it."""
        return self.case.state is MatchState.OPEN


@dataclass(frozen=True, slots=True)
class MatchPage:
    """A case with our records of those it may be; ``in_care`` are the ones with an admission that runs."""

    case: MatchCase
    patients: Mapping[PatientId, Patient]
    in_care: frozenset[PatientId]
    decided_by: str


def read_matches(ctx: Context, also: str = "") -> tuple[MatchRow, ...]:
    """The cases that wait, the oldest first, then the newest decided ones, by a person or by a number, and ``also`` (an
    id) wherever it stands."""
    with ctx.store() as uow:
        names = _names(uow)
        waiting = sorted(uow.match_cases.in_state(MatchState.OPEN), key=lambda case: (case.opened_at, case.case_id))
        decided = [
            case for state in MatchState if state is not MatchState.OPEN for case in uow.match_cases.in_state(state)
        ]
    newest = sorted(decided, key=lambda case: (case.case_id != also, -_when(case), case.case_id))
    return tuple(_rows((*waiting, *newest[:DECIDED_SHOWN]), names))


def _when(case: MatchCase) -> float:
    return (case.decided_at or case.opened_at).timestamp()


def read_match(ctx: Context, case_id: MatchCaseId) -> MatchPage:
    """One case as of now. Raises NotFound. Whoever shows it has noted the opening before."""
    with ctx.store() as uow:
        case = uow.match_cases.get(case_id)
        ids = {each.patient_id for each in case.candidates} | ({case.patient_id} if case.patient_id else set())
        patients = {patient.patient_id: patient for patient in uow.patients.some(ids)}
        stays = (stay for patient_id in patients for stay in uow.episodes.of_patient(patient_id))
        in_care = frozenset(stay.patient_id for stay in stays if stay.state is not EpisodeState.CLOSED)
        name = _names(uow).get(str(case.decided_by or ""), "")
    return MatchPage(case, patients, in_care, name)


def _names(uow: UnitOfWork) -> dict[str, str]:
    return {str(user.user_id): user.name for user in uow.users.all()}


def _rows(cases: Iterable[MatchCase], names: Mapping[str, str]) -> Iterable[MatchRow]:
    for case in cases:
        yield MatchRow(case, masked_name(case.incoming.name), names.get(str(case.decided_by or ""), ""))
