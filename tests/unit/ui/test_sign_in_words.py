"""What the sign-in form notices."""

import pytest

from hah_console.ui.screens.sign_in.presenter import caps_lock_seems_on


@pytest.mark.parametrize(
    ("text", "shift", "seems"),
    [("a", False, False), ("A", False, True), ("A", True, False), ("a", True, True), ("1", False, None),
     ("ㄅ", False, None), ("", False, None)],
)  # fmt: skip
def test_one_letter_shows_whether_caps_lock_is_on(text: str, shift: bool, seems: bool | None) -> None:
    assert caps_lock_seems_on(text, shift=shift) is seems
