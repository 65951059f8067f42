"""Decides what the handover says, which step comes next, and what is sent to the store; no Qt.

SAFETY(right handover): reasons are kept per patient, and a command is made from the patient and the version in sight.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hah_console.domain.actor import Actor
from hah_console.domain.care_day import CareDay
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.closing.handover import HandoverState
from hah_console.domain.closing.isbar import IsbarEntry, IsbarField
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import EpisodeId, HandoverId, UserId
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.handover_board import HandoverBoard, HandoverRow, Standing
from hah_console.services.handover_page import HandoverPage
from hah_console.services.handovers import (
    accept_item,
    draft_handover,
    keep_item,
    refuse_item,
    rewrite_item,
    send_handover,
    withdraw_handover,
)
from hah_console.ui.closing.isbar_text import OF_THE_RECORD, FieldLine, field_lines
from hah_console.ui.day_text import day_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.handover.carried_text import CarriedLine, carried_lines
from hah_console.ui.wording import near_clock

# i18n: handover.standing.* handover.do.*
Command = Callable[[], Changes]
STARTABLE = frozenset({Standing.READY, Standing.RETURNED, Standing.UNOWNED})
_URGENT = frozenset({Standing.RETURNED, Standing.UNOWNED, Standing.OFFERED, Standing.UNTAKEN})


class Side(StrEnum):
    """The two columns."""

    MINE = "mine"
    HERS = "hers"


class Step(StrEnum):
    """What the main key does."""

    START = "start"
    SIGN = "sign"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One patient in a column. ``marked`` None: nothing to choose here."""

    key: str
    who: str
    standing: str
    detail: str
    urgent: bool
    quiet: bool
    marked: bool | None
    spoken: str


