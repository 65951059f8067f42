"""Rows of equipment kits."""

from hah_console.adapters.db.values import Row, Values
from hah_console.domain.ids import KitId
from hah_console.domain.kit import Kit, KitState


def kit_values(kit: Kit) -> Values:
    """The row of a kit."""
    return {
        "kit_id": kit.kit_id,
        "kind": kit.kind,
        "state": kit.state.value,
        "device_id": kit.device_id,
        "episode_id": kit.episode_id,
        "battery_pct": kit.battery_pct,
        "version": kit.version,
    }


def kit_of(row: Row) -> Kit:
    """The kit of a row."""
    return Kit(
        kit_id=KitId(row["kit_id"]),
        kind=row["kind"],
        state=KitState(row["state"]),
        device_id=row["device_id"],
        episode_id=row["episode_id"],
        battery_pct=row["battery_pct"],
        version=row["version"],
    )
