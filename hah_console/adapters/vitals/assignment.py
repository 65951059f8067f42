"""Which patient each monitor is with, as the service tells the broker beside it in a file of the home."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from hah_console.adapters.vitals.broker_setup import write_private
from hah_console.domain.ids import DeviceId, PatientId

FILE = "assignment.json"
Assignment = Mapping[DeviceId, PatientId]
_DECODER = msgspec.json.Decoder(dict[str, str])


def write_assignment(folder: Path, owners: Assignment) -> bool:
    """Tell it when it is news; whether it was. Raises OSError."""
    text = msgspec.json.encode(dict(sorted(owners.items()))).decode()
    file, made = folder / FILE, folder / f"{FILE}.new"
    if file.is_file() and file.read_text("utf-8") == text:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    write_private(made, text)
    made.replace(file)
    return True


def read_assignment(folder: Path) -> Assignment | None:
    """What was told last; None before anything was, and for what cannot be read."""
    try:
        told = _DECODER.decode((folder / FILE).read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    return {DeviceId(device): PatientId(patient) for device, patient in told.items()}
