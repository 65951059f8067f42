"""Which antibiotic can be given at this home: visits, staff hours, pump and temperature."""

from decimal import Decimal

import pytest
from helpers.order_bench import care

from hah_console.domain.drug import Route
from hah_console.domain.home_feasibility import HomeSetting, Obstacle, Verdict, home_feasibility


def setting(
    visits: int = 1, hours: str = "13", pump: bool = True, celsius: int = 32, carer: bool = False
) -> HomeSetting:
    return HomeSetting(visits, Decimal(hours), pump, Decimal(celsius), carer)


def ask(drug: str, home: HomeSetting, route: Route = Route.IV) -> tuple[Verdict, set[Obstacle]]:
    answer = home_feasibility(care().drugs.drug(drug), home, route)
    return answer.verdict, {reason.obstacle for reason in answer.reasons}


@pytest.mark.parametrize(
    ("drug", "home", "verdict", "obstacle"),
    [
        ("ceftriaxone", setting(), Verdict.POSSIBLE, Obstacle.MIX_AT_BEDSIDE),
        ("ceftriaxone", setting(celsius=25), Verdict.POSSIBLE, Obstacle.SOURCES_DISAGREE),
        ("ertapenem", setting(celsius=37), Verdict.POSSIBLE, Obstacle.MIX_AT_BEDSIDE),
        ("piperacillin_tazobactam", setting(celsius=37), Verdict.POSSIBLE, None),
        ("piperacillin_tazobactam", setting(pump=False), Verdict.IMPOSSIBLE, Obstacle.NO_PUMP),
        ("cefazolin", setting(celsius=25), Verdict.POSSIBLE, None),
        ("cefazolin", setting(celsius=32), Verdict.IMPOSSIBLE, Obstacle.TOO_WARM),
        ("cefepime", setting(celsius=25), Verdict.POSSIBLE, None),
        ("cefepime", setting(celsius=32), Verdict.STAFFING_COST, Obstacle.MORE_VISITS),
        ("cefepime", setting(visits=2, celsius=32), Verdict.POSSIBLE, None),
        ("cefepime", setting(celsius=37), Verdict.IMPOSSIBLE, Obstacle.TOO_WARM),
        ("ceftazidime", setting(visits=2), Verdict.IMPOSSIBLE, Obstacle.SOURCES_DISAGREE),
        ("vancomycin", setting(), Verdict.STAFFING_COST, Obstacle.MORE_VISITS),
        ("vancomycin", setting(visits=2), Verdict.POSSIBLE, Obstacle.MIX_AT_BEDSIDE),
        ("vancomycin", setting(visits=2, hours="11"), Verdict.IMPOSSIBLE, Obstacle.STAFF_HOURS_TOO_SHORT),
        ("vancomycin", setting(hours="11", carer=True), Verdict.STAFFING_COST, Obstacle.CAREGIVER_GIVES),
        ("metronidazole", setting(visits=3), Verdict.IMPOSSIBLE, Obstacle.STAFF_HOURS_TOO_SHORT),
        ("penicillin_g", setting(celsius=37), Verdict.POSSIBLE, None),
        ("cefuroxime", setting(), Verdict.IMPOSSIBLE, Obstacle.STABILITY_UNKNOWN),
        ("doxycycline", setting(), Verdict.IMPOSSIBLE, Obstacle.NO_REGIMEN),
    ],
)
def test_a_drug_fits_a_home_or_costs_staff_or_does_not_fit(
    drug: str, home: HomeSetting, verdict: Verdict, obstacle: Obstacle | None
) -> None:
    found, obstacles = ask(drug, home)
    assert found is verdict
    assert obstacles == set() if obstacle is None else obstacle in obstacles


def test_a_drug_by_mouth_needs_no_visit() -> None:
    assert ask("metronidazole", setting(visits=0), Route.ORAL) == (Verdict.POSSIBLE, set())


def test_a_warmer_room_never_makes_a_pump_easier() -> None:
    for drug in care().drugs.drugs.values():
        verdicts = [
            home_feasibility(drug, setting(celsius=celsius)).verdict for celsius in (20, 25, 30, 32, 35, 37, 40)
        ]
        pumped = any(regimen.continuous for regimen in drug.regimens)
        assert not pumped or verdicts == sorted(verdicts), drug.drug_id
