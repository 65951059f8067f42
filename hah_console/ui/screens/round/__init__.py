"""The round: one list, one patient after the other, the decision on the same screen."""
