"""A person as told, as JSON text within another row."""

import json
from datetime import date
from decimal import Decimal

from hah_console.adapters.db.values import dumps
from hah_console.domain.patient import AllergyState, Sex
from hah_console.domain.person import Person

_TEXTS = ("name", "national_id", "nhi_card_number", "record_number", "phone", "address", "access_note",
          "caregiver_name", "caregiver_relationship", "caregiver_phone")  # fmt: skip


def person_text(person: Person) -> str:
    """The JSON text of a person; what nobody told is left out."""
    told = {name: getattr(person, name) for name in _TEXTS}
    others = {
        "sex": person.sex.value,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "position": person.position,
        "allergy_state": person.allergy_state.value,
        "allergies": list(person.allergies),
        "weight_kg": str(person.weight_kg) if person.weight_kg is not None else None,
    }
    return dumps({name: value for name, value in {**told, **others}.items() if value})


def person_of(stored: str) -> Person:
    """The person of a JSON text."""
    told = json.loads(stored)
    born, position, weight = told.get("birth_date"), told.get("position"), told.get("weight_kg")
    return Person(
        **{name: told.get(name, "") for name in _TEXTS},
        sex=Sex(told["sex"]),
        birth_date=date.fromisoformat(born) if born else None,
        position=(position[0], position[1]) if position else None,
        allergy_state=AllergyState(told["allergy_state"]),
        allergies=tuple(told.get("allergies", ())),
        weight_kg=Decimal(weight) if weight else None,
    )
