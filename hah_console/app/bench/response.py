"""``bench response``: from an alarm to the response desk with all four choices priced, on a full day on the road."""

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.bench.row import BenchRow, at_most, none_of, slowness
from hah_console.app.report import progress

if TYPE_CHECKING:
    from hah_console.domain.ids import PatientId
    from hah_console.services.context import Context
    from hah_console.services.urgent_pricing import UrgentPricing

PATIENTS, STAFF, ALARMS, PLAN_S = 300, 40, 20, 15.0
P95_S, P50_S = 2.0, 1.5
LANGUAGE = "zh_TW"


def rows() -> Iterable[BenchRow]:
    """p50 and p95 beside their targets, and how many desks had a choice without a price."""
    with tempfile.TemporaryDirectory(prefix="hah-response-") as folder:
        seconds, unpriced, visits = _measured(Path(folder))
    slow = slowness()
    note = f"{PATIENTS} patients, {STAFF} staff, {visits} visits planned, first {seconds[0]:.2f} s"
    rising, four = sorted(seconds), "response: alarm to desk, four choices priced"
    yield at_most(f"{four}, p50", _part(rising, 0.5), "s", P50_S, slow=slow)
    yield at_most(f"{four}, p95", _part(rising, 0.95), "s", P95_S, slow=slow, note=note)
    yield none_of("response: desks with a choice that has no price", unpriced, "desks")


def _measured(folder: Path) -> tuple[Sequence[float], int, int]:
    from hah_console.adapters.db.store import Store
    from hah_console.adapters.planner.process import PlannerProcess
    from hah_console.adapters.planner.profile import load_planning_profile
    from hah_console.adapters.roads.estimate import EstimatedTravel
    from hah_console.adapters.roads.profile import load_profile
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.bench.response_site import NOW, load_response_site, plan_in_force
    from hah_console.app.resources import resource_path
    from hah_console.domain.clock import ManualClock
    from hah_console.services.context import Context
    from hah_console.services.urgent_pricing import UrgentPricing

    store, planner = Store(f"sqlite:///{folder / 'response.db'}"), PlannerProcess()
    with closing(store), closing(planner):
        store.migrate()
        ctx = Context(store.unit_of_work, ManualClock(NOW))
        travel = EstimatedTravel(load_profile(resource_path("profiles", "speeds.toml")))
        profile = load_planning_profile(resource_path("profiles", "planning-default.toml"))
        progress("a day for the response desk")
        rules = load_rule_packs(resource_path("rulepacks"), ctx.today())
        load_response_site(ctx, PATIENTS, STAFF)
        visits = plan_in_force(ctx, travel, planner, profile, PLAN_S, rules)
        pricing = UrgentPricing(travel, planner, profile, rules)
        seconds, unpriced = zip(*_desks(ctx, pricing, travel), strict=True)
        return seconds, sum(unpriced), visits


def _desks(ctx: "Context", pricing: "UrgentPricing", travel: object) -> Iterator[tuple[float, bool]]:
    """Alarm after alarm, each of another patient; what a console does beside each other is done so here."""
    from hah_console.app.bench.response_site import raise_alarm
    from hah_console.domain.ids import PatientId

    for number in range(ALARMS):
        patient_id = PatientId(f"P{number * (PATIENTS // ALARMS) + 1:05}")
        raise_alarm(ctx, number, patient_id)
        yield _desk(ctx, pricing, travel, patient_id)


def _desk(ctx: "Context", pricing: "UrgentPricing", travel: object, patient_id: "PatientId") -> tuple[float, bool]:
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.bench.response_site import PLANNER
    from hah_console.app.resources import resource_path
    from hah_console.services.hospital_board import read_hospital_board
    from hah_console.services.patient_page import open_patient
    from hah_console.services.response_desk import read_response_desk

    packs = load_rule_packs(resource_path("rulepacks"), ctx.today())
    began_s = time.perf_counter()
    open_patient(ctx, PLANNER, patient_id)
    with ThreadPoolExecutor(2) as pool:
        desk = pool.submit(read_response_desk, ctx, PLANNER, packs, patient_id, LANGUAGE)
        prices = pool.submit(pricing.price, ctx, patient_id)
        hospitals = pool.submit(read_hospital_board, ctx, travel, patient_id)  # type: ignore[arg-type]
        missing = not (prices.result().ways and desk.result().physicians and hospitals.result())
    return time.perf_counter() - began_s, missing


def _part(rising: Sequence[float], share: float) -> float:
    return rising[min(len(rising) - 1, int(share * len(rising)))]
