"""Kits and backup hospitals."""

from collections.abc import Mapping

from hah_console.adapters.site.land import Outline
from hah_console.adapters.site.places import read_place
from hah_console.adapters.site.row import Row
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import DeviceId, EpisodeId, HospitalId, KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.site_pack import MONITOR

AT_HOME = frozenset({KitState.IN_USE, KitState.TO_RETRIEVE})


def read_kit(row: Row, episodes: frozenset[str] | None, kinds: Mapping[str, object]) -> Kit | None:
    """The kit of a row, or None when the row has errors."""
    kit_id, kind = row.identifier("kit_id"), row.needed("kind")
    if kind and kinds and kind not in kinds:
        row.note("kind", "unknown_kind", value=kind, known=tuple(kinds))
    state = row.choice("state", KitState)
    device = row.identifier("device_id") if row.text("device_id") or kind == MONITOR else ""
    episode = row.reference("episode_id", episodes, "episodes.csv", needed=False)
    battery = row.whole("battery_pct", 0, 100) if row.text("battery_pct") else None
    if state in AT_HOME and not episode:
        row.note("episode_id", "kit_without_episode", value=kit_id)
    if not row.ok or not state:
        return None
    return Kit(
        KitId(kit_id),
        kind,
        state,
        DeviceId(device) if device else None,
        EpisodeId(episode) if episode else None,
        battery,
    )


def read_hospital(row: Row, outline: Outline) -> Hospital | None:
    """The hospital of a row, or None when the row has errors."""
    hospital_id, name = row.identifier("hospital_id"), row.needed("name")
    place = read_place(row, outline, missing="no_hospital_place")
    phone, departments = row.phone("phone"), frozenset(row.codes("departments"))
    is_base, is_laboratory = bool(row.flag("is_base", False)), bool(row.flag("is_laboratory", False))
    if not row.ok or not place:
        return None
    return Hospital(HospitalId(hospital_id), name, place, row.text("level"), phone, departments, is_base, is_laboratory)
