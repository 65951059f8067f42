"""Opens a file that a patient brings, by what it is called."""

from datetime import tzinfo
from pathlib import Path

from hah_console.adapters.fhir.devices.own_bundle import open_own_bundle
from hah_console.adapters.own_files.apple_health import open_apple_health
from hah_console.adapters.own_files.csv_file import open_csv
from hah_console.domain.own_reading import OwnFile, OwnFileUnusable


def open_own_file(path: Path, zone: tzinfo) -> OwnFile:
    """An Apple Health export (.xml, .zip), a CSV or FHIR (.json). Raises OwnFileUnusable."""
    kind = path.suffix.lower()
    if kind in (".xml", ".zip"):
        return open_apple_health(path)
    if kind == ".csv":
        return open_csv(path, zone)
    if kind == ".json":
        return open_own_bundle(path)
    raise OwnFileUnusable(file=path.name, reason="unknown_kind")
