"""The rule packs: what is in force, what comes next, and what is wrong."""
