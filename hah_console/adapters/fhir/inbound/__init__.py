"""What a hospital's server tells: pages of resources, identities, facts; what cannot be used says why."""
