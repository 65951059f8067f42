"""The patient page."""
