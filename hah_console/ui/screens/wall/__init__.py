"""The wall board: everybody in care for a room, without names."""
