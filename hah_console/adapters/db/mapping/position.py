"""Rows of where people are."""

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.ids import StaffId
from hah_console.domain.position import StaffPosition


def position_values(position: StaffPosition) -> Values:
    """The row of a position."""
    return {
        "staff_id": position.staff_id,
        "lon": position.lon,
        "lat": position.lat,
        "at": ms(position.at),
        "accuracy_m": position.accuracy_m,
    }


def position_of(row: Row) -> StaffPosition:
    """The position of a row."""
    return StaffPosition(StaffId(row["staff_id"]), row["lon"], row["lat"], at(row["at"]), row["accuracy_m"])
