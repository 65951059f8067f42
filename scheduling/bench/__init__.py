"""Measuring on published instances: ours beside the best known values and beside other programs, in one run."""
