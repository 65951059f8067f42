"""Rows of editions of planning profiles."""

import json
from dataclasses import asdict

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.ids import UserId
from hah_console.domain.planning_profile import ProfileEdition, ProfileId, Weights


def edition_values(row: ProfileEdition) -> Values:
    """The row of an edition."""
    return {
        "profile_id": row.profile_id,
        "name": row.name,
        "edition": row.edition,
        "weights": json.dumps(asdict(row.weights)),
        "note": row.note,
        "made_at": ms(row.made_at),
        "made_by": row.made_by,
        "version": row.version,
    }


def edition_of(row: Row) -> ProfileEdition:
    """The edition of a row."""
    return ProfileEdition(
        profile_id=ProfileId(row["profile_id"]),
        name=row["name"],
        edition=row["edition"],
        weights=Weights(**json.loads(row["weights"])),
        note=row["note"],
        made_at=at(row["made_at"]),
        made_by=UserId(row["made_by"]),
        version=row["version"],
    )
