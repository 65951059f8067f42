"""What a hospital has of a patient at all: the ids of a type, and whether one resource is there and still hers."""

from collections.abc import Iterator

from hah_console.adapters.fhir.client.entries import Found
from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.subjects import subject_element
from hah_console.adapters.fhir.inbound.pages import PAGE
from hah_console.adapters.fhir.inbound.parts import word


def ids_there(client: FhirClient, subject: str, resource_type: str) -> frozenset[str]:
    """The ids of all that a search finds of a patient, to the last page. Raises ExchangeFailed.

    Only the id and whose it is are asked for; a server that will not leave out the rest sends whole resources.
    """
    asked = {"_count": str(PAGE)}
    try:
        return _ids(client.pages(resource_type, asked | {"_elements": subject_element(resource_type)}, patient=subject))
    except ExchangeFailed as failed:
        if failed.reason != "refused":
            raise
        return _ids(client.pages(resource_type, asked, patient=subject))


def is_there(client: FhirClient, reference: str, subject: str) -> bool:
    """Whether a resource is there and of this patient. Raises ExchangeFailed when the server does not say.

    SAFETY(gone there): what a search does not find is gone only where the server says so of the resource itself, or
    where it has become another patient's.
    """
    try:
        client.read(reference, patient=subject)
    except ExchangeFailed as failed:
        if failed.reason in ("not_found", "another_patient"):
            return False
        raise
    return True


def _ids(pages: Iterator[Found]) -> frozenset[str]:
    return frozenset(word(resource, "id") for found in pages for resource in found.resources)
