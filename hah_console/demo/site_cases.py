"""The sixty invented cases of the demo site: condition, mode, day of stay, treatment, person and home."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hah_console.demo.site_names import RELATIONSHIPS, Names

REFERENCE_DAY = date(2026, 1, 1)
"""Ages are chosen as of this day, so that the same seed always gives the same birthdays."""
CONDITIONS = (("uti", 29), ("pneumonia", 22), ("soft_tissue", 9))
MODES = (("A", 19), ("B", 19), ("C", 22))
STAY_DAYS = {"uti": 7, "pneumonia": 9, "soft_tissue": 6}
"""Longest usual day of stay drawn for a case; two cases run over."""
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is given and how: hours between visits for it, minutes at the bedside, whether a pump stays."""

    text: str
    interval_hours: int
    minutes: int
    skills: tuple[str, ...]
    pump: bool = False
    beta_lactam: bool = True


CEFTRIAXONE = Treatment("ceftriaxone 2 g q24h 靜脈滴注 30 分", 24, 40, ("iv",))
ERTAPENEM = Treatment("ertapenem 1 g q24h 靜脈滴注 30 分（限 0.9% 食鹽水，現場配製）", 24, 45, ("iv",))
AMIKACIN = Treatment("amikacin q24h 靜脈滴注 45 分", 24, 55, ("iv",), beta_lactam=False)
LEVOFLOXACIN = Treatment("levofloxacin 750 mg q24h 靜脈滴注 90 分", 24, 100, ("iv",), beta_lactam=False)
MOXIFLOXACIN = Treatment("moxifloxacin 400 mg q24h 靜脈滴注 60 分", 24, 70, ("iv",), beta_lactam=False)
PENICILLIN = Treatment("penicillin G 18 MU／24 小時 輸液幫浦，每日換袋", 24, 30, ("iv", "pump"), True)
CEFUROXIME = Treatment("cefuroxime 4.5 g／24 小時 輸液幫浦，每日換袋", 24, 30, ("iv", "pump"), True)
PIPERACILLIN = Treatment("piperacillin-tazobactam 18 g／24 小時 輸液幫浦，每日換袋", 24, 30, ("iv", "pump"), True)
CEFEPIME = Treatment("cefepime 6 g／24 小時 輸液幫浦，q12h 換袋", 12, 25, ("iv", "pump"), True)
CEFAZOLIN = Treatment("cefazolin 6 g／24 小時 輸液幫浦，每日換袋（避熱）", 24, 35, ("iv", "pump", "wound"), True)
SOFT_CEFTRIAXONE = Treatment("ceftriaxone 2 g q24h 靜脈滴注 30 分＋傷口換藥", 24, 50, ("iv", "wound"))
VANCOMYCIN = Treatment("vancomycin 1 g q12h 靜脈滴注 60 分", 12, 70, ("iv",), beta_lactam=False)
ORAL = Treatment("已改口服抗生素：評估、衛教", 24, 30, ("nursing",), beta_lactam=False)

