"""What hospitals know of a patient, on her page."""
