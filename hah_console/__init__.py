"""The hospital-at-home console: tracks cases, vitals, alarms, routes and transfers."""

__version__ = "0.1.0"
