"""Coordinates of a row: both or neither, on land, within Taiwan."""

from hah_console.adapters.site.land import Outline, location_problem
from hah_console.adapters.site.row import Row
from hah_console.domain.place import Place


def read_place(
    row: Row, outline: Outline, lat_column: str = "lat", lon_column: str = "lon", missing: str = "half_coordinates"
) -> Place | None:
    """The place of a row with its address and access note, or None after reporting what is wrong.

    ``missing`` is the code reported when both coordinates are empty.
    """
    empty = [column for column in (lat_column, lon_column) if not row.text(column)]
    if empty:
        row.note(empty[0], missing if len(empty) == 2 else "half_coordinates")
        return None
    lat, lon = row.number(lat_column, -180, 180), row.number(lon_column, -180, 180)
    if lat is None or lon is None:
        return None
    wrong = location_problem(lat, lon, outline)
    if wrong:
        row.note(lat_column, wrong[0], **wrong[1])
        return None
    address = row.text("base_address" if lat_column.startswith("base") else "address")
    return Place(lat, lon, address, row.text("access_note"))
