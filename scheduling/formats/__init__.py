"""Readers of published benchmark formats; ``recognise.read_problem`` finds out which one a file is in."""
