"""Ground floor: every table of the first release, and triggers that keep the audit trail append-only."""

from alembic import op

from hah_console.adapters.db.migrations.revisions.r0001 import care, people, system, work

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything; references come after what they refer to."""
    for area in (people, work, care, system):
        area.create()
    _AUDIT_TRIGGERS[op.get_bind().dialect.name]()


def _sqlite_triggers() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        )


def _postgres_triggers() -> None:
    op.execute(
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    )


_AUDIT_TRIGGERS = {"sqlite": _sqlite_triggers, "postgresql": _postgres_triggers}
