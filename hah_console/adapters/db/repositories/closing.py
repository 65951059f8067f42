"""Handovers with their patients, closures, and the two referral forms."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, insert, select

from hah_console.adapters.db.mapping.closure import closure_of, closure_values
from hah_console.adapters.db.mapping.handover import handover_of, handover_values, item_values
from hah_console.adapters.db.mapping.referral_form import hospital_of, hospital_values, ltc_of, ltc_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import closing
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values, ms
from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.handover import Handover, HandoverState
from hah_console.domain.closing.hospital_referral import HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral
from hah_console.domain.ids import ClosureId, EpisodeId, FormId, HandoverId, PatientId

_ITEM = closing.handover_item
F = TypeVar("F", LtcReferral, HospitalReferral)


def _head_of(row: Row) -> Handover:
    return handover_of(row, ())


_HANDOVER = Mapping(closing.handover, "handover", handover_values, _head_of)
_CLOSURE = Mapping(closing.closure, "closure", closure_values, closure_of)
_LTC = Mapping(closing.ltc_referral, "ltc_referral", ltc_values, ltc_of)
_HOSPITAL = Mapping(closing.hospital_referral, "hospital_referral", hospital_values, hospital_of)


class HandoverRows(KeyedRows[HandoverId, Handover]):
    """Handovers in order of when they were begun."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _HANDOVER)

    def open(self) -> tuple[Handover, ...]:
        """Those being written or waiting for an answer."""
        states = (HandoverState.DRAFT.value, HandoverState.SENT.value)
        return self._where(self._table.c.state.in_(states), order=[self._table.c.drafted_at])

    def of_episode(self, episode_id: EpisodeId) -> tuple[Handover, ...]:
        """Those one admission is in."""
        mine = select(_ITEM.c.handover_id).where(_ITEM.c.episode_id == episode_id)
        return self._where(self._key.in_(mine), order=[self._table.c.drafted_at])

    def between(self, start: datetime, end: datetime) -> tuple[Handover, ...]:
        """Those begun in [start, end)."""
        begun = self._table.c.drafted_at
        return self._where(begun >= ms(start), begun < ms(end), order=[begun])

    def _objects(self, rows: Sequence[Row]) -> tuple[Handover, ...]:
        items = self._items([row["handover_id"] for row in rows])
        return tuple(handover_of(row, items[row["handover_id"]]) for row in rows)

    def _items(self, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
        items: defaultdict[str, list[Row]] = defaultdict(list)
        if ids:
            mine = select(_ITEM).where(_ITEM.c.handover_id.in_(ids))
            for row in self._tx.rows(mine.order_by(_ITEM.c.handover_id, _ITEM.c.position)):
                items[row["handover_id"]].append(row)
        return items

    def _save_parts(self, row: Handover, stored: Values) -> None:  # noqa: ARG002 - the patients are not in the head row
        self._tx.write(delete(_ITEM).where(_ITEM.c.handover_id == row.handover_id))
        new = [item_values(row.handover_id, position, item) for position, item in enumerate(row.items)]
        if new:
            self._tx.write(insert(_ITEM), new)

    def _after(self, row: Handover, stored: Values) -> Handover:
        return replace(row, version=stored["version"])


class ClosureRows(KeyedRows[ClosureId, Closure]):
    """Closures, at most one of an admission."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _CLOSURE)

    def of_episode(self, episode_id: EpisodeId) -> Closure | None:
        """The closure of one admission."""
        found = self._where(self._table.c.episode_id == episode_id)
        return found[0] if found else None

    def watching(self) -> tuple[Closure, ...]:
        """Those whose watch has not ended, the one that ends first before the others."""
        table = self._table
        return self._where(
            table.c.watch_until.is_not(None), table.c.watch_ended_at.is_(None), order=[table.c.watch_until]
        )


class _FormRows(KeyedRows[FormId, F]):
    """Forms of one kind in order of issue."""

    def of_patient(self, patient_id: PatientId) -> tuple[F, ...]:
        """Those of one person."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.issued_at])

    def of_episode(self, episode_id: EpisodeId) -> tuple[F, ...]:
        """Those of one admission."""
        return self._where(self._table.c.episode_id == episode_id, order=[self._table.c.issued_at])

    def between(self, start: datetime, end: datetime) -> tuple[F, ...]:
        """Those issued in [start, end)."""
        issued = self._table.c.issued_at
        return self._where(issued >= ms(start), issued < ms(end), order=[issued])


class LtcReferralRows(_FormRows[LtcReferral]):
    """Forms to long-term care."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _LTC)


class HospitalReferralRows(_FormRows[HospitalReferral]):
    """Forms to hospitals and clinics."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _HOSPITAL)