COURSES: dict[str, tuple[tuple[Treatment, int], ...]] = {
    "uti": ((CEFTRIAXONE, 18), (ERTAPENEM, 6), (AMIKACIN, 2), (ORAL, 3)),
    "pneumonia": (
        (CEFEPIME, 4), (PIPERACILLIN, 3), (PENICILLIN, 2), (CEFUROXIME, 2), (MOXIFLOXACIN, 5), (LEVOFLOXACIN, 3),
        (ORAL, 3),
    ),
    "soft_tissue": ((SOFT_CEFTRIAXONE, 6), (CEFAZOLIN, 1), (VANCOMYCIN, 1), (ORAL, 1)),
}  # fmt: skip
ALLERGIES = (("known", 11), ("none_known", 36), ("not_recorded", 8), ("unavailable", 5))
SUBSTANCES = ("盤尼西林", "磺胺類", "阿斯匹靈", "碘顯影劑", "非類固醇消炎藥", "海鮮")
PRECAUTIONS = (("uti", 7, "contact"), ("uti", 9, ""), ("pneumonia", 8, "droplet"), ("soft_tissue", 4, "contact"))
"""Of every nth case of a condition; all others have standard precautions."""
NOTES = (
    "",
    "",
    "無電梯，3 樓",
    "門口有狗，請先電話",
    "管理室登記換證",
    "鑰匙在隔壁 5 號",
    "按門鈴後請稍候，行動較慢",
    "",
)
INSTITUTIONS = (
    "示範護理之家甲",
    "示範護理之家乙",
    "示範長照機構丙",
    "示範長照機構丁",
    "示範養護中心戊",
    "示範養護中心己",
)


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its inside-point and the metres from there to the nearest edge."""

    county: str
    town: str
    name: str
    lat: float
    lon: float
    clear_m: float


@dataclass(frozen=True, slots=True)
class Home:
    """Where a case lives."""

    lat: float
    lon: float
    address: str
    note: str = ""


@dataclass(slots=True)
class Case:
    """One invented patient with the admission and its treatment; ``number`` counts from 1."""

    number: int
    condition: str
    mode: str
    treatment: Treatment
    day_number: int
    home: Home
    woman: bool
    born: date
    name: str
    allergy_state: str
    allergies: str = ""
    caregiver: tuple[str, str, str] = ("", "", "")
    code_status: str = "full"
    spo2_scale: int = 1
    precautions: str = "standard"
    owner: str = ""
    physician: str = ""
    dose_minutes: int = field(default=0)

    @property
    def patient_id(self) -> str:
        """P001 ..."""
        return f"P{self.number:03}"

    @property
    def episode_id(self) -> str:
        """E001 ..."""
        return f"E{self.number:03}"


def invent_cases(random: Random, villages: Sequence[Village]) -> list[Case]:
    """Sixty cases in the national mix; the same seed gives the same cases."""
    names = Names(random)
    pairs = _conditions_with_modes(random)
    treatments = {name: _spread(random, course) for name, course in COURSES.items()}
    institutions = [_home_in(random, random.choice(villages), place) for place in INSTITUTIONS]
    cases = []
    for number, (condition, mode) in enumerate(pairs, 1):
        home = random.choice(institutions) if mode == "B" else _home(random, random.choice(villages))
        treatment = treatments[condition].pop()
        cases.append(_person(random, names, number, condition, mode, treatment, home))
    _give_allergies(random, cases)
    _mark_special(cases)
    return cases


def _conditions_with_modes(random: Random) -> list[tuple[str, str]]:
    conditions = [name for name, count in CONDITIONS for _ in range(count)]
    modes = [name for name, count in MODES for _ in range(count)]
    random.shuffle(conditions)
    random.shuffle(modes)
    return list(zip(conditions, modes, strict=True))


def _spread(random: Random, course: Sequence[tuple[Treatment, int]]) -> list[Treatment]:
    given = [treatment for treatment, count in course for _ in range(count)]
    random.shuffle(given)
    return given


def _person(
    random: Random, names: Names, number: int, condition: str, mode: str, treatment: Treatment, home: Home
) -> Case:
    woman = random.random() < (0.6 if condition == "uti" else 0.45)
    age = min(99.0, max(42.0, random.gauss(84 if mode == "B" else 78, 9)))
    born = REFERENCE_DAY - timedelta(days=int(age * 365.25))
    late = treatment is ORAL
    usual = STAY_DAYS[condition]
    day_number = random.randint(usual - 1, usual + 1) if late else random.randint(2, usual)
    carer_woman = random.random() < 0.7
    carer = names.person(carer_woman, older=False), random.choice(RELATIONSHIPS[carer_woman]), f"0900-000-{number:03}"
    code_status = random.choices(("full", "dnr", "not_recorded"), (0.5, 0.3, 0.2))[0]
    return Case(
        number, condition, mode, treatment, day_number, home, woman, born, names.person(woman, older=True),
        "none_known", caregiver=carer, code_status=code_status,
    )  # fmt: skip


def _home(random: Random, village: Village) -> Home:
    number = random.randint(1, 240)
    floor = random.choice(("", "", " 2 樓", " 3 樓", " 5 樓"))
    home = _home_in(random, village, f"示意路 {number} 號{floor}")
    return Home(home.lat, home.lon, home.address, random.choice(NOTES))


def _home_in(random: Random, village: Village, place: str) -> Home:
    """A point within the village, no farther from its inside-point than two thirds of the way to the edge."""
    reach = min(village.clear_m * 2 / 3, 350.0) * math.sqrt(random.random())
    angle = random.random() * math.tau
    lat = village.lat + reach * math.sin(angle) / METRES_PER_DEGREE
    lon = village.lon + reach * math.cos(angle) / METRES_PER_DEGREE / math.cos(math.radians(village.lat))
    return Home(round(lat, 5), round(lon, 5), f"{village.county}{village.town}{village.name}{place}")


def _give_allergies(random: Random, cases: list[Case]) -> None:
    """All four states; nobody given a beta-lactam is said to be allergic to penicillin."""
    states = [state for state, count in ALLERGIES for _ in range(count)]
    random.shuffle(states)
    for case, state in zip(cases, states, strict=True):
        case.allergy_state = state
        if state == "known":
            safe = SUBSTANCES[1:] if case.treatment.beta_lactam else SUBSTANCES
            case.allergies = ";".join(sorted(random.sample(safe, random.choice((1, 1, 2)))))
    careful = next(c for c in cases if c.allergy_state == "known" and not c.treatment.beta_lactam)
    careful.allergies = SUBSTANCES[0]


def _give_precautions(cases: list[Case]) -> None:
    for condition, every, precautions in PRECAUTIONS:
        for case in [c for c in cases if c.condition == condition][2::every]:
            case.precautions = precautions


def _mark_special(cases: list[Case]) -> None:
    """Four people with pneumonia have a saturation target of 88-92 %; two stays run over their target days; some need
    more than standard precautions, and of some nothing is recorded."""
    _give_precautions(cases)
    for case in [c for c in cases if c.condition == "pneumonia"][::6]:
        case.spo2_scale = 2
    for case in [c for c in cases if c.treatment is ORAL and c.condition != "soft_tissue"][:2]:
        case.day_number = STAY_DAYS[case.condition] + 2
