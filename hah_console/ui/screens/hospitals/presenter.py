"""Decides what the board of hospitals says; no Qt."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.services.hospital_board import HospitalRow
from hah_console.ui.hospitals.hospital_words import items_text, news_text
from hah_console.ui.i18n import Texts


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One hospital; ``old`` when what was heard is too old, or nothing was."""

    key: str
    name: str
    rated: str
    phone: str
    news: str
    old: bool
    spoken: str


@dataclass(slots=True)
class HospitalsPresenter:
    """Holds what was read last."""

    actor: Actor
    texts: Texts
    rows: tuple[HospitalRow, ...] | None = None

    def lines(self, now: datetime) -> tuple[BoardLine, ...]:
        """All hospitals, the base hospital first."""
        return tuple(self._line(row, now) for row in self.rows or ())

    def summary(self) -> str:
        """Of how many something of now is known."""
        rows = self.rows or ()
        known = sum(row.news is not None and not row.stale for row in rows)
        return self.texts("hospitals.summary", known=known, count=len(rows))

    def may_tell(self) -> bool:
        """Whether this person may enter what was heard."""
        return permits(self.actor.role, Action.MOVE_TRANSFER)

    def name(self, key: str) -> str:
        """The name of one hospital."""
        return next((row.name for row in self.rows or () if row.hospital_id == key), "")

    def _line(self, row: HospitalRow, now: datetime) -> BoardLine:
        texts = self.texts
        level = row.level or texts("transfers.hospital.level_unknown")
        base = [texts("transfers.hospital.base")] if row.is_base else []
        network = [texts("hospitals.network", name=row.network)] if row.network else []
        rated = " · ".join(part for part in (level, items_text(texts, row), *network, *base) if part)
        news, phone = news_text(texts, row, now), row.phone or texts("hospitals.no_phone")
        old = row.news is None or row.stale
        return BoardLine(row.hospital_id, row.name, rated, phone, news, old, f"{row.name}, {rated}, {phone}, {news}")
