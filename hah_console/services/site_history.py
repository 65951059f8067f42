"""What happened before a site pack is loaded: admissions begun, visits made, cards taken, as events of their cases."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta

from hah_console.domain.actor import Actor
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.claims.card_upload import CardUpload
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import CaseEventId, EpisodeId, PatientId, UserId
from hah_console.domain.site_pack import SitePack
from hah_console.services import site_days
from hah_console.services.ports import UnitOfWork


def write_history(
    uow: UnitOfWork,
    pack: SitePack,
    day: date,
    actor: Actor,
    now: datetime,
    card_upload: timedelta | None,
    tally: Callable[[str, int], None],
) -> None:
    """Store visits, card data and events that are not there yet; ``tally`` is told how many visits were new."""
    visits = [row for row in site_days.visits_on(pack, day) if not _known(uow, row[0])]
    for visit, receipt in visits:
        uow.visit_records.save(visit)
        _write_card(uow, visit, receipt, card_upload)
    enrolled = {row.episode_id for row in pack.episodes if row.enrolled}
    events = [*_admissions(site_days.episodes_on(pack, day), enrolled, actor.user_id, now)]
    events += [event for visit, receipt in visits for event in _visit_events(visit, receipt, actor.user_id, now)]
    uow.case_events.add(*events)
    tally("visit_record", len(visits))


def _known(uow: UnitOfWork, visit: VisitRecord) -> bool:
    return uow.visit_records.find(visit.visit_record_id) is not None


def _write_card(uow: UnitOfWork, visit: VisitRecord, receipt: str, card_upload: timedelta | None) -> None:
    if visit.left_at is None or visit.mode is not VisitMode.IN_PERSON:
        return
    if not receipt and card_upload is None:
        return
    due_at = visit.left_at + (card_upload or timedelta())
    card = CardUpload(visit.visit_record_id, visit.episode_id, visit.patient_id, due_at)
    uow.card_uploads.save(card.uploaded(visit.left_at, receipt) if receipt else card)


def _admissions(
    episodes: tuple[Episode, ...], enrolled: Collection[EpisodeId], by: UserId, now: datetime
) -> Iterator[CaseEvent]:
    """Admissions, and their enrolment: of one that is there already nobody knows when, so it counts as done in time."""
    for episode in episodes:
        if episode.state is not EpisodeState.PLANNED:
            facts = (("condition", episode.condition.value), ("mode", episode.mode.value))
            at = min(episode.admitted_at, now)
            yield _event(episode.episode_id, episode.patient_id, CaseEventKind.ADMITTED, at, now, by, facts)
            if episode.episode_id in enrolled:
                yield _event(episode.episode_id, episode.patient_id, CaseEventKind.ENROLLED, at, now, by, ())


def _visit_events(visit: VisitRecord, receipt: str, by: UserId, now: datetime) -> Iterator[CaseEvent]:
    facts = (("mode", visit.mode.value), ("profession", visit.profession.value), ("staff_id", visit.staff_id))
    moments = {
        CaseEventKind.ARRIVED: visit.arrived_at,
        CaseEventKind.LEFT: visit.left_at,
        CaseEventKind.CARD_UPLOADED: visit.left_at if receipt else None,
    }
    for kind, at in moments.items():
        if at is not None:
            entity = visit.visit_record_id
            yield _event(visit.episode_id, visit.patient_id, kind, at, now, by, facts, "visit_record", entity)


def _event(
    episode_id: EpisodeId,
    patient_id: PatientId,
    kind: CaseEventKind,
    at: datetime,
    now: datetime,
    by: UserId,
    facts: tuple[tuple[str, str], ...],
    entity: str = "episode",
    entity_id: str = "",
) -> CaseEvent:
    of = entity_id or episode_id
    event_id = CaseEventId(f"{of}-{kind.value}")
    return CaseEvent(event_id, patient_id, episode_id, kind, at, now, by, entity, of, facts)
