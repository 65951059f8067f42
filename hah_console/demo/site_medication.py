"""Orders, cultures and results of the demo's invented cases; the same cases always give the same rows."""

from collections.abc import Iterator, Sequence

from hah_console.demo.site_cases import (
    AMIKACIN,
    CEFAZOLIN,
    CEFEPIME,
    CEFTRIAXONE,
    CEFUROXIME,
    ERTAPENEM,
    LEVOFLOXACIN,
    MOXIFLOXACIN,
    ORAL,
    PENICILLIN,
    PIPERACILLIN,
    SOFT_CEFTRIAXONE,
    VANCOMYCIN,
    Case,
    Treatment,
)
from hah_console.demo.site_team import Record

DRUGS: dict[Treatment, tuple[str, str, int, str]] = {
    CEFTRIAXONE: ("ceftriaxone", "2 g", 30, "bag"),
    SOFT_CEFTRIAXONE: ("ceftriaxone", "2 g", 30, "bag"),
    ERTAPENEM: ("ertapenem", "1 g", 30, "bag"),
    AMIKACIN: ("amikacin", "750 mg", 45, "bag"),
    LEVOFLOXACIN: ("levofloxacin", "750 mg", 90, "bag"),
    MOXIFLOXACIN: ("moxifloxacin", "400 mg", 60, "bag"),
    PENICILLIN: ("penicillin_g", "18 MU", 1440, "citrate_buffered"),
    CEFUROXIME: ("cefuroxime", "4.5 g", 1440, "bag"),
    PIPERACILLIN: ("piperacillin_tazobactam", "18 g", 1440, "diffuser"),
    CEFEPIME: ("cefepime", "3 g", 720, "diffuser"),
    CEFAZOLIN: ("cefazolin", "6 g", 1440, "syringe"),
    VANCOMYCIN: ("vancomycin", "1 g", 60, "bag"),
}
"""Drug, amount each time, minutes to run in, preparation."""
ORAL_SWITCH = {
    "uti": ("cefixime", "200 mg", 12), "pneumonia": ("levofloxacin", "750 mg", 24),
    "soft_tissue": ("doxycycline", "100 mg", 12),
}  # fmt: skip
USUAL = (("warfarin", "2.5 mg", 24, 18 * 60), ("furosemide", "40 mg", 24, 8 * 60), ("paracetamol", "500 mg", 6, 8 * 60))
"""What some take besides: every so many cases in turn."""
EVERY_USUAL = 9
CULTURES = {"uti": "urine_culture", "pneumonia": "sputum_culture", "soft_tissue": "wound_swab"}
ORGANISMS = {
    "uti": ("Escherichia coli", "Klebsiella pneumoniae", "Proteus mirabilis", "Escherichia coli (ESBL)"),
    "pneumonia": ("Streptococcus pneumoniae", "Haemophilus influenzae", "Klebsiella pneumoniae"),
    "soft_tissue": ("Staphylococcus aureus", "Streptococcus pyogenes"),
}
LAST_DAY = 7


def medication_rows(cases: Sequence[Case]) -> list[Record]:
    """medications.csv: the treatment of every case, and what some take besides."""
    return [row for case in cases for row in (*_treatment(case), *_usual(case))]


def _treatment(case: Case) -> Iterator[Record]:
    first_day = _first_day(case)
    if case.treatment is ORAL:
        drug, amount, hours = ORAL_SWITCH[case.condition]
        yield _row(f"M{case.number:03}", case, drug, amount, "oral", first_day, 8 * 60 + 30, hours)
        return
    drug, amount, minutes, preparation = DRUGS[case.treatment]
    pump = "yes" if case.treatment.pump and minutes > 600 else "no"
    row = _row(
        f"M{case.number:03}", case, drug, amount, "iv", first_day, case.dose_minutes, case.treatment.interval_hours
    )
    yield {
        **row, "infusion_minutes": minutes, "continuous": pump, "preparation": preparation,
        "work_id": f"O{case.number:03}",
    }  # fmt: skip


def _usual(case: Case) -> Iterator[Record]:
    if case.number % EVERY_USUAL < len(USUAL):
        drug, amount, hours, minutes = USUAL[case.number % EVERY_USUAL]
        yield _row(f"U{case.number:03}", case, drug, amount, "oral", _first_day(case), minutes, hours)


def _first_day(case: Case) -> int:
    """The day after the admission: the first dose was given where the patient came from."""
    return 2 - case.day_number


def _row(
    order_id: str, case: Case, drug: str, amount: str, route: str, first_day: int, minutes: int, hours: int
) -> Record:
    return {
        "order_id": order_id, "episode_id": case.episode_id, "drug": drug, "amount": amount, "route": route,
        "first_day": first_day, "first_time": f"{minutes // 60:02}:{minutes % 60:02}", "last_day": LAST_DAY,
        "every_hours": hours, "infusion_minutes": "", "continuous": "", "preparation": "", "work_id": "",
    }  # fmt: skip


def specimen_rows(cases: Sequence[Case], follow_up: Sequence[Record]) -> list[Record]:
    """specimens.csv: blood and local cultures at the admission, and the blood tests among the single tasks."""
    rows = [row for case in cases for row in _cultures(case)]
    wanted = [task for task in follow_up if task["kind"] == "specimen"]
    return rows + [_specimen(f"S{task['task_id']}", task["episode_id"], "blood_count", task) for task in wanted]


def _cultures(case: Case) -> Iterator[Record]:
    grew = case.number % 5 < 3
    kinds = ORGANISMS[case.condition]
    organism = kinds[case.number % len(kinds)]
    day = {"day": 1 - case.day_number, "earliest": "21:00"}
    for letter, kind, found in (("B", "blood_culture", case.number % 7 == 0), ("L", CULTURES[case.condition], grew)):
        row = _specimen(f"S{letter}{case.number:03}", case.episode_id, kind, day)
        yield {**row, "growth": "grows" if found else "none", "organism": organism if found else ""}


def _specimen(order_id: str, episode_id: object, kind: str, when: Record) -> Record:
    return {
        "order_id": order_id, "episode_id": episode_id, "kind": kind, "day": when["day"], "time": when["earliest"],
        "work_id": when.get("task_id", ""), "growth": "", "organism": "",
    }  # fmt: skip


def result_rows(cases: Sequence[Case]) -> list[Record]:
    """results.csv: white cells, CRP and creatinine on the day of admission and every second day, getting better."""
    return [
        row for case in cases for day in range(1, case.day_number + 1, 2) for row in _results(case, day)
    ]  # fmt: skip


def _results(case: Case, day: int) -> Iterator[Record]:
    share = 0.62 ** (day - 1)
    worse = case.number % 11 == 0 and day > 3
    crp = (38 + case.number * 37 % 150) * (1.35 if worse else share)
    white = 7.2 + (4 + case.number % 9) * (1.2 if worse else share)
    creatinine = 0.7 + case.number % 13 / 10
    figures = (
        ("crp", f"{crp:.0f}", "mg/L"),
        ("wbc", f"{white:.1f}", "10*9/L"),
        ("creatinine", f"{creatinine:.1f}", "mg/dL"),
    )
    for analyte, value, unit in figures:
        yield {
            "patient_id": case.patient_id, "analyte": analyte, "value": value, "unit": unit,
            "day": day - case.day_number, "time": "21:10" if day == 1 else "07:20",
            "source": "laboratory" if day == 1 else "point_of_care",
        }  # fmt: skip
