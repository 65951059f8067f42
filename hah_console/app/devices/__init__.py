"""Devices that do not speak over the broker: gateways by FHIR, interfaces by HL7 v2."""
