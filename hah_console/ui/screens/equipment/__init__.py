"""The board of equipment: pieces by state, sets on their way, stock against need, one card with its history."""
