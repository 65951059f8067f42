"""Column shorthand: times are integer epoch milliseconds, open structures are JSON text, names are stable."""

from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, MetaData, Text
from sqlalchemy.sql.type_api import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

COUNT: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
"""A rising number; on SQLite it becomes the row id itself, so appending costs one b-tree."""


def text(name: str, *, key: bool = False, optional: bool = False, index: bool = False) -> Column[Any]:
    """A text column; empty text is a value, NULL only where ``optional``."""
    return Column(name, Text, primary_key=key, nullable=optional, index=index)


def number(name: str, *, optional: bool = False) -> Column[Any]:
    """A whole number."""
    return Column(name, Integer, nullable=optional)


def real(name: str, *, optional: bool = False) -> Column[Any]:
    """A double-precision number."""
    return Column(name, Double, nullable=optional)


def moment(name: str, *, optional: bool = False, key: bool = False, index: bool = False) -> Column[Any]:
    """A moment in epoch milliseconds."""
    return Column(name, BigInteger, nullable=optional, primary_key=key, index=index)


def refers(name: str, target: str, *, optional: bool = False, key: bool = False, index: bool = True) -> Column[Any]:
    """A reference checked when the transaction commits, so rows may be written in any order."""
    link = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return Column(name, Text, link, nullable=optional, primary_key=key, index=index and not key)


def version() -> Column[Any]:
    """The version of an editable row, 1 when first written."""
    return number("version")


def place(prefix: str) -> tuple[Column[Any], ...]:
    """The four columns of a place."""
    return (
        real(f"{prefix}_lat"),
        real(f"{prefix}_lon"),
        text(f"{prefix}_address"),
        text(f"{prefix}_access_note"),
    )
