"""What is kept when the console dies: where it was, never a patient's data."""

import faulthandler
import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

CRASH_FILE = "crash.log"
_LOG = logging.getLogger(__name__)


class CrashRecorder:
    """Writes native crashes (faulthandler) and uncaught exceptions to ``<home>/crash.log``.

    An exception's message may hold what a person typed, so only its type and the places in the code are written.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / CRASH_FILE
        self._file: TextIO | None = None
        self._inside = False

    @property
    def path(self) -> Path:
        """Where the record is kept."""
        return self._path

    def left_by_last_run(self) -> str:
        """What the last run left, empty when it ended well."""
        try:
            return self._path.read_text("utf-8", errors="replace").strip()
        except OSError:
            return ""

    def start(self) -> None:
        """Begin recording; the record of the last run is replaced."""
        self._file = self._path.open("w", encoding="utf-8")
        faulthandler.enable(self._file, all_threads=True)
        sys.excepthook = self.on_exception

    def stop(self) -> None:
        """End recording after a clean run; an empty record is removed."""
        if self._file is None:
            return
        faulthandler.disable()
        sys.excepthook = sys.__excepthook__
        self._file.close()
        self._file = None
        if not self.left_by_last_run():
            self._path.unlink(missing_ok=True)

    def on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Note an uncaught exception; the program goes on, because alarms must stay in sight."""
        if self._inside or issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._inside = True
        try:
            record = anonymous(kind, trace)
            _LOG.error("uncaught %s", record)
            if self._file is not None:
                self._file.write(record + "\n")
                self._file.flush()
        finally:
            self._inside = False


def anonymous(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Type of the exception and the places in the code, without its message or any value."""
    places = (f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace))
    return "\n".join((f"{kind.__module__}.{kind.__qualname__}", *places))
