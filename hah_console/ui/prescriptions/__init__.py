"""Prescriptions on screen and on paper: the square with the one-time code, words, receipt."""
