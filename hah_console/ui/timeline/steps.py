"""From visit to visit by the arrow keys."""

from PySide6.QtCore import Qt

from hah_console.ui.timeline.scene import Scene

_Key = Qt.Key


def beside(scene: Scene, visit_id: str, key: Qt.Key) -> str:
    """The visit before, after, first or last in the row of a visit; empty when there is none."""
    row = scene.row_of(visit_id)
    if row is None:
        first = next(scene.blocks(), None)
        return first.visit_id if first else ""
    ids = [block.visit_id for block in row.blocks]
    at = ids.index(visit_id)
    wanted = {_Key.Key_Left: at - 1, _Key.Key_Right: at + 1, _Key.Key_Home: 0, _Key.Key_End: len(ids) - 1}[key]
    return ids[wanted] if 0 <= wanted < len(ids) else ""


def nearest(scene: Scene, visit_id: str, *, down: bool) -> str:
    """The visit of the next row with visits whose start is nearest; empty at the end."""
    row, block = scene.row_of(visit_id), scene.block(visit_id)
    if row is None or block is None:
        return beside(scene, visit_id, _Key.Key_Home)
    at = scene.rows.index(row)
    ways = scene.rows[at + 1 :] if down else scene.rows[:at][::-1]
    found = next((other for other in ways if other.blocks), None)
    return min(found.blocks, key=lambda b: abs(b.start - block.start)).visit_id if found else ""
