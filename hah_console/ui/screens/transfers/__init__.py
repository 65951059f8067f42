"""Running transfers and the hospital board."""
