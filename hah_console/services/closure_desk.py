"""What the form of a closure is made of: the admission, what is in its way, what it ends, and what the record says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.dose_end import left_due
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import PatientId
from hah_console.domain.lab import LabResult
from hah_console.domain.order import Order
from hah_console.domain.score.result import StoredScore
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.domain.transfer import Transfer
from hah_console.services.context import Context
from hah_console.services.leaving import work_that_ends
from hah_console.services.patient_facts import Identity, identity_of, shown_episode
from hah_console.services.ports import UnitOfWork

_PENDING = frozenset({SpecimenState.TAKEN, SpecimenState.RECEIVED})
_A_MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class MedicationCourse:
    """One medication of the stay; ``first`` and ``last`` are the days of its doses given, None without any."""

    order: Order
    given: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class StayFacts:
    """What the record says of a stay, for a summary to be drafted from."""

    day: int
    scores: tuple[StoredScore, ...]
    visits: int
    medications: tuple[MedicationCourse, ...]
    results: tuple[LabResult, ...]
    pending: tuple[str, ...]
    done: Mapping[TaskKind, int]
    staying: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class DueDose:
    """A dose nobody has said anything of, and its order."""

    dose: Dose
    order: Order


@dataclass(frozen=True, slots=True)
class ClosureDesk:
    """``transfer`` stands in the way of closing; ``ending`` is the work it ends; ``closure`` is there when it is done.

    ``doses`` are due, in order of time: of each has to be said what became of it.

    An admission that a transfer has closed has no ``closure`` yet and may get one.
    """

    identity: Identity
    episode: Episode
    transfer: Transfer | None
    closure: Closure | None
    ending: tuple[Task, ...]
    facts: StayFacts
    at: datetime
    doses: tuple[DueDose, ...] = ()


def read_closure_desk(ctx: Context, patient_id: PatientId) -> ClosureDesk:
    """The running admission of a patient, else the last one. Raises NotFound."""
    with ctx.store() as uow:
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        if episode is None:
            raise NotFound(entity="episode", entity_id=patient_id)
        running = next((t for t in uow.transfers.open() if t.episode_id == episode.episode_id), None)
        return ClosureDesk(
            identity_of(uow.patients.get(patient_id), ctx.today()),
            episode,
            running,
            uow.closures.of_episode(episode.episode_id),
            work_that_ends(ctx, uow, episode) if episode.state is not EpisodeState.CLOSED else (),
            _facts(ctx, uow, episode),
            ctx.clock.now(),
            _due(uow, episode, ctx.clock.now()),
        )


def _due(uow: UnitOfWork, episode: Episode, now: datetime) -> tuple[DueDose, ...]:
    orders = {order.order_id: order for order in uow.orders.of_episode(episode.episode_id)}
    due = left_due(uow.doses.of_episode(episode.episode_id), now)
    rows = (DueDose(dose, orders[dose.order_id]) for dose in due if dose.order_id in orders)
    return tuple(sorted(rows, key=lambda row: (row.dose.due_at, row.dose.dose_id)))


def _facts(ctx: Context, uow: UnitOfWork, episode: Episode) -> StayFacts:
    now = ctx.clock.now()
    until = (episode.closed_at or now) + _A_MOMENT
    last = ctx.local(episode.closed_at or now).date()
    mine = [task for task in uow.tasks.of_patient(episode.patient_id) if task.episode_id == episode.episode_id]
    taken = [s for s in uow.specimens.of_episode(episode.episode_id) if s.state in _PENDING and s.culture is None]
    return StayFacts(
        episode.day_number(last, ctx.local(episode.admitted_at).date()),
        _turns(uow.scores.history(episode.patient_id, "news2", episode.admitted_at, until)),
        len([v for v in uow.visit_records.of_episode(episode.episode_id) if v.arrived_at is not None]),
        _medications(uow, episode),
        _last_of_each(uow.lab_results.of_patient(episode.patient_id, episode.admitted_at, until)),
        tuple(specimen.kind for specimen in taken),
        Counter(task.kind for task in mine if task.state is TaskState.COMPLETED),
        tuple(task for task in mine if task.is_open and task.kind is TaskKind.KIT_RETRIEVAL),
    )


def _turns(scores: tuple[StoredScore, ...]) -> tuple[StoredScore, ...]:
    """The first, the highest and the last, in order of time."""
    if not scores:
        return ()
    highest = max(scores, key=lambda score: score.result.lower)
    return tuple(score for score in scores if score in {scores[0], highest, scores[-1]})


def _medications(uow: UnitOfWork, episode: Episode) -> tuple[MedicationCourse, ...]:
    doses = [d for d in uow.doses.of_episode(episode.episode_id) if d.state is DoseState.GIVEN]
    found = []
    for order in uow.orders.of_episode(episode.episode_id):
        if order.medication is None or order.ordered_at is None:
            continue
        given = sorted(dose.at or dose.due_at for dose in doses if dose.order_id == order.order_id)
        found.append(MedicationCourse(order, len(given), *((given[0], given[-1]) if given else (None, None))))
    return tuple(found)


def _last_of_each(results: tuple[LabResult, ...]) -> tuple[LabResult, ...]:
    """The newest result of each analyte."""
    newest = {result.analyte: result for result in sorted(results, key=lambda result: result.specimen_at)}
    return tuple(newest.values())
