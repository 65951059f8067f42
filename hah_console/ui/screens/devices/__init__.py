"""The monitors and gateways in the homes."""
