"""Instruments of the test suite: what a test must not leave behind, log or reach."""
