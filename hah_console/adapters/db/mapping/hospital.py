"""Rows of backup hospitals."""

from hah_console.adapters.db.values import Row, Values, fact_tuple, facts, place_of, place_values, word_tuple, words
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import HospitalId


def hospital_values(hospital: Hospital) -> Values:
    """The row of a hospital."""
    return {
        "hospital_id": hospital.hospital_id,
        "name": hospital.name,
        **place_values("place", hospital.place),
        "level": hospital.level,
        "phone": hospital.phone,
        "departments": words(sorted(hospital.departments)),
        "is_base": hospital.is_base,
        "is_laboratory": hospital.is_laboratory,
        "version": hospital.version,
        "network": hospital.network,
        "items": facts(hospital.items),
    }


def hospital_of(row: Row) -> Hospital:
    """The hospital of a row."""
    return Hospital(
        hospital_id=HospitalId(row["hospital_id"]),
        name=row["name"],
        place=place_of("place", row),
        level=row["level"],
        phone=row["phone"],
        departments=frozenset(word_tuple(row["departments"])),
        is_base=row["is_base"],
        is_laboratory=row["is_laboratory"],
        version=row["version"],
        network=row["network"],
        items=fact_tuple(row["items"]),
    )
