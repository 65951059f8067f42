"""The medication tab of the patient page."""
