"""Kits and backup hospitals of the demo site."""

from collections.abc import Sequence
from random import Random

from hah_console.demo.site_cases import Case
from hah_console.demo.site_team import Record

PUMPS, OXYGEN = 14, 4
OTHER_KITS = (
    ("poct", "testing"), ("poct", "available"), ("ultrasound", "available"), ("ultrasound", "prepared"),
    ("ecg", "available"), ("ecg", "faulty"), ("nebuliser", "cleaning"),
)  # fmt: skip
HOSPITALS = (
    ("H-NTUH", "臺大醫院新竹分院", 24.817, 120.980, "北區經國路一段", "重度級", True),
    ("H-MMH", "新竹馬偕紀念醫院", 24.800, 120.990, "東區光復路二段", "", False),
    ("H-CGH", "新竹國泰綜合醫院", 24.799, 120.964, "東區中華路二段", "", False),
    ("H-AFH", "國軍新竹地區醫院", 24.817, 120.966, "北區武陵路", "", False),
    ("H-NM", "南門綜合醫院", 24.801, 120.968, "東區林森路", "", False),
    ("H-TY", "東元綜合醫院", 24.826, 121.012, "竹北市縣政二路", "", False),
)
"""Positions to three decimals (about 100 m), approximate; a level is given only where it is well known."""


SPARE_MONITORS = (("available", 96), ("available", 88), ("available", 74), ("testing", 61), ("cleaning", 22))
STATE_MINUTES = {
    "available": 900, "prepared": 300, "sent": 40, "in_use": 2880, "to_retrieve": 1620, "cleaning": 95, "testing": 520,
    "faulty": 4000,
}  # fmt: skip
"""For how long a piece is in its state; some are overdue by the rule pack, as on any real morning."""


def monitor_id(case: Case) -> str:
    """M-01 ... carries device D-01 ..."""
    return f"M-{case.number:02}"


def kit_rows(cases: Sequence[Case], random: Random) -> list[Record]:
    """kits.csv: a monitor with its device for each case and some to spare, and other equipment in every state."""
    monitors = [
        _kit(monitor_id(case), "monitor", "in_use", f"D-{case.number:02}", case, random.randint(35, 100))
        for case in cases
    ]
    first = len(cases) + 1
    spare = [
        _kit(f"M-{number:02}", "monitor", state, f"D-{number:02}", battery=battery)
        for number, (state, battery) in enumerate(SPARE_MONITORS, first)
    ]
    pumps = [_pump(place, cases) for place in range(PUMPS)]
    oxygen = [_oxygen(place, cases) for place in range(OXYGEN)]
    rest = [_kit("", kind, state) for kind, state in OTHER_KITS]
    more = [_kit("", "infusion_pump", "prepared", case=waiting(cases)[0])]
    more += [_kit("", "infusion_pump", "available") for _ in range(2)]
    numbered = [{**kit, "kit_id": f"K-{place:02}"} for place, kit in enumerate([*pumps, *oxygen, *rest, *more], 1)]
    return [_aged(kit) for kit in monitors + spare + numbered]


def set_rows(cases: Sequence[Case], kits: Sequence[Record]) -> list[Record]:
    """equipment_sets.csv: one delivered and not set up, one packed and overdue, one set aside, one that waits."""
    packed, aside, short = waiting(cases)
    pumps = {
        kit["state"]: kit for kit in kits if kit["kind"] == "infusion_pump" and kit["state"] in ("sent", "prepared")
    }
    there = next(case for case in cases if case.episode_id == pumps["sent"]["episode_id"])
    whole = "monitor;infusion_pump"
    return [
        _set(1, there, "pneumonia", whole, "delivered", 190, -70, f"{monitor_id(there)};{pumps['sent']['kit_id']}", 40),
        _set(2, packed, "pneumonia", whole, "packed", 135, -15, f"{monitor_id(packed)};{pumps['prepared']['kit_id']}"),
        _set(3, aside, "rapid", "monitor;oxygen", "reserved", 8, 22, monitor_id(aside)),
        _set(4, short, "rapid", "monitor;oxygen", "wanted", 3, 27, monitor_id(short)),
    ]


def waiting(cases: Sequence[Case]) -> list[Case]:
    """Three people on the first days of their stay who have no pump."""
    return [case for case in cases if not case.treatment.pump and case.day_number <= 3][2:5]


def _pump(place: int, cases: Sequence[Case]) -> Record:
    users = [case for case in cases if case.treatment.pump]
    if place < len(users):
        return _kit("", "infusion_pump", "in_use", case=users[place])
    finished = next(case for case in cases if case.treatment.text.startswith("已改口服"))
    return _kit("", "infusion_pump", "to_retrieve", case=finished) if place == PUMPS - 1 else _sent(cases)


def _sent(cases: Sequence[Case]) -> Record:
    return _kit("", "infusion_pump", "sent", case=next(c for c in cases if not c.treatment.pump and c.day_number == 2))


def on_oxygen(cases: Sequence[Case]) -> list[Case]:
    """The three people with pneumonia who have oxygen at home."""
    return [case for case in cases if case.condition == "pneumonia" and case.treatment.pump][:3]


def _oxygen(place: int, cases: Sequence[Case]) -> Record:
    users = on_oxygen(cases)
    return _kit("", "oxygen", "in_use", case=users[place]) if place < len(users) else _kit("", "oxygen", "available")


def _aged(kit: Record) -> Record:
    """With a serial number, how long it is in its state, and what is wrong with it."""
    fault = "按鍵失靈，送修" if kit["state"] == "faulty" else ""
    serial = f"HAH-{str(kit['kind'])[:2].upper()}-{str(kit['kit_id'])[2:]:0>4}"
    return {**kit, "serial": serial, "state_minutes": STATE_MINUTES[str(kit["state"])], "fault": fault}


def _set(
    number: int, case: Case, recipe: str, needs: str, state: str, reserved: int, promised: int, kits: str,
    delivered: int | None = None,
) -> Record:  # fmt: skip
    name, relationship, _ = case.caregiver
    receipt = {"delivered_minutes_ago": delivered, "received_by": name, "relationship": relationship}
    return {
        "set_id": f"ES-DEMO-{number}", "episode_id": case.episode_id, "recipe": recipe, "needs": needs, "state": state,
        "reserved_minutes_ago": reserved, "promised_minutes": promised, "kits": kits,
        **(receipt if delivered is not None else dict.fromkeys(receipt, "")),
    }  # fmt: skip


def _kit(
    kit_id: str, kind: str, state: str, device_id: str = "", case: Case | None = None, battery: int | None = None
) -> Record:
    return {
        "kit_id": kit_id, "kind": kind, "state": state, "device_id": device_id,
        "episode_id": case.episode_id if case else "", "battery_pct": "" if battery is None else battery,
    }  # fmt: skip


def hospital_rows() -> list[Record]:
    """hospitals.csv."""
    columns = ("hospital_id", "name", "lat", "lon", "address", "level")
    return [
        {
            **dict(zip(columns, hospital[:6], strict=True)), "phone": "", "departments": "",
            "is_base": "yes" if hospital[6] else "no", "is_laboratory": "yes" if hospital[6] else "no",
        }
        for hospital in HOSPITALS
    ]  # fmt: skip
