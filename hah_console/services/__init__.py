"""Use cases: commands raise or succeed, queries return frozen rows."""
