"""Whether a drug can really be given at a home: dose interval against visits, staff hours, pump and temperature.

Rules of thumb of outpatient parenteral therapy: one daily visit fits what is given once a day or runs in a pump that is
changed once a day (IDSA OPAT guideline 2018; CAPC on staffing); a pump at home goes by the stability at the warmest the
room gets (d'Huart, Antibiotics 2022;11:458).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from hah_console.domain.drug import Drug, Regimen, Route, StabilityAnswer


class Verdict(IntEnum):
    """From best to worst."""

    POSSIBLE = 0
    STAFFING_COST = 1
    IMPOSSIBLE = 2


class Obstacle(StrEnum):
    """Why not, what it costs, or what to mind."""

    NO_REGIMEN = "no_regimen"
    NO_PUMP = "no_pump"
    TOO_WARM = "too_warm"
    STABILITY_UNKNOWN = "stability_unknown"
    STAFF_HOURS_TOO_SHORT = "staff_hours_too_short"
    MORE_VISITS = "more_visits"
    CAREGIVER_GIVES = "caregiver_gives"
    SOURCES_DISAGREE = "sources_disagree"
    MIX_AT_BEDSIDE = "mix_at_bedside"


@dataclass(frozen=True, slots=True)
class HomeSetting:
    """What a home has: nurse visits a day, hours from the team's first to its last possible visit start, a pump, how
    warm the room gets, and whether somebody at home was trained to give doses."""

    visits_per_day: int
    staff_hours: Decimal
    pump_at_hand: bool
    ambient_c: Decimal
    trained_caregiver: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One obstacle with its figures, for the sentence about it."""

    obstacle: Obstacle
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feasibility:
    """``visits_needed`` and ``extra_visits`` a day, ``bedside_minutes`` a day; of the regimen it was asked for."""

    verdict: Verdict
    regimen: Regimen | None
    visits_needed: int
    extra_visits: int
    bedside_minutes: int
    reasons: tuple[Reason, ...]


def home_feasibility(drug: Drug, setting: HomeSetting, route: Route = Route.IV) -> Feasibility:
    """The easiest way of giving the drug by ``route`` at this home; what is impossible keeps the reason."""
    wanted = [regimen for regimen in drug.regimens if regimen.route is route]
    answers = [regimen_feasibility(drug, regimen, setting) for regimen in wanted]
    if not answers:
        return Feasibility(Verdict.IMPOSSIBLE, None, 0, 0, 0, (Reason(Obstacle.NO_REGIMEN),))
    return min(answers, key=lambda answer: (answer.verdict, answer.extra_visits, answer.bedside_minutes))


def regimen_feasibility(drug: Drug, regimen: Regimen, setting: HomeSetting) -> Feasibility:
    """Whether one regimen fits."""
    if regimen.route is Route.ORAL:
        return Feasibility(Verdict.POSSIBLE, regimen, 0, 0, 0, ())
    obstacles = (*_pump(regimen, setting), *_staff(regimen, setting))
    barred, minded = _mixture(drug, regimen, setting)
    extra = max(0, regimen.doses_per_day - setting.visits_per_day)
    costs = _costs(extra, setting)
    verdict = Verdict.IMPOSSIBLE if obstacles or barred else Verdict.STAFFING_COST if costs else Verdict.POSSIBLE
    minutes = regimen.doses_per_day * regimen.bedside_minutes
    reasons = (*obstacles, *barred, *costs, *minded)
    return Feasibility(verdict, regimen, regimen.doses_per_day, extra, minutes, reasons)


def _pump(regimen: Regimen, setting: HomeSetting) -> tuple[Reason, ...]:
    return (Reason(Obstacle.NO_PUMP),) if regimen.continuous and not setting.pump_at_hand else ()


def _staff(regimen: Regimen, setting: HomeSetting) -> tuple[Reason, ...]:
    """The first and the last dose of a day must both begin while somebody works."""
    needed = Decimal((regimen.doses_per_day - 1) * regimen.interval_hours)
    if needed <= setting.staff_hours or setting.trained_caregiver:
        return ()
    facts = (("needed", str(needed)), ("hours", str(setting.staff_hours)))
    return (Reason(Obstacle.STAFF_HOURS_TOO_SHORT, facts),)


def _costs(extra: int, setting: HomeSetting) -> tuple[Reason, ...]:
    if extra == 0:
        return ()
    obstacle = Obstacle.CAREGIVER_GIVES if setting.trained_caregiver else Obstacle.MORE_VISITS
    return (Reason(obstacle, (("extra", str(extra)),)),)


def _mixture(drug: Drug, regimen: Regimen, setting: HomeSetting) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What bars the mixture, and what to mind of it."""
    answer = drug.keeps(regimen.preparation, setting.ambient_c)
    if answer is None:
        facts = (("celsius", str(setting.ambient_c)),)
        unknown = (Reason(Obstacle.STABILITY_UNKNOWN, facts),)
        return (unknown, ()) if regimen.continuous else ((), (Reason(Obstacle.MIX_AT_BEDSIDE),))
    disagree = (Reason(Obstacle.SOURCES_DISAGREE, _sources(answer)),) if answer.disagree else ()
    if answer.strictest.hours < regimen.hours_in_bag:
        return (Reason(Obstacle.TOO_WARM, _facts(regimen, answer)),), disagree
    bedside = () if regimen.continuous else (Reason(Obstacle.MIX_AT_BEDSIDE),)
    return (), (*bedside, *disagree)


def _facts(regimen: Regimen, answer: StabilityAnswer) -> tuple[tuple[str, str], ...]:
    row = answer.strictest
    return (
        ("hours", f"{row.hours.normalize():f}"),
        ("celsius", f"{row.celsius.normalize():f}"),
        ("needed", f"{regimen.hours_in_bag.normalize():f}"),
        ("source", row.source),
    )


def _sources(answer: StabilityAnswer) -> tuple[tuple[str, str], ...]:
    hours = sorted({row.hours for row in answer.rows})
    return (("least", f"{hours[0].normalize():f}"), ("most", f"{hours[-1].normalize():f}"))
