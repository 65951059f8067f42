"""Everybody's referral forms, each kind by itself, and whoever is watched after closure."""
