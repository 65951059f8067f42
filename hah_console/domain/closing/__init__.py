"""How care is passed on: from shift to shift, and from the admission to whoever goes on caring."""
