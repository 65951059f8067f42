"""What the page of refusals says and may do; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.inbound_refusal import InboundRefusal, RefusalState
from hah_console.domain.patient import masked_name
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.inbound_refusals import RefusalRow, raw_text, set_refusal_aside, take_again
from hah_console.services.refusal_board import RefusalBoard, read_refusals
from hah_console.ui.i18n import Texts
from hah_console.ui.raw_lines import RawText, raw_lines
from hah_console.ui.reference_text import reference_words
from hah_console.ui.screens.exchange.refusal_text import fact_words, reason_words, wrong_in
from hah_console.ui.wording import near_clock

Command = Callable[[], Changes]


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """One refusal in the list."""

    key: str
    title: str
    reason: str
    about: str
    waits: bool
    spoken: str


@dataclass(slots=True)
class RefusalsPresenter:
    """The refusals and the one in sight."""

    ctx: Context
    actor: Actor
    texts: Texts
    board: RefusalBoard | None = None
    chosen_id: str = ""
    content: str | None = None
    """The resource of the chosen one as it came; None until it was read, empty when it was not kept."""

    def read(self) -> RefusalBoard:
        """On a worker thread."""
        return read_refusals(self.ctx)

    def read_content(self) -> tuple[str, str]:
        """The id of the chosen one, and its resource as it came; the look is in the audit trail."""
        row = self.row()
        if row is None:
            return "", ""
        raw_id = row.refusal.raw_id
        return row.refusal.refusal_id, raw_text(self.ctx, self.actor, raw_id) if raw_id else ""

    def take(self, read: tuple[str, str]) -> bool:
        """An answer about another one than the chosen one is dropped; False then."""
        refusal_id, content = read
        if not refusal_id or refusal_id != self.chosen_id:
            return False
        self.content = content
        return True

    def choose(self, refusal_id: str) -> None:
        """Another one: nothing of the former stays."""
        if refusal_id != self.chosen_id:
            self.chosen_id, self.content = refusal_id, None

    def row(self) -> RefusalRow | None:
        """The chosen row."""
        return next((row for row in self._rows() if row.refusal.refusal_id == self.chosen_id), None)

    def lines(self) -> tuple[RefusalLine, ...]:
        """Every refusal in words."""
        return tuple(self._line(row) for row in self._rows())

    def waiting(self) -> int:
        """How many wait for a person."""
        return sum(row.refusal.state is RefusalState.WAITING for row in self._rows())

    def raw(self) -> RawText:
        """The resource as it came, with the wrong place marked."""
        row = self.row()
        return raw_lines(self.content, wrong_in(row.refusal)) if self.content and row else RawText(())

    def why(self) -> str:
        """Why it was refused, whole."""
        row = self.row()
        return reason_words(self.texts, row.refusal) if row else ""

    def which(self) -> str:
        """What came, whose it is and why it was refused, for a form about it."""
        row = self.row()
        return f"{self._title(row)}\n{self.why()}" if row else ""

    def facts(self) -> str:
        """Where it is from and what the reason is about, a line each."""
        row = self.row()
        return "\n".join(self._facts(row)) if row else ""

    def place_words(self) -> str:
        """Where the marked lines are, or that nothing stands there."""
        row, raw = self.row(), self.raw()
        if self.content == "":
            return self.texts("refusals.not_kept")
        if row is None or not raw.lines:
            return ""
        place = wrong_in(row.refusal).place
        if not place:
            return self.texts("refusals.marked_some" if raw.marked else "refusals.nothing_marked")
        return self.texts("refusals.marked" if raw.there else "refusals.marked_missing", place=place)

    def may_take_again(self) -> bool:
        """Whether it can be tried again."""
        row = self.row()
        again = (RefusalState.WAITING, RefusalState.SET_ASIDE)
        return row is not None and row.refusal.state in again and bool(row.refusal.raw_id) and self._permitted()

    def may_set_aside(self) -> bool:
        """Whether it can be set aside."""
        row = self.row()
        return row is not None and row.refusal.state is RefusalState.WAITING and self._permitted()

    def take_again(self) -> Command:
        """Have the one in sight tried again, as it was looked at."""
        seen = self._seen()
        return lambda: take_again(self.ctx, self.actor, seen.refusal_id, seen.version)

    def set_aside(self) -> Callable[[str], Command]:
        """Set the one in sight aside, as it was looked at."""
        seen = self._seen()
        return lambda note: lambda: set_refusal_aside(self.ctx, self.actor, seen.refusal_id, seen.version, note)

    def subject(self) -> tuple[str, int]:
        """What a form about the one in sight is about."""
        seen = self._seen()
        return seen.refusal_id, seen.version

    def _seen(self) -> InboundRefusal:
        row = self.row()
        if row is None:
            raise LookupError("no refusal is in sight")
        return row.refusal

    def _rows(self) -> tuple[RefusalRow, ...]:
        return self.board.rows if self.board else ()

    def _permitted(self) -> bool:
        return permits(self.actor.role, Action.RUN_EXCHANGE)

    def _line(self, row: RefusalRow) -> RefusalLine:
        """i18n: refusals.state.*"""
        texts, refusal = self.texts, row.refusal
        title = self._title(row)
        reason = reason_words(texts, refusal)
        if refusal.state is not RefusalState.WAITING:
            reason = texts("refusals.decided", state=texts.word("refusals.state", refusal.state), reason=reason)
        about = texts("refusals.about", feed=refusal.feed, at=self._at(refusal.received_at), times=refusal.times)
        waits = refusal.state is RefusalState.WAITING
        return RefusalLine(refusal.refusal_id, title, reason, about, waits, f"{title}, {reason}, {about}")

    def _title(self, row: RefusalRow) -> str:
        kind = self.texts.word("exchange.kind", row.refusal.resource_type)
        return " · ".join(filter(None, (kind, masked_name(row.name))))

    def _facts(self, row: RefusalRow) -> list[str]:
        texts, refusal = self.texts, row.refusal
        origin = texts(
            "refusals.origin",
            feed=refusal.feed,
            reference=reference_words(texts, f"{refusal.resource_type}/{refusal.resource_id}"),
            version=refusal.version_id or texts("compare.untold"),
        )
        told = [origin, *fact_words(texts, refusal)]
        if refusal.decided_at is not None:
            state, name = texts.word("refusals.state", refusal.state), self._name(refusal.decided_by)
            at = self._at(refusal.decided_at)
            told.append(texts("refusals.decided_by", state=state, name=name, at=at, note=refusal.note))
        return told

    def _name(self, user_id: str | None) -> str:
        return self.board.names.get(str(user_id or ""), "") if self.board else ""

    def _at(self, moment: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.today())
