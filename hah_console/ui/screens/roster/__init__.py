"""The duty roster: who answers when, where nobody does, where two do."""
