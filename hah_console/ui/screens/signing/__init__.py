"""The queue of notes that wait for a signature."""
