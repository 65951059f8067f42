"""Whether care at home was decided for, and the consent to it: QuestionnaireResponse and Consent."""

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import HAH_ELIGIBILITY, LTC, Resource, coded, coding, extension, resource
from hah_console.domain.consent import Consent, Relation
from hah_console.domain.ids import EpisodeId, PatientId, StaffId
from hah_console.domain.intake import Intake

QUESTIONNAIRE = "http://ltc-ig.fhir.tw/Questionnaire/hah-intake-assessment|1.1.0"
NOT_PROVIDED = "未提供"
POLICY = "http://ltc-ig.fhir.tw/hah-consent"


def assessment_resource(
    intake: Intake, patient_id: PatientId, author: StaffId, naming: Naming, *, home: str = "", caregiver: str = ""
) -> Resource | None:
    """The decision that holds, with its reason; None before there is one, or before there is an admission.

    ``home`` and ``caregiver`` say in words what was found out; what nobody said is told as not provided.
    """
    if not intake.decisions or intake.episode_id is None:
        return None
    entry = intake.decisions[-1]
    items = [
        _said("criteria", entry.rules_version),
        _said("home-safety", home),
        _said("caregiver-support", caregiver),
        {"linkId": "decision", "answer": [{"valueCoding": coding(HAH_ELIGIBILITY, entry.decision.value)}]},
        _said("reason", entry.reason),
    ]
    parts = {
        "extension": [_of(intake.episode_id)],
        "identifier": naming.identifier("intake", intake.intake_id),
        "questionnaire": QUESTIONNAIRE,
        "status": "completed",
        "subject": reference("Patient", patient_id),
        "authored": naming.at(entry.at),
        "author": reference("Practitioner", author),
        "item": items,
    }
    return resource("QuestionnaireResponse", local_id(intake.intake_id), f"{LTC}HAHAssessmentResponse", parts)


def consent_resource(consent: Consent, patient_id: PatientId, episode_id: EpisodeId, naming: Naming) -> Resource:
    """The consent; withdrawn, it is inactive and stays."""
    own = consent.relation is Relation.SELF
    signer = (
        reference("Patient", patient_id) if own else {"display": f"{consent.signer_name}（{consent.relation.value}）"}
    )
    parts = {
        "extension": [_of(episode_id)],
        "identifier": [naming.identifier("consent", consent.consent_id)],
        "status": "active" if consent.in_force else "inactive",
        "scope": coded("http://terminology.hl7.org/CodeSystem/consentscope", "treatment"),
        "category": [{"text": "在宅急症照護同意"}],
        "patient": reference("Patient", patient_id),
        "dateTime": naming.at(consent.signed_at),
        "performer": [signer],
        "organization": [naming.own],
        "policy": [{"uri": POLICY}],
        "provision": {"type": "permit"},
    }
    return resource("Consent", local_id(consent.consent_id), f"{LTC}HAHConsent", parts)


def _of(episode_id: EpisodeId) -> Resource:
    return extension("ExtHAHEpisode", valueReference=reference("EpisodeOfCare", episode_id))


def _said(link: str, words: str) -> Resource:
    return {"linkId": link, "answer": [{"valueString": words.strip() or NOT_PROVIDED}]}
