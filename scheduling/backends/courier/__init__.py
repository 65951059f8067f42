"""The routing library of OR-Tools on problems of shipments and plain visits, in a process of its own."""
