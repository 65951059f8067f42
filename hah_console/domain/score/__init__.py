"""Clinical scores: each a pure function of its inputs and a table from a rule pack."""
