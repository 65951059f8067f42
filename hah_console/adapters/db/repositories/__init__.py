"""The repositories of the ports, one noun per file."""
