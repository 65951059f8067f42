"""What the page of codes says and may do; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.quantity import UnitRules
from hah_console.services.changes import Changes
from hah_console.services.code_board import CodeRow, Meaning, meanings, met_in, read_codes
from hah_console.services.code_mappings import ignore_code, map_code, unmap_code
from hah_console.services.context import Context
from hah_console.services.inbound_refusals import raw_text
from hah_console.ui.i18n import Texts
from hah_console.ui.raw_lines import RawText, Wrong, raw_lines
from hah_console.ui.result_words import unit_code_text
from hah_console.ui.wording import near_clock

# i18n: codes.kind.*
# i18n: codes.state.*
# i18n: codes.meaning.*
Command = Callable[[], Changes]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code in the list."""

    key: str
    title: str
    said: str
    about: str
    waits: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class MeaningLine:
    """One of our meanings; ``fits`` says in words whether the unit can be its."""

    key: str
    name: str
    fits: str
    possible: bool
    spoken: str


def meaning_words(texts: Texts, name: str) -> str:
    """The name of something that is measured.  # i18n: scores.input.*"""
    own = f"codes.meaning.{name}"
    return texts(own) if texts.has(own) else texts.word("scores.input", name)


@dataclass(slots=True)
class CodesPresenter:
    """The codes, the one in sight, and what it may mean."""

    ctx: Context
    actor: Actor
    texts: Texts
    units: UnitRules | None
    rows: tuple[CodeRow, ...] | None = None
    chosen_id: str = ""
    wanted: str = ""
    content: str | None = None

    def read(self) -> tuple[CodeRow, ...]:
        """On a worker thread."""
        return read_codes(self.ctx)

    def read_example(self) -> tuple[str, str]:
        """The id of the chosen code, and a resource with it; the look is in the audit trail."""
        row = self.row()
        if row is None:
            return "", ""
        raw_id = met_in(self.ctx, row.mapping.mapping_id)
        return row.mapping.mapping_id, raw_text(self.ctx, self.actor, raw_id) if raw_id else ""

    def take(self, read: tuple[str, str]) -> bool:
        """An answer about another code than the chosen one is dropped; False then."""
        mapping_id, content = read
        if not mapping_id or mapping_id != self.chosen_id:
            return False
        self.content = content
        return True

    def choose(self, mapping_id: str) -> None:
        """Another code: nothing of the former one stays."""
        if mapping_id != self.chosen_id:
            self.chosen_id, self.wanted, self.content = mapping_id, "", None

    def row(self) -> CodeRow | None:
        """The chosen one."""
        return next((row for row in self.rows or () if row.mapping.mapping_id == self.chosen_id), None)

    def lines(self) -> tuple[CodeLine, ...]:
        """Every code in words."""
        return tuple(self._line(row) for row in self.rows or ())

    def waiting(self) -> int:
        """How many nobody has said anything about."""
        return sum(row.waits for row in self.rows or ())

    def meanings(self) -> tuple[MeaningLine, ...]:
        """What the chosen code may mean, as far as it holds what was typed.

        SAFETY(meaning of a code): before anything was typed no meaning is chosen, so that none is said unseen.
        """
        row = self.row()
        if row is None or self.units is None:
            return ()
        lines = (self._meaning(each, row.mapping) for each in meanings(self.units, row.mapping))
        typed = self.wanted.strip().casefold()
        if not typed:
            unsaid = self.texts("forms.not_chosen")
            return (MeaningLine("", unsaid, "", False, unsaid), *lines)
        return tuple(line for line in lines if typed in line.name.casefold() or typed in line.key.casefold())

    def heading(self) -> str:
        """The code as the hospital writes it, its words first."""
        row = self.row()
        return row.mapping.display or row.mapping.code if row else ""

    def facts(self) -> str:
        """Code, system, unit, how often, since when, and who has said what; a line each."""
        row = self.row()
        return "\n".join(self._facts(row)) if row else ""

    def example(self) -> RawText:
        """The example with the place of the code marked."""
        return raw_lines(self.content, Wrong(words=self._codes(), element="code")) if self.content else RawText(())

    def _codes(self) -> tuple[str, ...]:
        row = self.row()
        return (row.mapping.code,) if row else ()

    def may_map(self) -> bool:
        """Whether something may be said of the chosen one by this person."""
        return self.row() is not None and permits(self.actor.role, Action.MAP_CODES)

    def may_unmap(self) -> bool:
        """Whether something was said that can be taken back."""
        row = self.row()
        return row is not None and not row.waits and self.may_map()

    def map_to(self, target: str) -> Command:
        """Say what it is, as it was looked at."""
        seen, units = self._seen(), self.units
        if units is None:
            raise LookupError("no unit rules are loaded")
        return lambda: map_code(self.ctx, self.actor, units, seen.mapping_id, seen.version, target)

    def ignore(self) -> Command:
        """Say that it is nothing we count."""
        seen = self._seen()
        return lambda: ignore_code(self.ctx, self.actor, seen.mapping_id, seen.version)

    def unmap(self) -> Command:
        """Take back what was said."""
        seen = self._seen()
        return lambda: unmap_code(self.ctx, self.actor, seen.mapping_id, seen.version)

    def _seen(self) -> CodeMapping:
        row = self.row()
        if row is None:
            raise LookupError("no code is in sight")
        return row.mapping

    def _line(self, row: CodeRow) -> CodeLine:
        texts, told = self.texts, row.mapping
        title = told.display or told.code
        about = texts("codes.about", code=told.code, feed=told.feed, count=told.count)
        return CodeLine(
            told.mapping_id, title, self._said(told), about, row.waits, f"{title}, {self._said(told)}, {about}"
        )

    def _said(self, told: CodeMapping) -> str:
        if told.state is MappingState.MAPPED:
            return self.texts("codes.is", meaning=meaning_words(self.texts, told.target))
        return self.texts.word("codes.state", told.state)

    def _meaning(self, meaning: Meaning, told: CodeMapping) -> MeaningLine:
        name = meaning_words(self.texts, meaning.name)
        unit = unit_code_text(self.texts, meaning.unit)
        shown = self.texts("codes.with_unit", name=name, unit=unit) if unit else name
        key = "codes.any_unit" if not told.unit else "codes.fits" if meaning.fits else "codes.fits_not"
        fits = self.texts(key, unit=told.unit)
        return MeaningLine(meaning.name, shown, fits, meaning.fits, f"{shown}, {fits}")

    def _facts(self, row: CodeRow) -> list[str]:
        texts, told = self.texts, row.mapping
        told_of = [
            texts("codes.code", code=told.code, system=told.system or texts("compare.untold")),
            texts("codes.met", feed=told.feed, kind=texts.word("codes.kind", told.kind), count=told.count,
                  first=self._at(told.first_seen), last=self._at(told.last_seen)),
            texts("codes.unit", unit=told.unit or texts("compare.untold")),
        ]  # fmt: skip
        if told.at is not None:
            told_of.append(texts("codes.by", said=self._said(told), name=row.author, at=self._at(told.at)))
        if not told.applied:
            told_of.append(texts("codes.not_applied"))
        if not self.may_map():
            told_of.append(texts("codes.not_yours"))
        return told_of

    def _at(self, moment: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.today())
