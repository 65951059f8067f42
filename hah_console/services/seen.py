"""Whether what a person acts on is still what she saw."""

from hah_console.domain.errors import VersionConflict


def require_seen(entity: str, entity_id: str, expected: int | None, found: int) -> None:
    """Raises VersionConflict when somebody changed the row since it was read; None: it was not read before."""
    if expected is not None and found != expected:
        raise VersionConflict(entity=entity, entity_id=entity_id, expected=expected, found=found)
