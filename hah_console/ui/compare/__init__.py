"""Two persons or two lists side by side, field by field."""
