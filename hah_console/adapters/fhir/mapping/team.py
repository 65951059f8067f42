"""The site, its staff and the team of an admission: Organization, Practitioner, PractitionerRole, CareTeam."""

from collections.abc import Sequence

from hah_console.adapters.fhir.mapping.naming import ORGANIZATION_CODES, Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import IDENTIFIER_TYPE, LTC, TW, Resource, coded, resource
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.hospital import Hospital
from hah_console.domain.staff import Profession, Staff

ROLE_WORDS = {
    Profession.NURSE: "護理師", Profession.PHYSICIAN: "醫師", Profession.COURIER: "送件人員",
    Profession.THERAPIST: "治療師", Profession.PHARMACIST: "藥師",
}  # fmt: skip
PROVIDER = coded("http://terminology.hl7.org/CodeSystem/organization-type", "prov")


def site_resource(naming: Naming) -> Resource:
    """The site's own Organization."""
    code = {"type": coded(IDENTIFIER_TYPE, "PRN"), "system": ORGANIZATION_CODES, "value": naming.nhi_code}
    identifiers = [naming.identifier("organization", "site"), *([code] if naming.nhi_code else [])]
    parts = {"identifier": identifiers, "active": True, "type": [PROVIDER], "name": naming.organisation}
    return resource("Organization", "site", f"{TW}Organization-twcore", parts)


def hospital_resource(hospital: Hospital, naming: Naming) -> Resource:
    """A backup hospital as Organization."""
    parts = {
        "identifier": [naming.identifier("hospital", hospital.hospital_id)], "active": True, "type": [PROVIDER],
        "name": hospital.name, "telecom": [{"system": "phone", "value": hospital.phone}] if hospital.phone else [],
    }  # fmt: skip
    return resource("Organization", local_id(hospital.hospital_id), f"{TW}Organization-twcore", parts)


def practitioner_resource(staff: Staff, naming: Naming) -> Resource:
    """A member of the staff; private numbers stay here."""
    parts = {
        "identifier": [naming.typed("EI", "staff", staff.staff_id)], "active": True,
        "name": [{"use": "official", "text": staff.name}],
    }  # fmt: skip
    return resource("Practitioner", local_id(staff.staff_id), f"{TW}Practitioner-twcore", parts)


def role_resource(staff: Staff, naming: Naming) -> Resource:
    """What a member of the staff is at this site."""
    parts = {
        "identifier": [naming.identifier("role", staff.staff_id)],
        "active": True,
        "practitioner": reference("Practitioner", staff.staff_id),
        "organization": naming.own,
        "code": [{"text": ROLE_WORDS[staff.profession]}],
    }
    return resource("PractitionerRole", f"role-{local_id(staff.staff_id)}"[:64], f"{TW}PractitionerRole-twcore", parts)


def team_resource(episode: Episode, members: Sequence[Staff], naming: Naming) -> Resource:
    """The team that cares for a patient during one admission."""
    end = episode.closed_at
    participants: list[object] = [
        {
            "role": [{"text": ROLE_WORDS[each.profession]}],
            "member": reference("Practitioner", each.staff_id),
            "period": naming.span(episode.admitted_at, end),
        }
        for each in members
    ]
    participants.append({"role": [{"text": "收案機構"}], "member": naming.own})
    parts = {
        "identifier": [naming.identifier("care-team", episode.episode_id)],
        "status": "inactive" if episode.state is EpisodeState.CLOSED else "active",
        "subject": reference("Patient", episode.patient_id),
        "encounter": reference("Encounter", episode.episode_id),
        "participant": participants,
    }
    return resource("CareTeam", f"team-{local_id(episode.episode_id)}"[:64], f"{LTC}HAHCareTeam", parts)
