"""What is planned for an admission: CarePlan with its next visits, and the Goal."""

from collections.abc import Sequence
from datetime import date, datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.order import WORDS as ORDER_WORDS
from hah_console.adapters.fhir.mapping.terms import HAH_ACTIVITY, LTC, Resource, coded, extension, narrative, resource
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import StaffId
from hah_console.domain.order import OrderKind
from hah_console.domain.task import Task, TaskKind, TaskState

ASSESS_PLAN = coded("https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/careplan-category-tw", "assess-plan")
WORDS = {
    TaskKind.NURSE_VISIT: "護理訪視", TaskKind.IV_DOSE: "靜脈給藥",
    TaskKind.WOUND_CARE: ORDER_WORDS[OrderKind.WOUND_CARE],
    TaskKind.SPECIMEN: ORDER_WORDS[OrderKind.SPECIMEN], TaskKind.PHYSICIAN_VISIT: "醫師訪視",
    TaskKind.KIT_DELIVERY: "送設備", TaskKind.KIT_RETRIEVAL: "收設備", TaskKind.MEDICINE_DELIVERY: "送藥",
    TaskKind.OBSERVATION_SET: "生命徵象量測", TaskKind.IMAGING: "影像檢查", TaskKind.VIDEO_FOLLOW_UP: "視訊訪視",
}  # fmt: skip
STATUS = {
    TaskState.REQUESTED: "scheduled", TaskState.IN_PROGRESS: "in-progress", TaskState.COMPLETED: "completed",
    TaskState.CANCELLED: "cancelled",
}  # fmt: skip
PLAN_STATUS = {
    EpisodeState.PLANNED: "draft", EpisodeState.ACTIVE: "active", EpisodeState.ON_HOLD: "on-hold",
    EpisodeState.CLOSED: "completed",
}  # fmt: skip


def plan_resource(
    episode: Episode, tasks: Sequence[tuple[Task, StaffId | None]], written_at: datetime, naming: Naming
) -> Resource:
    """The plan with its tasks and who is to do each."""
    identity = f"plan-{local_id(episode.episode_id)}"[:64]
    words = "；".join(f"{WORDS[task.kind]} {naming.at(task.earliest)[:16]}" for task, _ in tasks)
    parts = {
        "text": narrative(words or "尚無排定的訪視", "generated"),
        "extension": [extension("ExtHAHEpisode", valueReference=reference("EpisodeOfCare", episode.episode_id))],
        "identifier": [naming.identifier("plan", episode.episode_id)],
        "status": PLAN_STATUS[episode.state],
        "intent": "plan",
        "category": [ASSESS_PLAN],
        "subject": reference("Patient", episode.patient_id),
        "encounter": reference("Encounter", episode.episode_id),
        "period": naming.span(episode.admitted_at, episode.closed_at),
        "created": naming.at(written_at),
        "addresses": [reference("Condition", f"condition-{local_id(episode.episode_id)}"[:64])],
        "activity": [{"detail": _activity(task, staff, naming)} for task, staff in tasks],
    }
    return resource("CarePlan", identity, f"{LTC}HAHCarePlan", parts)


def goal_resource(episode: Episode, words: str, due: date, naming: Naming) -> Resource:
    """What the admission is to reach, in words, by a day."""
    parts = {
        "extension": [extension("ExtHAHEpisode", valueReference=reference("EpisodeOfCare", episode.episode_id))],
        "identifier": [naming.identifier("goal", episode.episode_id)],
        "lifecycleStatus": "completed" if episode.state is EpisodeState.CLOSED else "active",
        "description": coded(HAH_ACTIVITY, "care-goal", text=words),
        "subject": reference("Patient", episode.patient_id),
        "target": [{"dueDate": due.isoformat()}],
    }
    return resource("Goal", f"goal-{local_id(episode.episode_id)}"[:64], f"{LTC}HAHGoal", parts)


def _activity(task: Task, staff: StaffId | None, naming: Naming) -> Resource:
    performer = [reference("Practitioner", staff)] if staff else [naming.own]
    return {
        "status": STATUS[task.state],
        "scheduledPeriod": naming.span(task.earliest, task.latest),
        "performer": performer,
        "description": WORDS[task.kind],
    }
