"""Home-care instances: what the document says, what a malformed one is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduling.errors import ProblemInvalid
from scheduling.formats import kummer, mankowska

Document = dict[str, Any]


def small() -> Document:
    """Two patients: one simultaneous pair, one service after the other."""
    return {
        "patients": [
            {
                "id": "p1",
                "location": [3.0, 4.0],
                "time_window": [100, 220],
                "required_caregivers": [{"service": "s1", "duration": 10}, {"service": "s2", "duration": 10}],
                "synchronization": {"type": "simultaneous", "distance": [0, 0]},
            },
            {
                "id": "p2",
                "location": [0.0, 1.0],
                "time_window": [50, 170],
                "required_caregivers": [{"service": "s2", "duration": 20.5}, {"service": "s1", "duration": 5}],
                "synchronization": {"type": "sequential", "distance": [30, 60]},
            },
        ],
        "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 10}],
        "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2", "s1"]}],
        "central_offices": [{"id": "d", "location": [0.0, 0.0]}],
        "distances": {"rule": "euclidean", "overrides": [[0, 1, 5.5]]},
    }


def written(folder: Path, document: Document) -> Path:
    path = folder / "small.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_minutes_count_in_thousandths(tmp_path: Path) -> None:
    problem = mankowska.read_instance(written(tmp_path, small()))
    visit = problem.visits[2]
    assert (visit.visit_id, visit.place_id, visit.service_duration) == ("p2/s2", "p2", 20_500)
    assert [(w.start, w.end, w.hard) for w in visit.windows] == [(50_000, 170_000, False)]


def test_ways_are_euclidean_except_where_the_file_says_otherwise(tmp_path: Path) -> None:
    matrix = mankowska.read_instance(written(tmp_path, small())).matrices[0]
    assert matrix.places == ("d", "p1", "p2")
    assert matrix.seconds[0] == (0, 5_500, 1_000)
    assert matrix.seconds[1] == (5_000, 0, 4_243)
    assert matrix.metres == matrix.seconds


def test_two_services_of_a_patient_belong_together(tmp_path: Path) -> None:
    problem = mankowska.read_instance(written(tmp_path, small()))
    assert [group.visit_ids for group in problem.groups] == [("p1/s1", "p1/s2")]
    link = problem.dependencies[0]
    assert (link.first, link.second, link.min_delay, link.max_delay) == ("p2/s2", "p2/s1", 30_000, 60_000)
    assert link.caregivers == "different"


def test_the_same_service_twice_gives_two_visits(tmp_path: Path) -> None:
    document = small()
    document["patients"][0]["required_caregivers"][1]["service"] = "s1"
    problem = mankowska.read_instance(written(tmp_path, document))
    assert [v.visit_id for v in problem.visits[:2]] == ["p1/s1/1", "p1/s1/2"]


def test_a_matrix_of_its_own_may_be_one_way(tmp_path: Path) -> None:
    document = small()
    document["distances"] = [[0, 7, 3], [9, 0, 4], [3, 4, 0]]
    matrix = kummer.read_instance(written(tmp_path, document)).matrices[0]
    assert (matrix.seconds[0][1], matrix.seconds[1][0]) == (7_000, 9_000)


def test_the_published_cost_is_a_third_of_distance_and_both_tardinesses() -> None:
    assert mankowska.published_cost(654_596) == 218.199
    assert kummer.published_cost(894_000) == 298.0


def _set(*path: str | int, value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        part: Any = document
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return change


def _drop(*path: str | int) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        part: Any = document
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]

    return change


MALFORMED: dict[str, tuple[Callable[[Document], None], str]] = {
    "no window": (_drop("patients", 1, "time_window"), "patients[1]"),
    "a window with one end": (_set("patients", 0, "time_window", value=[3]), "patients[0].time_window"),
    "a duration in words": (
        _set("patients", 0, "required_caregivers", 1, "duration", value="long"),
        "patients[0].required_caregivers[1].duration",
    ),
    "an unknown link": (_set("patients", 0, "synchronization", "type", value="?"), "synchronization.type"),
    "a link without delays": (_drop("patients", 1, "synchronization", "distance"), "patients[p2].synchronization"),
    "a link of one service": (_drop("patients", 0, "required_caregivers", 1), "patients[p1].synchronization"),
    "no office": (_set("central_offices", value=[]), "central_offices"),
    "a row too few": (_set("distances", value=[[0, 1, 2], [1, 0, 2]]), "matrices[any].seconds"),
    "an override of no place": (_set("distances", "overrides", value=[[0, 9, 1]]), "distances.overrides[0]"),
    "a window that ends before it begins": (_set("patients", 0, "time_window", value=[9, 3]), "visits[p1/s1].windows"),
    "the same patient twice": (_set("patients", 1, "id", value="p1"), "matrices[any].places"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_instance_is_refused_with_its_field(tmp_path: Path, case: str) -> None:
    change, field = MALFORMED[case]
    document = small()
    change(document)
    with pytest.raises(ProblemInvalid) as refused:
        mankowska.read_instance(written(tmp_path, document))
    assert field in refused.value.field


def test_broken_json_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{\n"patients": [],\n"caregivers": oops\n}', "utf-8")
    with pytest.raises(ProblemInvalid) as refused:
        mankowska.read_instance(path)
    assert refused.value.field == "broken.json line 3"


def test_a_published_plan_is_read_in_either_spelling(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    stops = [
        {"patient": "p1", "service": "s1", "arrival_time": 100.25},
        {"patient_id": "p2", "service_id": "s2", "arrival_time": 1},
    ]
    path.write_text(json.dumps({"routes": [{"caregiver_id": "c1", "locations": stops}, {"caregiver_id": "c2"}]}))
    found = mankowska.read_solution(path)
    assert [(s.visit_id, s.caregiver_id, s.start) for s in found] == [("p1/s1", "c1", 100_250), ("p2/s2", "c1", 1_000)]
