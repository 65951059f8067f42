"""Samples of live vital signs: hot rows, compressed chunks, aggregates, and what keeps them."""
