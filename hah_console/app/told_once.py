"""A trouble in the log: once when it begins and once when it is over, however often it is met."""

import logging


class ToldOnce:
    """``fails`` is what does not work, ``works`` the sentence when it does again; each with the log it goes to."""

    def __init__(self, log: logging.Logger, fails: str, works: str) -> None:
        self._log, self._fails, self._works = log, fails, works
        self._said = ""

    def __call__(self, trouble: str) -> None:
        """The trouble there is now, empty while there is none."""
        if trouble and trouble != self._said:
            self._log.warning("%s: %s", self._fails, trouble)
        elif self._said and not trouble:
            self._log.info("%s", self._works)
        self._said = trouble