@dataclass(slots=True)
class HandoverPresenter:
    """Holds what was read last, which patient is in sight, who is marked, and what was typed for each."""

    ctx: Context
    actor: Actor
    texts: Texts
    book: ClockBook
    board: HandoverBoard | None = None
    page: HandoverPage | None = None
    side: Side = Side.MINE
    chosen_id: str = ""
    left_out: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)

    def rows(self, side: Side) -> tuple[HandoverRow, ...]:
        """The patients of a column."""
        if self.board is None:
            return ()
        return self.board.mine if side is Side.MINE else self.board.hers

    def row(self) -> HandoverRow | None:
        """The patient in sight."""
        return next((row for row in self.rows(self.side) if row.episode_id == self.chosen_id), None)

    def lines(self, side: Side) -> tuple[PatientLine, ...]:
        """A column in words."""
        return tuple(self._line(row) for row in self.rows(side))

    def heading(self, side: Side) -> str:
        """What a column is, and what waits in it."""
        rows, texts = self.rows(side), self.texts
        parts = [texts(f"handover.column.{side}", count=len(rows))]
        for standing in Standing:
            count = sum(row.standing is standing for row in rows)
            if count and standing in _COUNTED:
                parts.append(texts(f"handover.count.{standing}", count=count))
        return " · ".join(parts)

    # i18n: handover.column.* handover.count.*
    def who(self, row: HandoverRow) -> str:
        """Masked name, age, sex, condition."""
        sex, condition = self.texts.word("words.sex", row.sex), self.texts.word("words.condition", row.condition)
        return self.texts("handover.who", name=row.name, age=row.age_years, sex=sex, condition=condition)

    def title(self) -> str:
        """Who is in sight, by name and record number."""
        page = self.page
        if page is None:
            return ""
        who = page.identity
        return self.texts("handover.title_of", name=who.name, born=who.birth_date.isoformat(), number=who.record_number)

    def about(self) -> str:
        """How it stands with the patient in sight, who answers for her, and why she came back."""
        row = self.row()
        if row is None:
            return ""
        owner = self.texts("handover.owner", owner=row.owner) if row.owner else self.texts("handover.nobody")
        why = self.texts("handover.because", reason=row.reason) if row.reason else ""
        return " · ".join(part for part in (self._standing(row), owner, why) if part)

    def fields(self, now: datetime) -> tuple[FieldLine, ...]:
        """What is said of the patient in sight."""
        return field_lines(self.texts, self.ctx.local, self.page.isbar, now) if self.page else ()

    def carried(self, now: datetime) -> tuple[CarriedLine, ...]:
        """What goes over with her."""
        return carried_lines(self.texts, self.ctx.local, self.page.carried, now) if self.page else ()

    def toggle(self, key: str) -> None:
        """Mark a patient for the handover about to begin, or not."""
        row = next((row for row in self.rows(Side.MINE) if row.episode_id == key), None)
        if row is not None and row.standing in STARTABLE:
            self.left_out ^= {key}

    def marked(self) -> tuple[HandoverRow, ...]:
        """Whom the next handover takes."""
        mine = self.rows(Side.MINE)
        return tuple(row for row in mine if row.standing in STARTABLE and row.episode_id not in self.left_out)

    def step(self) -> Step | None:
        """What the main key does for the patient in sight."""
        row = self.row()
        if row is None:
            return None
        if self.side is Side.HERS:
            return Step.ACCEPT if row.standing is Standing.OFFERED else None
        if row.standing is Standing.DRAFT:
            return Step.SIGN
        return Step.START if row.standing in STARTABLE else None

    def step_text(self) -> str:
        """The word of the main button."""
        step = self.step()
        count = len(self.marked()) if step is Step.START else len(self.together())
        return self.texts(f"handover.do.{step}", count=count) if step else self.texts("handover.do.nothing")

    def together(self) -> tuple[HandoverRow, ...]:
        """The patients of the handover in sight that are still being written."""
        row = self.row()
        drafted = [one for one in self.rows(Side.MINE) if one.standing is Standing.DRAFT]
        return tuple(one for one in drafted if row is not None and one.handover_id == row.handover_id)

    @property
    def may_refuse(self) -> bool:
        """Whether the patient in sight waits for this person's answer."""
        return self.step() is Step.ACCEPT

    @property
    def may_take_back(self) -> bool:
        """Whether this person may take the handover in sight back."""
        row = self.row()
        return self.side is Side.MINE and row is not None and row.may_take_back

    @property
    def may_keep(self) -> bool:
        """Whether the charge nurse may answer for the patient in sight."""
        row = self.row()
        return row is not None and row.may_keep

    def start(self, receiver_id: str) -> Command | str:
        """Begin a handover of everybody marked, or the sentence that says what is missing."""
        marked = [row.episode_id for row in self.marked()]
        if not marked:
            return self.texts("handover.say.none_marked")
        if not receiver_id:
            return self.texts("handover.say.no_receiver")
        return lambda: draft_handover(self.ctx, self.actor, UserId(receiver_id), marked, None, self.book)

    def sign(self) -> Command | None:
        """Sign and send the handover in sight."""
        row = self.row()
        if row is None or row.handover_id is None:
            return None
        handover_id, version = row.handover_id, row.version
        return lambda: send_handover(self.ctx, self.actor, handover_id, version)

    def accept(self, *, read_back: bool) -> Command | None:
        """Take the patient in sight."""
        seen = self._seen()
        if seen is None or not self.may_refuse:
            return None
        handover_id, version, episode_id = seen
        return lambda: accept_item(self.ctx, self.actor, handover_id, version, episode_id, read_back=read_back)

    def reason_subject(self) -> tuple[str, int]:
        """What a reason for giving back is about, with its version; empty where none is asked for."""
        seen = self._seen()
        if seen is None or not (self.may_refuse or self.may_take_back):
            return "", 0
        handover_id, version, episode_id = seen
        return f"{handover_id}:{episode_id}", version

    def give_back(self) -> Command | str:
        """Refuse the patient offered, or take back what was given; the sentence when the reason is missing."""
        seen, reason = self._seen(), self.notes.get(self.chosen_id, "")
        if seen is None or not (self.may_refuse or self.may_take_back):
            return self.texts("handover.say.nothing_here")
        if not reason.strip():
            return self.texts("handover.say.need_reason")
        handover_id, version, episode_id = seen
        if self.may_refuse:
            return lambda: refuse_item(self.ctx, self.actor, handover_id, version, episode_id, reason)
        return lambda: withdraw_handover(self.ctx, self.actor, handover_id, version, reason)

    def keep(self) -> Command | None:
        """Answer for the patient in sight, as the charge nurse."""
        seen = self._seen()
        if seen is None or not self.may_keep:
            return None
        handover_id, version, episode_id = seen
        return lambda: keep_item(self.ctx, self.actor, handover_id, version, episode_id)

    def editing(self, key: str) -> str:
        """Why a field cannot be written now; empty when it can."""
        if self.page is None or key not in set(IsbarField):
            return self.texts("handover.say.nothing_here")
        if IsbarField(key) in OF_THE_RECORD:
            return self.texts("handover.say.of_the_record")
        if self.page.state is None:
            return self.texts("handover.say.start_first")
        return "" if self.page.editable else self.texts("handover.say.sent_already")

    def rewrite(self, field: IsbarField, text: str, *, none: bool) -> Command | None:
        """Other words in one field of the patient in sight; ``none`` says that there is none."""
        page = self.page
        if page is None or page.handover_id is None:
            return None
        values = () if none else (text.strip(),)
        isbar = page.isbar.said(IsbarEntry(field, values, self.ctx.clock.now()))
        handover_id, version, episode_id = page.handover_id, page.version, page.episode.episode_id
        return lambda: rewrite_item(self.ctx, self.actor, handover_id, version, episode_id, isbar)

    def next_offered(self, after: str) -> str:
        """The next patient who waits for this person's answer, empty for none."""
        waiting = [row.episode_id for row in self.rows(Side.HERS) if row.standing is Standing.OFFERED]
        return next((key for key in waiting if key != after), "")

    def failed(self, error: Exception) -> str:
        """What went wrong; after a conflict, that nothing typed is lost."""
        sentence = self.texts.error(error)
        return (
            self.texts("handover.say.conflict", sentence=sentence) if isinstance(error, VersionConflict) else sentence
        )

    def on_paper(self) -> tuple[tuple[EpisodeId, HandoverId | None], ...]:
        """Whom a print shows: everybody of the handover in sight, or everybody in the column while there is none."""
        row, rows = self.row(), self.rows(self.side)
        if row is not None and row.handover_id is not None:
            rows = tuple(one for one in rows if one.handover_id == row.handover_id)
        elif self.side is Side.MINE:
            rows = self.marked()
        return tuple((one.episode_id, one.handover_id) for one in rows)

    def _seen(self) -> tuple[HandoverId, int, EpisodeId] | None:
        page = self.page
        if page is None or page.handover_id is None or (page.state is HandoverState.RECEIVED and not self.may_keep):
            return None
        return page.handover_id, page.version, page.episode.episode_id

    def _line(self, row: HandoverRow) -> PatientLine:
        who, standing, detail = self.who(row), self._standing(row), self._detail(row)
        startable = row.standing in STARTABLE
        marked = row.episode_id not in self.left_out if startable else None
        said = self.texts("handover.marked") if marked else self.texts("handover.left_out") if startable else ""
        spoken = "，".join(part for part in (who, standing, detail, said) if part)  # i18n: not text
        urgent, quiet = row.standing in _URGENT, row.standing in {Standing.TAKEN, Standing.DECLINED}
        return PatientLine(row.episode_id, who, standing, detail, urgent, quiet, marked, spoken)

    def _standing(self, row: HandoverRow) -> str:
        at = near_clock(self.ctx.local(row.at), self.ctx.today()) if row.at else ""
        return self.texts(f"handover.standing.{row.standing}", other=row.other, owner=row.owner, at=at)

    def _detail(self, row: HandoverRow) -> str:
        """The day, and then what is to be seen to: in a line of its own nothing of it is cut off."""
        day = day_text(self.texts, row.care_day or CareDay(row.day))
        return " · ".join(part for part in (day, self._open_matter(row)) if part)

    def _open_matter(self, row: HandoverRow) -> str:
        if row.reason:
            return self.texts("handover.because", reason=row.reason)
        if row.unsaid and row.standing is not Standing.TAKEN:
            return self.texts("handover.unsaid_count", count=row.unsaid)
        return ""


_COUNTED = frozenset(Standing) - {Standing.TAKEN, Standing.DECLINED, Standing.READY}
