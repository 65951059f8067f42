"""Sign-in at a FHIR server by SMART App Launch: for people in their browser, for the service by a signed assertion."""
