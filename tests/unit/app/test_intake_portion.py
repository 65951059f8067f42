"""A transaction of the intake takes what it can store in a tenth of a second, never less than a few hundred."""

from hah_console.app.service.portion import BATCH, FIRST, LONGEST_S, Portion


def test_the_first_portion_is_small_because_everybody_is_looked_at_for_the_first_time() -> None:
    assert Portion().at_most == FIRST


def test_quick_messages_make_the_next_portion_as_large_as_fits() -> None:
    portion = Portion()
    portion.note(500, 500 * 50e-6)
    assert portion.at_most == LONGEST_S / 50e-6


def test_very_quick_and_unmeasurably_quick_ones_end_at_the_largest_portion() -> None:
    portion = Portion()
    portion.note(FIRST, 1e-6)
    assert portion.at_most == BATCH
    portion.note(1, 0.0)
    assert portion.at_most == BATCH


def test_slow_messages_make_the_next_portion_small_again_but_never_stop_it() -> None:
    portion = Portion()
    portion.note(4_000, 0.2)
    portion.note(4_000, 60.0)
    assert portion.at_most == FIRST
