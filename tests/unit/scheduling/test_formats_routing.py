"""Solomon's and Li and Lim's text: what the rows say, what a malformed one is told, which form a file has."""

from pathlib import Path

import pytest

from scheduling import codec
from scheduling.errors import ProblemInvalid
from scheduling.formats import lilim, solomon
from scheduling.formats.recognise import read_problem

SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  2         20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      40         50          0          0       230          0
    1      41         51         10        161        171         10
    2      43         50          7         50         60         10
"""
LILIM = """2\t20\t1
0\t40\t50\t0\t0\t1236\t0\t0\t0
1\t41\t51\t10\t12\t67\t90\t0\t2
2\t43\t50\t-10\t25\t870\t80\t1\t0
"""


def written(folder: Path, text: str, name: str = "small.txt") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_distances_are_cut_after_one_decimal(tmp_path: Path) -> None:
    matrix = solomon.read_instance(written(tmp_path, SOLOMON)).matrices[0]
    assert matrix.places == ("0", "1", "2")
    assert matrix.metres == ((0, 14, 30), (14, 0, 22), (30, 22, 0))
    assert matrix.seconds == matrix.metres


def test_a_customer_is_a_required_visit_with_a_hard_window_and_a_load(tmp_path: Path) -> None:
    problem = solomon.read_instance(written(tmp_path, SOLOMON))
    visit = problem.visits[0]
    assert (visit.visit_id, visit.load, visit.service_duration, visit.optional) == ("1", 10, 100, False)
    assert [(w.start, w.end, w.hard) for w in visit.windows] == [(1610, 1710, True)]


def test_every_vehicle_of_the_file_may_drive_between_the_hours_of_the_depot(tmp_path: Path) -> None:
    people = solomon.read_instance(written(tmp_path, SOLOMON)).caregivers
    assert [(c.capacity, c.shift.start, c.shift.end, c.start_place) for c in people] == [(20, 0, 2300, "0")] * 2


def test_only_distance_has_a_price() -> None:
    assert solomon.published_cost(8273) == 827.3
    assert lilim.published_cost(828_937) == 828.94


def test_a_request_is_a_shipment(tmp_path: Path) -> None:
    problem = lilim.read_instance(written(tmp_path, LILIM))
    shipment = problem.shipments[0]
    assert (shipment.shipment_id, shipment.amount, shipment.optional) == ("1", 10, False)
    assert (shipment.pickup.place_id, shipment.pickup.service_duration) == ("1", 90_000)
    assert [(w.start, w.end) for w in shipment.delivery.windows] == [(25_000, 870_000)]
    assert problem.matrices[0].metres[0] == (0, 1414, 3000)
    assert not problem.visits


MALFORMED_SOLOMON = {
    "a column too few": ("    1      41         51         10        161        171         10", "    1      41", 11),
    "a word": ("  2         20", "  two       20", 5),
    "half a vehicle": ("  2         20", "  2.5       20", 5),
    "closed before it opens": ("161        171", "181        171", 11),
    "more than a vehicle carries": ("   10        161", "   30        161", 11),
    "a negative demand": ("   10        161", "  -10        161", 11),
    "no vehicles": ("NUMBER     CAPACITY", "NOTHING    HERE", 12),
}


@pytest.mark.parametrize("case", MALFORMED_SOLOMON)
def test_a_malformed_row_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    old, new, line = MALFORMED_SOLOMON[case]
    assert old in SOLOMON
    with pytest.raises(ProblemInvalid) as refused:
        solomon.read_instance(written(tmp_path, SOLOMON.replace(old, new)))
    assert refused.value.field == f"small.txt line {line}"


def test_a_file_that_ends_before_its_table_is_refused(tmp_path: Path) -> None:
    cut = SOLOMON[: SOLOMON.index("    0  ")]
    with pytest.raises(ProblemInvalid, match="CUST"):
        solomon.read_instance(written(tmp_path, cut))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_without_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(content)
    for read in (solomon.read_instance, lilim.read_instance):
        with pytest.raises(ProblemInvalid, match=r"small\.txt"):
            read(path)


MALFORMED_LILIM = {
    "neither pickup nor delivery": ("90\t0\t2", "90\t0\t0", 3),
    "both": ("90\t0\t2", "90\t2\t2", 3),
    "a delivery that is not there": ("90\t0\t2", "90\t0\t7", 3),
    "amounts that differ": ("-10\t25", "-9\t25", 3),
    "too much": ("2\t20\t1\n", "2\t5\t1\n", 3),
    "closed before it opens": ("12\t67", "68\t67", 3),
    "a row too short": ("80\t1\t0", "80\t1", 4),
    "a letter": ("2\t20\t1\n", "2\tx\t1\n", 1),
}


@pytest.mark.parametrize("case", MALFORMED_LILIM)
def test_a_malformed_request_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    old, new, line = MALFORMED_LILIM[case]
    assert old in LILIM
    with pytest.raises(ProblemInvalid) as refused:
        lilim.read_instance(written(tmp_path, LILIM.replace(old, new)))
    assert refused.value.field == f"small.txt line {line}"


def test_a_file_with_a_heading_only_has_no_depot(tmp_path: Path) -> None:
    with pytest.raises(ProblemInvalid, match="no depot"):
        lilim.read_instance(written(tmp_path, "2\t20\t1\n"))


def test_the_form_of_a_file_is_recognised(tmp_path: Path) -> None:
    routing = read_problem(written(tmp_path, SOLOMON, "any.name"))
    assert len(routing.visits) == 2
    assert len(read_problem(written(tmp_path, LILIM, "other")).shipments) == 1
    own = tmp_path / "problem.json"
    own.write_bytes(codec.write_problem(routing))
    assert read_problem(own) == routing


@pytest.mark.parametrize("text", ["", "hello", "[]", "{}", "1 2\n3 4\n"])
def test_a_file_of_no_known_form_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ProblemInvalid):
        read_problem(written(tmp_path, text))
