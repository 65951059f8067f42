"""The hospital's side over HL7 FHIR R4: profile checker, client, sign-in, mapping and outbox."""
