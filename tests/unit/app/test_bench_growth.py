"""Growth of memory is judged by a look that can tell, and else said to be not judged, with the reason."""

from hah_console.app.bench.row import at_most, not_judged
from hah_console.app.bench.whole import GROWTH_MB_H, LEAST_LOOK_S, Whole, growth_row


def test_a_short_look_judges_nothing_however_steep_and_says_what_it_takes() -> None:
    row = growth_row(40.0, 3.0, 120.0)
    assert (row.judged, row.ok, row.measured) == (False, True, 40.0)
    assert "give or take 3.0 MB/h" in row.note
    assert "--seconds 3600" in row.note
    assert "not judged" in row.line()
    assert "MISSED" not in row.line()


def test_a_long_look_is_judged_beside_the_target_with_its_error() -> None:
    assert growth_row(0.4, 0.2, LEAST_LOOK_S).ok
    missed = growth_row(1.5, 0.2, LEAST_LOOK_S)
    assert (missed.judged, missed.ok) == (True, False)
    assert "give or take 0.2" in missed.line()


def test_a_line_too_unsure_for_the_target_is_not_judged_unless_it_is_beyond_it_for_sure() -> None:
    assert not growth_row(0.5, 2.0, 3_600.0).judged
    assert not growth_row(4.0, 2.0, 3_600.0).judged
    sure = growth_row(30.0, 2.0, 3_600.0)
    assert (sure.judged, sure.ok) == (True, False)


def test_the_figures_say_whether_growth_was_judged() -> None:
    still = [(float(second), 200.0) for second in range(0, 1_300, 2)]
    assert Whole(1_300.0, {}, still, 1.0).figures["growth_judged"] is True
    assert Whole(60.0, {}, still[:31], 1.0).figures["growth_judged"] is False
    assert [row.judged for row in Whole(60.0, {}, still[:31], 1.0).rows()] == [True, True, False]


def test_a_row_that_is_not_judged_is_neither_met_nor_missed() -> None:
    row = not_judged("growth", 9.0, "MB/h", GROWTH_MB_H, "too short")
    assert row.line().endswith("not judged:  too short")
    assert at_most("growth", 9.0, "MB/h", GROWTH_MB_H).judged
