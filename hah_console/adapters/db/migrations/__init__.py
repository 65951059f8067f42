"""Schema revisions as plain modules (so a frozen bundle finds them) and the code that applies them."""
