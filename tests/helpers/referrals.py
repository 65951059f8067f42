"""Made-up referrals as typed into the form and as another system sends them, and who is at the house."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place

NOW = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
NURSE = Actor(UserId("U-nurse"), "林護理師", Role.NURSE, "WS-1")
PHYSICIAN = Actor(UserId("U-physician"), "王醫師", Role.PHYSICIAN, "WS-1")
DISPATCHER = Actor(UserId("U-dispatcher"), "調度", Role.DISPATCHER, "WS-1")
HOME = Place(24.8, 120.97, "新竹市東區示意路 1 號", "")
KNOWN = Patient(
    PatientId("P-1"), "M001", "陳大明", Sex.MALE, date(1946, 3, 5), HOME, "A123456789", caregiver_phone="0922-333-444"
)

TYPED: Mapping[str, str] = {
    "mode": "C", "condition": "pneumonia", "problem": "咳三天，發燒 38.5 ℃", "sender_organisation": "示範醫院急診",
    "sender_name": "王醫師", "sender_phone": "03-555-1234#12", "name": "陳大明", "national_id": "Ａ１２３４５６７８９",
    "birth_date": "民國35年3月5日", "phone": "0912-345-678", "address": "新竹市東區示意路1號",
    "position": "24.8, 120.97", "caregiver_name": "陳小美", "caregiver_relationship": "女兒",
    "caregiver_phone": "0922 333 444", "allergy_state": "known", "allergies": "盤尼西林、海鮮", "weight_kg": "５８．５",
}  # fmt: skip
"""Everything that is needed, with full-width digits and a birth date of the Republic."""


def document(number: str = "ER-7", **changed: Any) -> bytes:
    """A document; ``person`` changes fields of the person, None takes one away."""
    person = {"name": "陳大明", "birth_date": "1946-03-05", "national_id": "A123456789", **changed.pop("person", {})}
    told = {
        "format": "hah-referral",
        "version": 1,
        "external_id": number,
        "sender": {"organisation": "示範醫院急診", "name": "王醫師", "phone": "035551234"},
        "mode": "C",
        "condition": "pneumonia",
        "problem": "咳",
        "person": {name: value for name, value in person.items() if value is not None},
        **changed,
    }
    return json.dumps({name: value for name, value in told.items() if value is not None}).encode()
