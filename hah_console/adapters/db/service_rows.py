"""Lease, heartbeats, source states and site facts."""

from sqlalchemy import ColumnElement, and_, select, update

from hah_console.adapters.db.tables import system
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, at, at_or_none, ms, ms_or_none
from hah_console.domain.errors import LeaseLost
from hah_console.domain.service_state import Heartbeat, Lease, SourceState

_LEASE = system.lease
FREE = ""
"""``holder`` of a lease given back; the row stays so that its token keeps rising."""


class ServiceStateRows:
    """Who is the one active service, which processes live, which sources fail."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def lease(self, name: str) -> Lease | None:
        """The lease as last written, also when given back; None when never taken."""
        row = self._tx.row(select(_LEASE).where(_LEASE.c.name == name))
        return _lease_of(row) if row else None

    def take_lease(self, name: str, holder: str, seen: Lease | None) -> Lease | None:
        """Take it if it still stands as it was ``seen``; None when another process was quicker."""
        insert = self._tx.insert(_LEASE).values(name=name, holder=holder, token=1, renewals=0)
        if seen is None:
            taken = insert.on_conflict_do_nothing()
        else:
            taken = insert.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": holder, "token": _LEASE.c.token + 1, "renewals": 0},
                where=and_(_LEASE.c.token == seen.token, _LEASE.c.renewals == seen.renewals),
            )
        row = self._tx.write(taken.returning(*_LEASE.c)).mappings().first()
        return _lease_of(row) if row else None

    def renew_lease(self, lease: Lease) -> Lease | None:
        """Hold on; None when another process has taken over (stop at once)."""
        more = update(_LEASE).where(*_same(lease)).values(renewals=_LEASE.c.renewals + 1)
        row = self._tx.write(more.returning(*_LEASE.c)).mappings().first()
        return _lease_of(row) if row else None

    def release_lease(self, lease: Lease) -> None:
        """Give the lease back, so that a waiting process need not wait for its end."""
        given = {"holder": FREE, "renewals": _LEASE.c.renewals + 1}
        self._tx.write(update(_LEASE).where(*_same(lease)).values(given))

    def ensure_holder(self, lease: Lease | None) -> None:
        """Raises LeaseLost unless the lease is still the one of this holder, whatever any clock says."""
        self._tx.become_writer()
        if lease is None or self._tx.row(select(_LEASE.c.token).where(*_same(lease))) is None:
            raise LeaseLost(name=lease.name if lease else "")

    def beat(self, heartbeat: Heartbeat) -> None:
        """Store the sign of life of a process."""
        row = {
            "process": heartbeat.process, "pid": heartbeat.pid, "at": ms(heartbeat.at), "detail": heartbeat.detail,
        }  # fmt: skip
        self._tx.upsert(system.heartbeat, [row])

    def heartbeats(self) -> tuple[Heartbeat, ...]:
        """The last sign of life of every process."""
        rows = self._tx.rows(select(system.heartbeat).order_by(system.heartbeat.c.process))
        return tuple(Heartbeat(r["process"], r["pid"], at(r["at"]), r["detail"]) for r in rows)

    def save_source(self, state: SourceState) -> None:
        """Store the health of a source."""
        row = {
            "source": state.source, "last_seen_at": ms_or_none(state.last_seen_at),
            "healthy": state.healthy, "reason": state.reason,
        }  # fmt: skip
        self._tx.upsert(system.source_state, [row])

    def sources(self) -> tuple[SourceState, ...]:
        """The health of every source."""
        rows = self._tx.rows(select(system.source_state).order_by(system.source_state.c.source))
        return tuple(
            SourceState(r["source"], at_or_none(r["last_seen_at"]), r["healthy"], r["reason"]) for r in rows
        )  # fmt: skip


class SiteFactRows:
    """Small named facts of the site."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def get(self, name: str, default: str = "") -> str:
        """The fact, or ``default``."""
        found = self._tx.scalar(select(system.site_fact.c.value).where(system.site_fact.c.name == name))
        return default if found is None else str(found)

    def put(self, name: str, value: str) -> None:
        """Store or replace a fact."""
        self._tx.upsert(system.site_fact, [{"name": name, "value": value}])


def _same(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (_LEASE.c.name == lease.name, _LEASE.c.token == lease.token, _LEASE.c.holder == lease.holder)


def _lease_of(row: Row) -> Lease:
    return Lease(row["name"], row["holder"], row["token"], row["renewals"])
