"""Fails a test that logs a warning nobody announced."""

import logging
import re


class UnexpectedLogs(logging.Handler):
    """Collects records of level WARNING and above whose text no expected pattern finds."""

    def __init__(self, expected: tuple[str, ...] = ()) -> None:
        super().__init__(logging.WARNING)
        self._expected = tuple(re.compile(pattern) for pattern in expected)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record as one line unless it was announced."""
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        if not any(pattern.search(line) for pattern in self._expected):
            self.lines.append(line)

    def __enter__(self) -> "UnexpectedLogs":
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
