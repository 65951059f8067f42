"""What hospitals tell: resources as they came, facts of the newest versions, how far everything was read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from hah_console.adapters.db.mapping.inbound import fact_of, fact_values, mark_of, mark_values, raw_of, raw_values
from hah_console.adapters.db.tables.inbound import hospital_fact, hospital_raw, inbound_mark
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms_or_none, portions
from hah_console.domain.errors import NotFound
from hah_console.domain.hospital_facts import FactKind, HospitalFact, ReadMark
from hah_console.services.inbound_ports import RawResource

_RAW, _FACT, _MARK = hospital_raw.c, hospital_fact.c, inbound_mark.c


class RawRows:
    """Resources as they came. See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add(self, rows: Sequence[RawResource]) -> None:
        """Keep versions; one that is there already stays as it is."""
        if rows:
            keep = self._tx.insert(hospital_raw).on_conflict_do_nothing(index_elements=["raw_id"])
            self._tx.write(keep, [raw_values(each) for each in rows])

    def known(self, raw_ids: Collection[str]) -> frozenset[str]:
        """Which of these versions are there."""
        found: set[str] = set()
        for some in portions(sorted(raw_ids)):
            found.update(row["raw_id"] for row in self._tx.rows(select(_RAW.raw_id).where(_RAW.raw_id.in_(some))))
        return frozenset(found)

    def get(self, raw_id: str) -> RawResource:
        """One version. Raises NotFound."""
        found = self.some([raw_id])
        if not found:
            raise NotFound(entity="hospital_raw", entity_id=raw_id)
        return found[0]

    def some(self, raw_ids: Collection[str]) -> tuple[RawResource, ...]:
        """Those of these versions that are there."""
        rows = [
            row
            for some in portions(sorted(raw_ids))
            for row in self._tx.rows(select(hospital_raw).where(_RAW.raw_id.in_(some)))
        ]
        return tuple(map(raw_of, rows))

    def of_resource(self, feed: str, resource_type: str, resource_id: str) -> tuple[RawResource, ...]:
        """Every version of a resource in the order in which they came."""
        mine = (_RAW.feed == feed, _RAW.resource_type == resource_type, _RAW.resource_id == resource_id)
        order = (_RAW.received_at, func.coalesce(_RAW.last_updated, 0))
        return tuple(map(raw_of, self._tx.rows(select(hospital_raw).where(*mine).order_by(*order))))

    def count(self, feed: str) -> int:
        """How many versions of a feed are kept."""
        return int(self._tx.scalar(select(func.count()).where(_RAW.feed == feed)) or 0)


