"""The timeline tab of the patient page."""
