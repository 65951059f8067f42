"""Rule packs from TOML files."""
