"""One folder per outside world, behind the ports of the services."""
