"""The time line of a day of routes: one row per shift, visits moved by mouse or keys with their price in sight."""
