"""What was touched since somebody last read: put on one thread, taken all at once on another."""

from queue import Empty, SimpleQueue

Entities = frozenset[str]


class Touched:
    """Names of entities as the change log has them."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Entities] = SimpleQueue()

    def put(self, entities: Entities) -> None:
        """These were touched."""
        self._queue.put(entities)

    def take(self) -> Entities:
        """All that was put since the last time."""
        found: Entities = frozenset()
        try:
            while True:
                found |= self._queue.get_nowait()
        except Empty:
            return found
