"""An admission: EpisodeOfCare and the Encounter that lasts as long as it."""

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import (
    ACT_CODE,
    HAH_ACTIVITY,
    HAH_OUTCOME,
    LTC,
    Resource,
    coded,
    coding,
    extension,
    resource,
)
from hah_console.domain.episode import Episode, EpisodeState, Outcome
from hah_console.domain.ids import HospitalId

DISPOSITION = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
ACUTE_HOME = coded(HAH_ACTIVITY, "acute-home")
ENCOUNTER_STATUS = {
    EpisodeState.PLANNED: "planned", EpisodeState.ACTIVE: "in-progress", EpisodeState.ON_HOLD: "onleave",
    EpisodeState.CLOSED: "finished",
}  # fmt: skip
DISPOSITIONS = {
    Outcome.COMPLETED_TREATMENT: "home", Outcome.HOSPITAL_TRANSFER: "other-hcf", Outcome.PROVIDER_TRANSFER: "alt-home",
    Outcome.WITHDRAWN: "aadvice", Outcome.DEATH: "exp", Outcome.OTHER: "oth",
}  # fmt: skip


def episode_resource(episode: Episode, naming: Naming) -> Resource:
    """The admission as EpisodeOfCare; its outcome stands there once it is closed, and no earlier."""
    closed = episode.state is EpisodeState.CLOSED and episode.outcome is not None
    outcome = coded(HAH_OUTCOME, episode.outcome.value) if episode.outcome is not None else None
    parts = {
        "extension": [extension("ExtHAHOutcome", valueCodeableConcept=outcome)] if closed else [],
        "identifier": [naming.identifier("episode", episode.episode_id)],
        "status": episode.state.value,
        "type": [ACUTE_HOME],
        "patient": reference("Patient", episode.patient_id),
        "managingOrganization": naming.own,
        "period": naming.span(episode.admitted_at, episode.closed_at if closed else None),
        "careManager": reference("Practitioner", episode.owner_id) if episode.owner_id else None,
    }
    return resource("EpisodeOfCare", local_id(episode.episode_id), f"{LTC}HAHEpisodeOfCare", parts)


def admission_resource(episode: Episode, naming: Naming, destination: HospitalId | None = None) -> Resource:
    """The stay as Encounter. ``destination`` only for a patient who has arrived there."""
    closed = episode.state is EpisodeState.CLOSED
    doctor = episode.physician_id or episode.owner_id
    parts = {
        "identifier": [naming.identifier("admission", episode.episode_id)],
        "status": ENCOUNTER_STATUS[episode.state],
        "class": coding(ACT_CODE, "IMP"),
        "type": [ACUTE_HOME],
        "subject": reference("Patient", episode.patient_id),
        "episodeOfCare": [reference("EpisodeOfCare", episode.episode_id)],
        "participant": [{"individual": reference("Practitioner", doctor)}] if doctor else [],
        "period": naming.span(episode.admitted_at, episode.closed_at if closed else None),
        "location": [{"location": reference("Location", f"home-{local_id(episode.patient_id)}"[:64])}],
        "hospitalization": _end(episode, destination) if closed else None,
        "serviceProvider": naming.own,
    }
    return resource("Encounter", local_id(episode.episode_id), f"{LTC}HAHAdmissionEncounter", parts)


def _end(episode: Episode, destination: HospitalId | None) -> Resource:
    end: Resource = {}
    if episode.outcome is Outcome.HOSPITAL_TRANSFER and destination is not None:
        end["destination"] = reference("Organization", destination)
    if episode.outcome is not None:
        end["dischargeDisposition"] = coded(DISPOSITION, DISPOSITIONS[episode.outcome])
    return end
