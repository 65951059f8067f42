"""Checks FHIR R4 resources against base definitions and profiles: structure, values, slices, bindings, invariants."""
