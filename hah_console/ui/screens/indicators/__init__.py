"""The indicators of a month."""
