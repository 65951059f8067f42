"""A warning score as Observation derived from the vitals it was counted of."""

from collections.abc import Sequence
from datetime import datetime

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import CATEGORY, TW, Resource, coded, quantity, resource
from hah_console.adapters.fhir.mapping.vitals import ABSENT
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.score.result import ScoreResult


def score_resource(
    result: ScoreResult,
    patient_id: PatientId,
    episode_id: EpisodeId,
    at: datetime,
    naming: Naming,
    derived_from: Sequence[str] = (),
) -> Resource:
    """The score. ``derived_from`` are local ids of Observations.

    SAFETY(incomplete score): with items missing there is no value, only the words "at least".
    """
    number = f"{patient_id}.{result.name}.{at:%Y%m%dT%H%M%SZ}"
    value = {"valueQuantity": quantity(result.lower, "{score}")} if result.complete else _incomplete(result)
    parts = {
        "identifier": [naming.identifier("observation", number)],
        "status": "final" if result.complete else "preliminary",
        "category": [coded(CATEGORY, "survey", "Survey")],
        "code": coded(f"{naming.root}/score", result.name, text=f"{result.name} {result.table_version}"),
        "subject": reference("Patient", patient_id),
        "encounter": reference("Encounter", episode_id),
        "effectiveDateTime": naming.at(at),
        "performer": [naming.own],
        **value,
        "derivedFrom": [reference("Observation", each) for each in derived_from],
    }
    return resource("Observation", local_id(number), f"{TW}Observation-simple-twcore", parts)


def _incomplete(result: ScoreResult) -> Resource:
    said = f"不完整：{result.present}/{len(result.items)} 項，至少 {result.lower} 分"
    return {"dataAbsentReason": coded(ABSENT, "unknown", text=said)}
