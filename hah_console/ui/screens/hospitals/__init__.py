"""The board of backup hospitals."""
