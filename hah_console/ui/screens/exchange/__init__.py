"""The exchange with hospitals: feeds, and what is not told yet."""
