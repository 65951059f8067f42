"""Alarm stages: what happens to an alarm condition on its way to a person."""
