"""How soon there is a plan, and what more time would buy: measured on a made-up day in this process."""

from scheduling.backends import warm_up
from scheduling.solve import DEFAULT_BACKEND, solve
from scheduling.stop import StopAfter
from scheduling.synthetic import synthetic_day

FIRST_FEASIBLE_TARGET_S = 2.0
QUALITY_TARGET = 1.02
"""Cost at the short limit over cost at the long one."""


def bench(visits: int, staff: int, short_s: float, long_s: float, seed: int) -> dict[str, object]:
    """Solve one day with both limits; prints measured, target and ratio of each row."""
    problem = synthetic_day(visits, staff, seed=seed)
    warm_up()  # the planner process, too, has loaded the library before it is asked
    short, verdict = solve(problem, DEFAULT_BACKEND, stop=StopAfter(short_s))
    _, long_verdict = solve(problem, DEFAULT_BACKEND, stop=StopAfter(long_s))
    ratio = verdict.score.total / max(1, long_verdict.score.total)
    rows = {
        "first_feasible_s": (short.first_feasible_s, FIRST_FEASIBLE_TARGET_S),
        f"cost_{short_s:g}_s_over_{long_s:g}_s": (round(ratio, 4), QUALITY_TARGET),
        "left_out_required": (sum(1 for u in short.unassigned if u.reason != "optional"), 0),
    }
    for name, (measured, target) in rows.items():
        ratio_text = f"{measured / target:.3f}" if target else "-"
        print(f"{name:<28} measured {measured:<10} target {target:<8} ratio {ratio_text}")
    return {
        "ok": verdict.ok and long_verdict.ok and all(measured <= target for measured, target in rows.values()),
        "visits": len(problem.visits),
        "staff": staff,
        "cost_short": verdict.score.total,
        "cost_long": long_verdict.score.total,
        "short_s": short_s,
        "long_s": long_s,
        **{name: measured for name, (measured, _) in rows.items()},
    }
