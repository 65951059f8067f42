"""The census board: one row per patient, sorted by need."""
