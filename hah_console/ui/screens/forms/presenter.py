"""Decides what the list over everybody's forms shows: one kind at a time, what is open first; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.form_rows import hospital_rows, ltc_rows
from hah_console.domain.ids import PatientId
from hah_console.services.referral_desk import FormsBoard
from hah_console.ui.closing.form_text import FormLine, FormWords
from hah_console.ui.closing.steps import Thing
from hah_console.ui.screen import Desk


class Kind(StrEnum):
    """The three lists; the two forms are never one."""

    LTC = "ltc"
    HOSPITAL = "hospital"
    WATCHED = "watched"


ENTITIES = {Kind.LTC: "ltc_referral", Kind.HOSPITAL: "hospital_referral"}


@dataclass(slots=True)
class FormsPresenter:
    """Holds what was read last and which list is in sight."""

    desk: Desk
    board: FormsBoard | None = None
    kind: Kind = Kind.LTC
    open_only: bool = False

    def things(self, kind: Kind) -> tuple[Thing, ...]:
        """What stands in a list: what is open first, in order of what its clock leaves."""
        board = self.board
        if board is None:
            return ()
        lists: dict[Kind, tuple[Thing, ...]] = {
            Kind.LTC: board.ltc,
            Kind.HOSPITAL: board.hospital,
            Kind.WATCHED: board.watched,
        }
        every = lists[kind]
        going_on = tuple(sorted((one for one in every if not _over(one)), key=lambda one: self._until(board, one)))
        return going_on if self.open_only else (*going_on, *(one for one in every if _over(one)))

    def lines(self, now: datetime) -> tuple[FormLine, ...]:
        """The list in sight, in words."""
        board = self.board
        if board is None:
            return ()
        words = FormWords(self.desk.texts, self.desk.ctx.local, now, board.clocks, {})
        return tuple(words.line(one, board.names.get(one.patient_id, one.patient_id)) for one in self.things(self.kind))

    def counts(self) -> Mapping[Kind, int]:
        """How many are open in each list."""
        return {kind: sum(not _over(one) for one in self.things(kind)) for kind in Kind}

    def _until(self, board: FormsBoard, thing: Thing) -> float:
        """Until when somebody has to see to it; what has no clock comes last."""
        clock = board.clocks.get(_key(thing))
        limit = thing.watch_until if isinstance(thing, Closure) else clock.limit_at if clock is not None else None
        return limit.timestamp() if limit is not None else float("inf")

    def place(self, key: str) -> str:
        """Where a thing is worked on: the patient's page, on its tab, with the thing in sight."""
        found = next((one for one in self.things(self.kind) if _key(one) == key), None)
        return f"{found.patient_id}#referral/{key}" if found is not None else ""

    def rows(self) -> tuple[Mapping[str, str], ...]:
        """The list in sight for an export, with codes and whole names; none for the watch."""
        board, zone = self.board, self.desk.ctx.zone
        if board is None or self.kind is Kind.WATCHED:
            return ()
        names: Mapping[PatientId, str] = board.full_names
        wanted = {_key(one) for one in self.things(self.kind)}
        if self.kind is Kind.LTC:
            return ltc_rows([form for form in board.ltc if form.form_id in wanted], names, zone)
        forms = [form for form in board.hospital if form.form_id in wanted]
        return hospital_rows(forms, names, zone, self.desk.ctx.today(), self.desk.ports.rules.forms)


def _over(thing: Thing) -> bool:
    return not thing.watching if isinstance(thing, Closure) else thing.closed


def _key(thing: Thing) -> str:
    return thing.closure_id if isinstance(thing, Closure) else thing.form_id
