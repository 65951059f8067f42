"""The day as it runs, beside the routes: where everybody is, what is in danger, what to do about it."""
