"""Driver errors said in the words of the domain: one reason each, never a stack of driver text."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from hah_console.domain.errors import DatabaseUnusable, HahError, InvalidInput, NoWritePermission

_REASONS = (
    ("file is not a database", "not_a_database"),
    ("malformed", "corrupt"),
    ("disk image", "corrupt"),
    ("disk is full", "disk_full"),
    ("no space left", "disk_full"),
    ("database is locked", "busy"),
    ("lock timeout", "busy"),
    ("no such table", "not_migrated"),
    ("undefinedtable", "not_migrated"),
    ("append-only", "append_only"),
    ("password authentication", "refused"),
    ("no pg_hba.conf entry", "refused"),
    ("permission denied", "refused"),
    ("does not exist", "no_such_database"),
    ("unable to open", "cannot_open"),
    ("not a directory", "cannot_open"),
    ("is a directory", "cannot_open"),
)
"""Part of a driver's message (lower case) -> reason code; texts of the codes are ``errors.reason.*``."""


def location_of(url: URL) -> str:
    """The database as people may see it: a file path, or the address without the password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def reason_of(error: BaseException) -> str:
    """The reason code of a driver error; ``unreachable`` when nothing more exact is known."""
    message = f"{type(error).__name__} {error}".lower()
    return next((reason for part, reason in _REASONS if part in message), "unreachable")


def driver_error(engine: Engine) -> type[Exception]:
    """What every error of the engine's driver is; only the driver in use is loaded."""
    driver: Any = engine.dialect.dbapi
    found: type[Exception] = driver.Error
    return found


def translated(error: DBAPIError, url: URL) -> HahError:
    """The domain error to raise instead of a driver error."""
    cause = error.orig or error
    if isinstance(error, IntegrityError):
        return InvalidInput(field="database", value=str(cause).splitlines()[0], reason="conflict")
    if isinstance(error, DataError):
        return InvalidInput(field="database", value=str(cause).splitlines()[0], reason="not_storable")
    if "readonly database" in str(cause):
        return NoWritePermission(path=location_of(url))
    return DatabaseUnusable(location=location_of(url), reason=reason_of(cause))


def of_driver(error: Exception, location: str) -> HahError:
    """The domain error for an error of a file beside the database."""
    if "readonly database" in str(error) or isinstance(error, PermissionError):
        return NoWritePermission(path=location)
    return DatabaseUnusable(location=location, reason=reason_of(error))


def ensure_writable(path: Path) -> None:
    """Make the database's folder; raises NoWritePermission when the folder or the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise NoWritePermission(path=str(path.parent)) from error
