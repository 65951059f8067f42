"""A console that runs for weeks: who has signed out leaves nothing behind."""

import weakref

from helpers.desk import Console
from helpers.leaks import let_go
from pytestqt.qtbot import QtBot


def test_who_has_signed_out_leaves_no_desk_behind(qtbot: QtBot, signed_in: Console) -> None:
    """These tests' windows lack some of the program's screens: what would count for those must go as well."""
    signed_in.frame.navigate("ward", "")
    signed_in.settle(qtbot)
    desk = weakref.ref(signed_in.frame)
    signed_in.window.sign_out()
    signed_in.settle(qtbot)
    let_go()
    assert desk() is None
