"""Documents that leave the program: claim files."""
