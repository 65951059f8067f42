"""Day plans with their visits, routes and tasks left out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Table, delete, insert, select

from hah_console.adapters.db.mapping.plan import plan_of, plan_values, route_values, unplanned_values, visit_values
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import work
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values
from hah_console.domain.ids import PlanId
from hah_console.domain.visit import DayPlan, PlanState

_PARTS = (work.planned_visit, work.route, work.unplanned_task)


def _head_of(row: Row) -> DayPlan:
    return plan_of(row, (), (), ())


_PLAN = Mapping(work.plan, "plan", plan_values, _head_of)


class PlanRows(KeyedRows[PlanId, DayPlan]):
    """Day plans with all their versions."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _PLAN)

    def of_day(self, day: date) -> tuple[DayPlan, ...]:
        """All plans of a day, oldest first."""
        return self._where(self._table.c.day == day.isoformat(), order=[self._table.c.created_at])

    def published(self, day: date) -> DayPlan | None:
        """The order of the day: the published plan with the highest number, or None."""
        in_force = (self._table.c.day == day.isoformat(), self._table.c.state == PlanState.PUBLISHED.value)
        found = self._where(*in_force, order=[self._table.c.number])
        return found[-1] if found else None

    def _objects(self, rows: Sequence[Row]) -> tuple[DayPlan, ...]:
        ids = [row["plan_id"] for row in rows]
        visits, routes, unplanned = (self._parts(table, ids) for table in _PARTS)
        return tuple(plan_of(r, visits[r["plan_id"]], routes[r["plan_id"]], unplanned[r["plan_id"]]) for r in rows)

    def _parts(self, table: Table, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
        parts: defaultdict[str, list[Row]] = defaultdict(list)
        if ids:
            statement = select(table).where(table.c.plan_id.in_(ids)).order_by(table.c.plan_id, table.c.position)
            for row in self._tx.rows(statement):
                parts[row["plan_id"]].append(row)
        return parts

    def _save_parts(self, row: DayPlan, stored: Values) -> None:
        plan_id = row.plan_id
        visits = [visit_values(plan_id, i, v) for i, v in enumerate(row.visits)]
        routes = [route_values(plan_id, i, r) for i, r in enumerate(row.routes)]
        unplanned = [unplanned_values(plan_id, i, u) for i, u in enumerate(row.unplanned)]
        for table, values in zip(_PARTS, (visits, routes, unplanned), strict=True):
            if stored["version"] > 1:
                self._tx.write(delete(table).where(table.c.plan_id == plan_id))
            if values:
                self._tx.write(insert(table), values)

    def _after(self, row: DayPlan, stored: Values) -> DayPlan:
        return replace(row, version=stored["version"])
