"""Rule sets: imported, replayed, proposed, and put into force by a second person."""
