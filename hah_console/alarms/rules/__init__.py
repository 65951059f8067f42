"""Alarm rules: which condition of the data is an alarm condition."""
