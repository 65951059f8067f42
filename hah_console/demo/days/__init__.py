"""Whole days of the demo site run without a person: the planner beside a rule of thumb, the same chances for both."""
