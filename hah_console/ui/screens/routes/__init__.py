"""The routes of a day: plan, look, compare, publish."""
