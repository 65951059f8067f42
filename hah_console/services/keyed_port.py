"""The port of rows that are found by their id."""

from typing import Protocol, TypeVar

K_contra = TypeVar("K_contra", contravariant=True)
T = TypeVar("T")


class Keyed(Protocol[K_contra, T]):
    """Rows found by id. ``save`` inserts version 0 (stored as 1) and updates others only if the stored version equals
    the row's own, else raises VersionConflict; it returns the row with its new version. ``get`` raises NotFound."""

    def get(self, key: K_contra) -> T: ...
    def find(self, key: K_contra) -> T | None: ...
    def all(self) -> tuple[T, ...]: ...
    def save(self, row: T) -> T: ...
