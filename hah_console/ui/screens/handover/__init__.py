"""Shift handover: what a person gives, what she is given, and what is said of each patient."""
