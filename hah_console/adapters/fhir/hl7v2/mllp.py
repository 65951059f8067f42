"""The frame around an HL7 v2 message (MLLP): a start byte, the message, two end bytes."""

START, END = b"\x0b", b"\x1c\x0d"
MOST_MESSAGE_BYTES = 256 * 1024
"""An ORU of a monitor has a few thousand."""


class FrameBroken(ValueError):
    """What comes is no frame; the connection is to be ended."""


class FrameReader:
    """Cuts a stream of bytes into messages, whatever the pieces they come in. ``skipped`` counts bytes between frames.

    SAFETY(broken frame): a message that never ends, or is larger than any, ends its connection and nobody else's.
    """

    def __init__(self, most: int = MOST_MESSAGE_BYTES) -> None:
        self._kept, self._most = bytearray(), most
        self._searched = 0
        self.skipped = 0

    def messages(self, data: bytes) -> list[bytes]:
        """Every message that is complete now. Raises FrameBroken."""
        self._kept += data
        found = []
        while (message := self._next()) is not None:
            found.append(message)
        return found

    def _next(self) -> bytes | None:
        if not self._begun():
            return None
        end = self._kept.find(END, self._searched)
        if end < 0:
            self._searched = max(1, len(self._kept) - 1)
            if len(self._kept) > self._most:
                raise FrameBroken(f"more than {self._most} bytes without an end")
            return None
        message = bytes(self._kept[1:end])
        del self._kept[: end + len(END)]
        self._searched = 1
        if len(message) > self._most:
            raise FrameBroken(f"a message of {len(message)} bytes")
        return self._last_begun(message)

    def _begun(self) -> bool:
        """Whether a frame has begun; what stands before it is skipped, and is an error when it is long."""
        start = self._kept.find(START)
        if start == 0:
            return True
        before = len(self._kept) if start < 0 else start
        self.skipped += before
        del self._kept[:before]
        self._searched = 1
        if self.skipped > self._most:
            raise FrameBroken(f"{self.skipped} bytes outside of any frame")
        return start > 0

    def _last_begun(self, message: bytes) -> bytes:
        """A sender that broke off in a message began a new one: the whole one counts."""
        broken_off, start, whole = message.rpartition(START)
        self.skipped += len(broken_off) + len(start)
        return whole


def framed(message: bytes) -> bytes:
    """A message in its frame."""
    return START + message + END
