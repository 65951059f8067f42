"""Rows of pieces of equipment and of their history."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, ms, ms_or_none
from hah_console.domain.ids import KitId
from hah_console.domain.kit import Custody, Kit, KitState


def kit_values(kit: Kit) -> Values:
    """The row of a kit."""
    return {
        "kit_id": kit.kit_id,
        "kind": kit.kind,
        "state": kit.state.value,
        "device_id": kit.device_id,
        "episode_id": kit.episode_id,
        "battery_pct": kit.battery_pct,
        "serial": kit.serial or None,
        "since": ms_or_none(kit.since),
        "fault": kit.fault,
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
        serial=row["serial"] or "",
        since=at_or_none(row["since"]),
        fault=row["fault"],
    )


def custody_values(line: Custody) -> Values:
    """The row of a line of a piece's history."""
    return {
        "kit_id": line.kit_id,
        "at": ms(line.at),
        "by": line.by,
        "state": line.state.value,
        "episode_id": line.episode_id,
        "reason": line.reason,
        "recorded_at": ms(line.recorded_at),
    }


def custody_of(row: Row) -> Custody:
    """The line of a row."""
    state, written = KitState(row["state"]), at(row["recorded_at"])
    return Custody(row["kit_id"], at(row["at"]), row["by"], state, row["episode_id"], row["reason"], written)
