"""From resources to outbox entries, and from entries to a hospital's server."""
