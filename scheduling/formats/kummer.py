"""Home health care instances of Kummer, Buriol and Araujo 2021: Mankowska's problem on streets of Porto Alegre.

Same document with a matrix of its own (whole minutes, not symmetric) and the same cost: (distance + total tardiness +
largest tardiness) / 3, that is ``Score.total`` / 3000.
"""

from scheduling.formats.hhcrsp import published_cost, read_instance

__all__ = ["published_cost", "read_instance"]
