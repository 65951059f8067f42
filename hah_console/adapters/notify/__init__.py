"""Sounds of alarms on this workstation."""
