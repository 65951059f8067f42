"""Kits, sets of them, and backup hospitals."""

from collections import Counter
from collections.abc import Mapping

from hah_console.adapters.site.land import Outline
from hah_console.adapters.site.places import read_place
from hah_console.adapters.site.row import Row
from hah_console.domain.equipment_set import SetState
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import DeviceId, EpisodeId, EquipmentSetId, HospitalId, KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.site_pack import MONITOR, PackKit, PackSet

AT_HOME = frozenset({KitState.IN_USE, KitState.TO_RETRIEVE})
MOST_MINUTES = 525_600
"""A year."""


def read_kit(row: Row, episodes: frozenset[str] | None, kinds: Mapping[str, object]) -> PackKit | None:
    """The kit of a row, or None when the row has errors."""
    kit_id, kind = row.identifier("kit_id"), row.needed("kind")
    if kind and kinds and kind not in kinds:
        row.note("kind", "unknown_kind", value=kind, known=tuple(kinds))
    state = row.choice("state", KitState)
    device = row.identifier("device_id") if row.text("device_id") or kind == MONITOR else ""
    episode = row.reference("episode_id", episodes, "episodes.csv", needed=False)
    battery = row.whole("battery_pct", 0, 100) if row.text("battery_pct") else None
    minutes = row.whole("state_minutes", 0, MOST_MINUTES) if row.text("state_minutes") else None
    if state in AT_HOME and not episode:
        row.note("episode_id", "kit_without_episode", value=kit_id)
    if not row.ok or not state:
        return None
    kit = Kit(
        KitId(kit_id), kind, state, DeviceId(device) if device else None, EpisodeId(episode) if episode else None,
        battery, serial=row.text("serial"), fault=row.text("fault"),
    )  # fmt: skip
    return PackKit(kit, minutes)


def read_set(row: Row, episodes: frozenset[str] | None, kits: frozenset[str] | None) -> PackSet | None:
    """The set of equipment of a row, or None when the row has errors."""
    set_id, recipe = row.identifier("set_id"), row.needed("recipe")
    episode, needs = row.reference("episode_id", episodes, "episodes.csv"), Counter(row.codes("needs"))
    state = row.choice("state", SetState)
    reserved = row.whole("reserved_minutes_ago", 0, MOST_MINUTES)
    promised = row.whole("promised_minutes", -MOST_MINUTES, MOST_MINUTES)
    delivered = row.whole("delivered_minutes_ago", 0, MOST_MINUTES) if row.text("delivered_minutes_ago") else None
    pieces = row.codes("kits")
    for piece in pieces:
        if kits is not None and piece not in kits:
            row.note("kits", "unknown_reference", value=piece, target="kits.csv")
    if not row.ok or not (episode and state) or reserved is None or promised is None:
        return None
    return PackSet(
        EquipmentSetId(set_id), EpisodeId(episode), recipe, tuple(sorted(needs.items())), state, reserved, promised,
        tuple(KitId(piece) for piece in pieces), delivered, row.text("received_by"), row.text("relationship"),
    )  # fmt: skip


def read_hospital(row: Row, outline: Outline) -> Hospital | None:
    """The hospital of a row, or None when the row has errors."""
    hospital_id, name = row.identifier("hospital_id"), row.needed("name")
    place = read_place(row, outline, missing="no_hospital_place")
    phone, departments = row.phone("phone"), frozenset(row.codes("departments"))
    is_base, is_laboratory = bool(row.flag("is_base", False)), bool(row.flag("is_laboratory", False))
    items = read_items(row)
    if not row.ok or not place:
        return None
    return Hospital(
        HospitalId(hospital_id), name, place, row.text("level"), phone, departments, is_base, is_laboratory,
        network=row.text("network"), items=items,
    )  # fmt: skip


def read_items(row: Row) -> tuple[tuple[str, str], ...]:
    """Items with their levels, written ``stroke=重度級; trauma=中度級``."""
    found = []
    for part in (part.strip() for part in row.text("items").split(";")):
        item, mark, level = (piece.strip() for piece in part.partition("="))
        if part and not (item and mark and level):
            row.note("items", "not_a_choice", value=part, allowed=("item=level",))
        elif part:
            found.append((item, level))
    return tuple(sorted(found))