class FactRows:
    """Facts of the newest versions. See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def replace(self, feed: str, references: Collection[str], facts: Sequence[HospitalFact]) -> None:
        """Put facts in the place of those of the same resources (``Kind/id``); the same version stays marked."""
        gone: dict[str, int] = {}
        for mine in _resources(feed, references):
            marked = select(_FACT.raw_id, _FACT.gone_at).where(*mine, _FACT.gone_at.is_not(None), _FACT.raw_id != "")
            gone |= {row["raw_id"]: row["gone_at"] for row in self._tx.rows(marked)}
            self._tx.write(delete(hospital_fact).where(*mine))
        if facts:
            rows = [fact_values(each) for each in facts]
            kept = [{**row, "gone_at": gone.get(row["raw_id"], row["gone_at"])} for row in rows]
            self._tx.write(insert(hospital_fact), kept)

    def of_subjects(
        self, feed: str, subjects: Collection[str], kinds: Collection[FactKind] = ()
    ) -> tuple[HospitalFact, ...]:
        """The facts of some patients of a feed, the newest first."""
        wanted = [_FACT.feed == feed, _FACT.subject.in_(sorted(subjects)), _FACT.subject != ""]
        if kinds:
            wanted.append(_FACT.kind.in_(sorted(each.value for each in kinds)))
        newest = func.coalesce(_FACT.effective, 0).desc()
        return tuple(map(fact_of, self._tx.rows(select(hospital_fact).where(*wanted).order_by(newest, _FACT.fact_id))))

    def nobodys(self, feed: str) -> tuple[HospitalFact, ...]:
        """Organisations, staff and places."""
        mine = (_FACT.feed == feed, _FACT.subject == "")
        return tuple(map(fact_of, self._tx.rows(select(hospital_fact).where(*mine).order_by(_FACT.fact_id))))

    def versions(self, feed: str, references: Collection[str]) -> Mapping[str, str]:
        """The raw id the facts of each resource are of."""
        found: dict[str, str] = {}
        for kind, ids in by_type(references).items():
            for some in portions(ids):
                mine = (_FACT.feed == feed, _FACT.resource_type == kind, _FACT.resource_id.in_(some))
                rows = self._tx.rows(select(_FACT.resource_id, _FACT.raw_id).where(*mine))
                found |= {f"{kind}/{row['resource_id']}": row["raw_id"] for row in rows}
        return found

    def resources_with(self, feed: str, system: str, code: str) -> tuple[str, ...]:
        """The raw ids of facts with a code."""
        mine = (_FACT.feed == feed, _FACT.system == system, _FACT.code == code)
        rows = self._tx.rows(select(_FACT.raw_id).where(*mine).distinct().order_by(_FACT.raw_id))
        return tuple(row["raw_id"] for row in rows)

    def standing(self, feed: str, subject: str, resource_type: str) -> Mapping[str, bool]:
        """Of every resource of a patient and type whether it was there when it was compared last."""
        mine = (_FACT.feed == feed, _FACT.subject == subject, _FACT.resource_type == resource_type)
        rows = self._tx.rows(select(_FACT.resource_id, _FACT.gone_at).where(*mine))
        return {row["resource_id"]: row["gone_at"] is None for row in rows}

    def mark_gone(self, feed: str, references: Collection[str], at: datetime | None) -> None:
        """Mark the facts of some resources; None: they are there."""
        for mine in _resources(feed, references):
            self._tx.write(update(hospital_fact).where(*mine).values(gone_at=ms_or_none(at)))

    def count(self, feed: str) -> int:
        """How many facts of a feed there are."""
        return int(self._tx.scalar(select(func.count()).where(_FACT.feed == feed)) or 0)


class MarkRows:
    """How far everything was read. See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, feed: str, subject: str, resource_type: str) -> ReadMark:
        """One mark; empty for what was never read."""
        mine = (_MARK.feed == feed, _MARK.subject == subject, _MARK.resource_type == resource_type)
        row = self._tx.row(select(inbound_mark).where(*mine))
        return mark_of(row) if row is not None else ReadMark(feed, subject, resource_type)

    def of_subjects(self, feed: str, subjects: Collection[str]) -> tuple[ReadMark, ...]:
        """The marks of some patients."""
        mine = (_MARK.feed == feed, _MARK.subject.in_(sorted(subjects)))
        return tuple(map(mark_of, self._tx.rows(select(inbound_mark).where(*mine))))

    def failing(self, feed: str) -> tuple[ReadMark, ...]:
        """Those whose last attempt was in vain."""
        mine = (_MARK.feed == feed, _MARK.reason != "")
        return tuple(map(mark_of, self._tx.rows(select(inbound_mark).where(*mine).order_by(_MARK.asked_at))))

    def put(self, mark: ReadMark) -> None:
        """Write how far something was read."""
        self._tx.upsert(inbound_mark, [mark_values(mark)])


def _resources(feed: str, references: Collection[str]) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """What the rows of some resources have in common, a portion at a time."""
    for kind, ids in by_type(references).items():
        for some in portions(ids):
            yield (_FACT.feed == feed, _FACT.resource_type == kind, _FACT.resource_id.in_(some))


def by_type(references: Iterable[str]) -> Mapping[str, list[str]]:
    """The ids of some resources (``Kind/id``) by their type. PERF(import): one statement a type, not a test a row."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in sorted(set(references)):
        kind, _, identity = each.partition("/")
        found[kind].append(identity)
    return found
