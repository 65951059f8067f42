"""From the domain's frozen rows to FHIR resources: pure functions, one noun a file."""
