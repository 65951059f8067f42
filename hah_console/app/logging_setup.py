"""The program's own log: JSON lines in ``<home>/logs``, rotated, without anything that names a person."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FOLDER = "logs"
FILE_BYTES = 2_000_000
FILES_KEPT = 5
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff○]+")
MASK = "▮"


class JsonLines(logging.Formatter):
    """One JSON object per record: at (UTC), level, logger, message and, for an exception, its type and places.

    SAFETY(no patient in the log): our messages are English with ids, so Chinese text in one is data, a name or an
    address, and is masked; an exception's own message may quote what a person typed and is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": _CHINESE.sub(MASK, record.getMessage()),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=False)


def log_to_file(home: Path, program: str, level: int = logging.INFO) -> Path:
    """Send every record of ``level`` and above to ``<home>/logs/<program>.jsonl``; returns the file.

    Calling it again for the same file changes nothing. Raises OSError when the folder cannot be written.
    """
    folder = home / LOG_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{program}.jsonl"
    root = logging.getLogger()
    if not any(getattr(handler, "baseFilename", None) == str(path.absolute()) for handler in root.handlers):
        root.addHandler(_handler(path))
    root.setLevel(min(level, root.level or level))
    return path


def stop_log(path: Path) -> None:
    """Close the file again."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if getattr(one, "baseFilename", None) == str(path.absolute())]:
        root.removeHandler(handler)
        handler.close()


def _handler(path: Path) -> logging.Handler:
    handler = RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    handler.setFormatter(JsonLines())
    return handler
