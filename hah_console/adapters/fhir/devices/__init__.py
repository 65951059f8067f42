"""What gateways of devices upload as FHIR: Observations in the way of the Personal Health Device guide (PHD 1.1.0)."""
