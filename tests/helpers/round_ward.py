"""A physician before the round of a ward, and what happens to its cases meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from hah_console.domain.actor import Actor, Role
from hah_console.domain.chart.note import Section
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.services.changes import Changes
from hah_console.services.patient_rules import patient_rules
from hah_console.services.ports import UnitOfWork
from hah_console.services.round import RoundList, RoundRow, round_rules
from hah_console.services.round_decisions import RoundNote, decide_round
from hah_console.services.round_page import RoundPage, read_round_page
from hah_console.services.round_reading import read_round
from helpers.ward import RULES, Ward, open_ward

ROUND_RULES, NUMBERS = round_rules(RULES), patient_rules(RULES)
WORDS: Mapping[Section, str] = {Section.ASSESSMENT: "穩定", Section.PLAN: "續用抗生素"}


@dataclass(slots=True)
class RoundWard:
    """A physician, the store, and the clock."""

    ward: Ward
    actor: Actor

    @property
    def now(self) -> datetime:
        return self.ward.clock.now()

    def round(self, *, everybody: bool = True) -> RoundList:
        return read_round(self.ward.ctx, self.actor, ROUND_RULES, everybody=everybody)

    def row(self, patient_id: PatientId) -> RoundRow:
        return next(row for row in self.round().rows if row.patient_id == patient_id)

    def page(self, patient_id: PatientId) -> RoundPage:
        return read_round_page(self.ward.ctx, self.actor, ROUND_RULES, NUMBERS, patient_id)

    def decide(
        self,
        episode_id: EpisodeId,
        decision: str = "continue",
        words: Mapping[Section, str] = WORDS,
        password: str = "",
    ) -> Changes:
        return decide_round(
            self.ward.ctx, self.actor, episode_id, RoundNote(decision, words), self.ward.hasher, password
        )

    def later(self, **time: float) -> datetime:
        return self.ward.clock.advance(timedelta(**time))

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """What other commands store."""
        with self.ward.ctx.store() as uow:
            yield uow
            uow.commit()

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """Every statement the store is asked meanwhile."""
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(Engine, "before_cursor_execute", note)


def open_round(template: Path, folder: Path, name: str = "physician1") -> RoundWard:
    """A physician at a ward of her own."""
    ward = open_ward(template, folder)
    actor = ward.sign_in(name, "demo")
    assert actor.role is Role.PHYSICIAN
    return RoundWard(ward, actor)
