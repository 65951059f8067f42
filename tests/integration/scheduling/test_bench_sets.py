"""The sets of instances: all are read, named, sized and, but for ten small ones, have a published cost."""

from pathlib import Path

import pytest

from scheduling.bench.sets import NAMES, PUBLISHED, DataAbsent, benchmarks

CLASSES = {
    "mankowska": {"10": 5, "25": 5, "50": 5, "75": 5, "100": 5, "200": 5, "300": 5},
    "kummer": {"10": 9, "25": 10, "50": 10, "100": 4},
    "solomon": {"C1": 5, "C2": 4, "R1": 6, "R2": 6, "RC1": 4, "RC2": 4},
    "homberger200": {"C1": 3, "C2": 3, "R1": 3, "R2": 3, "RC1": 3, "RC2": 3},
    "lilim100": {"LC1": 5, "LC2": 4, "LR1": 6, "LR2": 6, "LRC1": 4, "LRC2": 4},
}


@pytest.mark.shared_data
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_set_has_its_classes(shared_data: Path, name: str) -> None:
    found = benchmarks(name, shared_data / "scheduling")
    groups = [b.group for b in found]
    assert {group: groups.count(group) for group in groups} == CLASSES[name]
    assert [b.size for b in found] == sorted(b.size for b in found)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", PUBLISHED)
def test_only_the_smallest_kummer_instances_have_no_published_cost(shared_data: Path, name: str) -> None:
    unknown = [b for b in benchmarks(name, shared_data / "scheduling") if b.best_known is None]
    assert {b.size for b in unknown} == ({10} if name == "kummer" else set())


@pytest.mark.shared_data
@pytest.mark.parametrize("name", PUBLISHED)
def test_an_instance_is_as_large_as_its_name_says(shared_data: Path, name: str) -> None:
    for benchmark in benchmarks(name, shared_data / "scheduling", only=_first_of_each_size(shared_data, name)):
        problem = benchmark.read()
        visits = len(problem.visits) + 2 * len(problem.shipments)
        assert benchmark.size <= visits <= 2 * benchmark.size


def _first_of_each_size(shared_data: Path, name: str) -> list[str]:
    return list({b.size: b.name for b in benchmarks(name, shared_data / "scheduling")}.values())


def test_a_day_is_made_up_and_needs_no_data(tmp_path: Path) -> None:
    found = benchmarks("day", tmp_path, sizes=[20])
    assert [(b.name, b.best_known, len(b.read().visits)) for b in found] == [("day_20", None, 21)]


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"day"}))
def test_absent_data_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataAbsent, match=r"There are no instances in .*--data DIR says where they are\."):
        benchmarks(name, tmp_path)


@pytest.mark.shared_data
def test_sizes_nobody_has_are_named(shared_data: Path) -> None:
    with pytest.raises(DataAbsent, match="no instance of these sizes"):
        benchmarks("mankowska", shared_data / "scheduling", sizes=[11])
