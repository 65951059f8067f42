"""What goes wrong with documents and servers of the hospital, said so that a person can be told."""

from hah_console.domain.errors import HahError


class FhirRefused(HahError):
    """A document is not taken in. Facts: file, reason (over_64_mb, too_deep, not_json, double_key, not_fhir)."""

    code = "fhir_refused"
