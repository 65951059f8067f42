"""The planner in a child process of its own."""
