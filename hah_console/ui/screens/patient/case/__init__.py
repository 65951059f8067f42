"""The case of a patient: its state and clocks, and how it came about."""
