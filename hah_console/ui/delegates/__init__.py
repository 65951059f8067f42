"""Delegates that paint cells."""
