"""Visits that were made, with their times as they were noted."""

from hah_console.adapters.site.row import Row
from hah_console.domain.claims.rules import Indication
from hah_console.domain.claims.visit_record import LONGEST, VisitMode
from hah_console.domain.ids import EpisodeId, StaffId, VisitRecordId
from hah_console.domain.site_pack import PackVisit

LONGEST_MINUTES = round(LONGEST.total_seconds() / 60)


def read_visit(row: Row, episodes: frozenset[str] | None, staff: frozenset[str] | None) -> PackVisit | None:
    """The visit of a row, or None when the row has errors."""
    visit_id = row.identifier("visit_id")
    episode = row.reference("episode_id", episodes, "episodes.csv")
    member = row.reference("staff_id", staff, "staff.csv")
    day, mode = row.day("day"), row.choice("mode", VisitMode, VisitMode.IN_PERSON)
    arrived, left = row.clock("arrived", needed=False), row.clock("left", needed=False)
    indication = row.choice("indication", Indication) if row.text("indication") else None
    assessor = row.reference("assessed_by", staff, "staff.csv", needed=False)
    assessed, standing = row.clock("assessed", needed=False), row.flag("standing_order", False)
    _check_times(row, arrived, left)
    if not row.ok or not (episode and member and day and mode):
        return None
    return PackVisit(
        VisitRecordId(visit_id), EpisodeId(episode), StaffId(member), day, arrived, left, mode,
        indication.value if indication else "", StaffId(assessor) if assessor else None, assessed, bool(standing),
        row.text("receipt"),
    )  # fmt: skip


def _check_times(row: Row, arrived: int | None, left: int | None) -> None:
    if arrived is None or left is None:
        return
    if left < arrived:
        row.note("left", "left_before_arrival", arrived=row.text("arrived"), left=row.text("left"))
    elif left - arrived > LONGEST_MINUTES:
        row.note("left", "visit_too_long", arrived=row.text("arrived"), left=row.text("left"))
