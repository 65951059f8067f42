"""The deterioration script of the demo day: who gets worse when, which sensors fail."""

from collections.abc import Sequence
from pathlib import Path

from hah_console.demo.site_cases import ORAL, Case

HEAD = """# What happens on the demo day, read by the signal generator. Every line is invented.
# patient_id: patients.csv · at: local time of every day · minutes: how long it lasts
# kind: hypoxia | urosepsis | recovery | silence | sensor_off | low_battery
"""
SCRIPT = (
    ("pneumonia", 0, "08:40", "hypoxia", 150),
    ("uti", 2, "09:20", "urosepsis", 300),
    ("uti", 7, "10:05", "silence", 25),
    ("soft_tissue", 1, "10:50", "sensor_off", 30),
    ("pneumonia", 0, "11:10", "recovery", 90),
    ("uti", 11, "12:30", "low_battery", 180),
    ("pneumonia", 5, "13:30", "hypoxia", 75),
    ("pneumonia", 5, "14:45", "recovery", 60),
    ("uti", 4, "15:40", "silence", 50),
    ("pneumonia", 9, "16:15", "sensor_off", 20),
    ("uti", 13, "17:05", "urosepsis", 360),
    ("pneumonia", 12, "19:30", "hypoxia", 60),
    ("soft_tissue", 4, "21:00", "low_battery", 240),
    ("pneumonia", 7, "02:35", "hypoxia", 90),
    ("uti", 18, "03:20", "silence", 30),
)
"""Condition, place among the treated cases of that condition, time, kind, minutes."""


def write_scenario(path: Path, cases: Sequence[Case]) -> None:
    """Write scenario.toml."""
    events = [_event(cases, *line) for line in SCRIPT]
    path.write_text(HEAD + "\n" + "\n".join(events), "utf-8")


def _event(cases: Sequence[Case], condition: str, place: int, at: str, kind: str, minutes: int) -> str:
    treated = [case for case in cases if case.condition == condition and case.treatment is not ORAL]
    patient_id = treated[place].patient_id
    return f'[[event]]\npatient_id = "{patient_id}"\nat = "{at}"\nkind = "{kind}"\nminutes = {minutes}\n'
