"""What rows of measurements come to: gaps, classes, peers, and when a run is sound."""

from collections.abc import Callable

from scheduling.bench.benchmark import Benchmark
from scheduling.bench.figures import summary
from scheduling.bench.measure import Proof, Row, Run
from scheduling.bench.peers import WIDER
from scheduling.bench.table import ending, heading, line
from scheduling.problem import Problem


def nothing() -> Problem:
    raise AssertionError("figures read no problem")


def row(name: str, known: float | None, *costs: float | None, left_out: int = 0, group: str = "10") -> Row:
    published: Callable[[int], float] = float
    benchmark = Benchmark(name, group, int(group), nothing, published, known)
    return Row(benchmark, [Run(cost, left_out, int(cost is None), 1.0, 0.1, "native") for cost in costs])


def test_gaps_are_percent_over_every_seed() -> None:
    report = summary([row("a", 100.0, 101.0, 103.0), row("b", 200.0, 198.0, 200.0)], [], 1.0, 2)
    assert report["mean_gap_pct"] == 0.75
    assert report["worst_gap_pct"] == 3.0
    assert (report["instances"], report["improved"], report["ok"]) == (2, 1, True)


def test_every_class_has_figures_of_its_own() -> None:
    report = summary([row("a", 100.0, 101.0), row("b", 100.0, 104.0, group="25")], [], 1.0, 1)
    assert report["classes"] == {
        "10": {"mean_gap_pct": 1.0, "worst_gap_pct": 1.0, "instances": 1},
        "25": {"mean_gap_pct": 4.0, "worst_gap_pct": 4.0, "instances": 1},
    }


def test_a_plan_that_breaks_a_rule_never_counts() -> None:
    report = summary([row("a", 100.0, None)], [], 1.0, 1)
    assert (report["ok"], report["mean_gap_pct"], report["violations"]) == (False, None, 1)


def test_leaving_something_out_is_not_sound_where_a_whole_plan_is_known() -> None:
    report = summary([row("a", 100.0, 90.0, left_out=2)], [], 1.0, 1)
    assert (report["ok"], report["mean_gap_pct"], report["left_out"]) == (False, None, 2)


def test_an_instance_without_a_published_cost_counts_only_where_none_has_one() -> None:
    some = summary([row("a", 100.0, 101.0), row("b", None, 50.0, 60.0)], [], 1.0, 1)
    assert (some["compared"], some["worst_gap_pct"]) == (1, 1.0)
    none = summary([row("b", None, 50.0, 60.0)], [], 1.0, 1)
    assert (none["compared"], none["worst_gap_pct"]) == (1, 20.0)


def test_an_optimum_proven_here_stands_in_for_a_published_cost() -> None:
    proven = row("a", None, 102.0)
    proven.proof = Proof(100.0, 1.5)
    report = summary([proven], [], 1.0, 1)
    assert report["worst_gap_pct"] == 2.0
    assert report["proofs"] == {"tried": 1, "proven_optimal": 1, "slowest_s": 1.5}


def test_a_peer_is_compared_only_where_it_planned_everything() -> None:
    whole, part, cannot = row("a", 100.0, 100.0), row("b", 100.0, 100.0), row("c", 100.0, 100.0)
    whole.peers["vroom"] = Run(125.0, 0, 0, 1.0, backend="vroom")
    part.peers["vroom"] = Run(60.0, 3, 0, 1.0, backend="vroom")
    cannot.unable["vroom"] = "no breaks"
    report = summary([whole, part, cannot], ["vroom"], 1.0, 1)
    peers = report["peers"]
    assert isinstance(peers, dict)
    assert peers["vroom"] == {
        "mean_gap_pct": 25.0, "worst_gap_pct": 25.0, "instances": 2, "complete": 1, "left_out": 3, "violations": 0,
        "ours_cheaper_pct": 20.0, "wider_windows": 0, "ours_cheaper_same_windows_pct": 20.0, "unable": "no breaks",
    }  # fmt: skip


def test_plans_with_wider_windows_are_told_apart() -> None:
    wider = row("a", 100.0, 100.0)
    wider.peers["vroom"] = Run(200.0, 0, 0, 1.0, backend=f"vroom {WIDER}")
    report = summary([wider], ["vroom"], 1.0, 1)["peers"]
    assert isinstance(report, dict)
    assert (report["vroom"]["wider_windows"], report["vroom"]["ours_cheaper_same_windows_pct"]) == (1, None)
    assert "200.00 100.00~" in line(wider, ["vroom"])


def test_our_gap_is_also_told_to_the_better_of_the_other_programs() -> None:
    one = row("a", 100.0, 103.0)
    one.peers = {"pyvrp": Run(102.0, 0, 0, 1.0), "vroom": Run(103.0, 0, 0, 1.0), "ortools": Run(90.0, 0, 0, 1.0)}
    assert summary([one], ["pyvrp", "vroom", "ortools"], 1.0, 1)["best_peer"] == {
        "mean_gap_pct": 0.9804,
        "worst_gap_pct": 0.9804,
    }


def test_nothing_measured_is_not_sound() -> None:
    assert summary([], ["vroom"], 1.0, 1)["ok"] is False
    assert any("all" in text for text in ending([], ["vroom"]))


def test_the_table_names_what_is_missing() -> None:
    assert "2 seeds" in next(iter(heading(["pyvrp"], 5.0, 2)))
    unknown = row("a", None, 50.0)
    unknown.unable["pyvrp"] = "not installed"
    assert "50.00*" in line(unknown, ["pyvrp"])
    assert "not installed" in line(unknown, ["pyvrp"])
    assert any("nobody published" in text for text in ending([unknown], ["pyvrp"]))
    assert "1 violations" in line(row("b", 10.0, None), [])
    assert "better than published" in line(row("b", 10.0, 9.0), [])
