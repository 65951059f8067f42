"""The client of a FHIR server: careful where fhirclient is trusting."""
