"""The work of the demo day: repeated orders of every case and the single tasks around them."""

import math
from collections.abc import Iterator, Sequence
from random import Random

from hah_console.demo.site_cases import ORAL, SOFT_CEFTRIAXONE, Case
from hah_console.demo.site_team import BASE, TEAM, Record

TOLERANCE_MINUTES = 60
"""A dose may begin this much before or after its clock time."""
TWICE_DAILY_FROM = 8 * 60 + 30
MORNING = (8 * 60 + 45, 14 * 60 + 15)
AFTERNOON = (14 * 60 + 30, 18 * 60 + 30)
AFTERNOON_SHARE = 0.34
OWNERS = [member.staff_id for member in TEAM if member.profession == "nurse"][:9]
AFTERNOON_NURSES = frozenset(member.staff_id for member in TEAM if member.starts == "13:30")
PHYSICIANS = [member.staff_id for member in TEAM if member.profession == "physician"]


def assign_owners(cases: Sequence[Case]) -> None:
    """Neighbours share a nurse and a physician: cases in the order of their direction from the base."""
    ordered = sorted(cases, key=_direction)
    for place, case in enumerate(ordered):
        case.owner = OWNERS[place * len(OWNERS) // len(ordered)]
        case.physician = PHYSICIANS[place * len(PHYSICIANS) // len(ordered)]


def _direction(case: Case) -> float:
    return math.atan2(case.home.lat - BASE[0], case.home.lon - BASE[1])


def set_dose_clocks(cases: Sequence[Case], random: Random) -> None:
    """A clock time for every case: twice-daily ones at the start of the day, the rest spread over two stretches."""
    twice = [case for case in cases if case.treatment.interval_hours == 12]
    once = [case for case in cases if case.treatment.interval_hours == 24]
    random.shuffle(once)
    afternoon = once[: round(len(once) * AFTERNOON_SHARE)]
    for case, clock in zip(twice, _clocks(TWICE_DAILY_FROM, TWICE_DAILY_FROM + 60, len(twice)), strict=True):
        case.dose_minutes = clock
    for group, (first, last) in ((afternoon, AFTERNOON), (once[len(afternoon) :], MORNING)):
        for case, clock in zip(group, _clocks(first, last, len(group)), strict=True):
            case.dose_minutes = clock


def _clocks(first: int, last: int, count: int) -> list[int]:
    """Times in quarters of an hour, evenly from first to last."""
    return [first + round((last - first) * place / max(1, count - 1) / 15) * 15 for place in range(count)]


def order_rows(cases: Sequence[Case]) -> list[Record]:
    """orders.csv: the daily visit of every case with its dose."""
    return [_order(case) for case in cases]


def _order(case: Case) -> Record:
    treatment = case.treatment
    early, late = case.dose_minutes - TOLERANCE_MINUTES, case.dose_minutes + TOLERANCE_MINUTES
    if treatment is ORAL:
        early, late = 8 * 60 + 30, 20 * 60
    return {
        "order_id": f"O{case.number:03}", "episode_id": case.episode_id,
        "kind": "nurse_visit" if treatment is ORAL else "iv_dose", "from_day": 1 - case.day_number, "to_day": 7,
        "earliest": _written(early), "latest": _written(late), "interval_hours": treatment.interval_hours,
        "duration_minutes": treatment.minutes, "required_skills": ";".join(treatment.skills),
        "priority": 2 if treatment is ORAL else 3, "optional": "no",
        "hard_window": "no" if treatment is ORAL else "yes", "staff_needed": 1,
        "preferred_staff_id": case.owner if case.number % 2 and _owner_at_work(case) else "", "note": treatment.text,
    }  # fmt: skip


def _owner_at_work(case: Case) -> bool:
    """Whether the dose falls into the usual hours of the nurse who owns the case."""
    return (case.owner in AFTERNOON_NURSES) == (case.dose_minutes >= AFTERNOON[0])


def task_rows(cases: Sequence[Case]) -> list[Record]:
    """tasks.csv: physician visits, a specimen, a catheter, extra wound care and the couriers' errands of day 0."""
    rows = [*_physician_visits(cases), *_nursing(cases), *_errands(cases)]
    return [{"task_id": f"T{place:03}", "day": 0, **row} for place, row in enumerate(rows, 1)]


def _physician_visits(cases: Sequence[Case]) -> Iterator[Record]:
    """The first visit on site of the newest cases, and two a physician may leave to a video call."""
    newest = sorted(cases, key=lambda case: (case.day_number, case.number))
    for case in newest[:4]:
        note = "收案後 3 日內到宅診視"
        yield _task(case, "physician_visit", (9 * 60, 16 * 60), 30, "medical", priority=3, note=note)
    for case in newest[30:32]:
        note = "可改視訊診療"
        yield _task(case, "physician_visit", (9 * 60, 20 * 60), 30, "medical;pocus", 1, optional=True, note=note)


def _nursing(cases: Sequence[Case]) -> Iterator[Record]:
    wounds = [case for case in cases if case.treatment is SOFT_CEFTRIAXONE]
    urinary = [case for case in cases if case.condition == "uti" and case.treatment is not ORAL]
    note = "追蹤血液檢查，抽後送檢驗科"
    yield _task(urinary[5], "specimen", (8 * 60 + 30, 12 * 60), 20, "blood", priority=3, note=note)
    yield _task(urinary[9], "nurse_visit", (10 * 60, 15 * 60), 40, "foley", people=2, note="更換尿管，需兩人")
    yield _task(wounds[0], "wound_care", (13 * 60, 16 * 60), 45, "wound", people=2, note="大面積傷口，需兩人翻身")
    note = "加強換藥，可延至明日"
    yield _task(wounds[3], "wound_care", (15 * 60, 20 * 60), 30, "wound", priority=1, optional=True, note=note)


def _errands(cases: Sequence[Case]) -> Iterator[Record]:
    pumps = [case for case in cases if case.treatment.pump]
    oral = [case for case in cases if case.treatment is ORAL]
    for case, hours in zip(pumps[:2], ((9 * 60, 12 * 60), (13 * 60, 16 * 60)), strict=True):
        yield _task(case, "medicine_delivery", hours, 10, "courier", priority=3, note="輸液袋補給，冷藏")
    for case in oral[:2]:
        yield _task(
            case, "kit_retrieval", (13 * 60, 17 * 60), 15, "courier", priority=1, hard=False, note="收回輸液幫浦"
        )
    for case in cases[10:12]:
        yield _task(case, "kit_delivery", (10 * 60, 15 * 60), 20, "courier", note="更換監測器材")


def _task(
    case: Case, kind: str, window: tuple[int, int], minutes: int, skills: str, priority: int = 2, *,
    optional: bool = False, hard: bool = True, people: int = 1, note: str = "",
) -> Record:  # fmt: skip
    return {
        "episode_id": case.episode_id, "kind": kind, "earliest": _written(window[0]), "latest": _written(window[1]),
        "duration_minutes": minutes, "required_skills": skills, "priority": priority,
        "optional": "yes" if optional else "no", "hard_window": "yes" if hard else "no", "staff_needed": people,
        "preferred_staff_id": "", "note": note,
    }  # fmt: skip


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
