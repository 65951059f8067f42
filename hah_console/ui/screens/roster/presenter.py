"""Decides what the roster says: duties, gaps and overlaps by role and time; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.roster import DUTY_ROLES, SPECIALIST, Gap, Overlap, department_of
from hah_console.domain.staff import Duty
from hah_console.services.context import Context
from hah_console.services.roster import DutyRow, RosterBoard, read_roster
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, near_clock

# i18n: words.duty.* words.department.*
AHEAD = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A duty, or a time for which nobody is there (``gap``) or two are (``twice``)."""

    key: str
    role: str
    who: str
    times: str
    mark: str
    gap: bool
    now: bool
    spoken: str


@dataclass(slots=True)
class RosterPresenter:
    """Holds what was read last."""

    ctx: Context
    actor: Actor
    texts: Texts
    departments: tuple[str, ...]
    board: RosterBoard | None = None

    def read(self) -> RosterBoard:
        """From the beginning of today on; call it on a worker thread."""
        begins = self.ctx.day_begins()
        return read_roster(self.ctx, begins, begins + AHEAD)

    def may_edit(self) -> bool:
        """Whether this person may change the roster."""
        return permits(self.actor.role, Action.EDIT_ROSTER)

    def lines(self) -> tuple[RosterLine, ...]:
        """By role and time, gaps where they are."""
        board = self.board
        if board is None:
            return ()
        pairs = (
            *((row.duty.role, row.duty.starts_at, self._duty(row)) for row in board.rows),
            *((gap.role, gap.start, self._gap(board, gap)) for gap in board.gaps),
            *((both.role, both.start, self._twice(board, both)) for both in board.overlaps),
        )
        ordered = sorted(pairs, key=lambda pair: (self._place(pair[0]), pair[1], pair[2].key))
        return tuple(line for _, _, line in ordered)

    def summary(self) -> str:
        """How many gaps and overlaps."""
        board = self.board
        if board is None:
            return ""
        return self.texts("roster.summary", gaps=len(board.gaps), overlaps=len(board.overlaps))

    def duty(self, key: str) -> Duty | None:
        """The duty of a line; None for a gap."""
        rows = self.board.rows if self.board is not None else ()
        return next((row.duty for row in rows if _key(row.duty) == key), None)

    def spec(self) -> FormSpec:
        """The form that puts somebody on duty."""
        board = self.board
        names = board.names.items() if board is not None else ()
        staff = tuple(Option(str(i), {"zh_TW": n, "en": n}) for i, n in sorted(names, key=lambda pair: pair[1]))
        roles = tuple(Option(role, f"words.duty.{role}") for role in DUTY_ROLES)
        calls = tuple(Option(f"{SPECIALIST}{code}", f"words.department.{code}") for code in self.departments)
        fields = (
            FieldSpec("role", "roster.field.role", Kind.CHOICE, options=(*roles, *calls), needed=True),
            FieldSpec("staff_id", "roster.field.staff", Kind.CHOICE, options=staff, needed=True),
            FieldSpec("starts", "roster.field.starts", Kind.MOMENT, needed=True),
            FieldSpec("ends", "roster.field.ends", Kind.MOMENT, needed=True),
        )
        return FormSpec("roster_duty", (SectionSpec("duty", "roster.section", fields, columns=2),))

    def _duty(self, row: DutyRow) -> RosterLine:
        role = self._role(row.duty.role)
        times = self._times(row.duty.starts_at, row.duty.ends_at)
        who = f"{row.name} {row.phone}".strip()
        mark = self.texts("roster.now") if row.now else ""
        spoken = ", ".join(part for part in (role, who, times, mark) if part)
        return RosterLine(_key(row.duty), role, who, times, mark, False, row.now, spoken)

    def _gap(self, board: RosterBoard, gap: Gap) -> RosterLine:
        role, times, who = self._role(gap.role), self._times(gap.start, gap.end), self.texts("roster.gap")
        now = gap.start <= board.at < gap.end
        mark = self.texts("roster.now") if now else ""
        spoken = ", ".join(part for part in (role, who, times, mark) if part)
        return RosterLine(f"gap/{gap.role}/{gap.start}", role, who, times, mark, True, now, spoken)

    def _twice(self, board: RosterBoard, both: Overlap) -> RosterLine:
        role, times = self._role(both.role), self._times(both.start, both.end)
        names = "、".join(board.names.get(staff_id, NOTHING) for staff_id in both.staff_ids)
        who = self.texts("roster.twice", names=names)
        spoken = f"{role}, {who}, {times}"
        return RosterLine(f"twice/{both.role}/{both.start}", role, who, times, "", True, False, spoken)

    def _role(self, role: str) -> str:
        department = department_of(role)
        if department:
            return self.texts("roster.specialist", department=self.texts.word("words.department", department))
        return self.texts.word("words.duty", role)

    def _place(self, role: str) -> tuple[int, str]:
        return (DUTY_ROLES.index(role) if role in DUTY_ROLES else len(DUTY_ROLES), role)

    def _times(self, start: datetime, end: datetime) -> str:
        today = self.ctx.today()
        return f"{near_clock(self.ctx.local(start), today)} – {near_clock(self.ctx.local(end), today)}"


def _key(duty: Duty) -> str:
    return f"{duty.role}/{duty.staff_id}/{duty.starts_at.isoformat()}"
