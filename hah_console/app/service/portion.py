"""How many messages one transaction takes: as many as are stored in a tenth of a second."""

BATCH = 4_000
"""PERF(5,000 sets a second): more than comes while one batch is stored, so that nothing waits for a second round."""
FIRST = 250
LONGEST_S = 0.1


class Portion:
    """PERF(start): who is looked at for the first time takes eight times as long as later; a thousand of them in one
    transaction kept everybody waiting for the last."""

    def __init__(self) -> None:
        self.at_most = FIRST

    def note(self, count: int, cpu_s: float) -> None:
        """So many have just taken so much CPU time (a disk that stalls says nothing about the messages)."""
        fit = round(LONGEST_S * count / cpu_s) if cpu_s > 0 else BATCH
        self.at_most = min(max(fit, FIRST), BATCH)
