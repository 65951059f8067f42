"""The ward: every patient in care as a tile."""
