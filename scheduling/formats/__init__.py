"""Readers of published benchmark formats."""
