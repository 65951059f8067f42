"""The native engine: a compiled schedule-generation kernel and the annealing search over it."""
