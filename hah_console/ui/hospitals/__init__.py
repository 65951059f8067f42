"""Hospitals in words and the form for what was heard of one, shared by the board and the transfers."""
