"""The hospital's allergies beside ours: shown side by side, never made one."""

import pytest

from hah_console.domain.allergy_difference import AllergyPair, Stands, differ, pairs
from hah_console.domain.hospital_facts import Knowledge
from hah_console.domain.patient import AllergyState


def test_the_same_name_with_a_reaction_in_brackets_stands_on_both_lists() -> None:
    assert pairs(["盤尼西林（皮疹）"], ["盤尼西林"]) == (AllergyPair("盤尼西林（皮疹）", "盤尼西林", Stands.BOTH),)


def test_what_is_merely_like_it_is_alike_and_never_the_same() -> None:
    (pair,) = pairs(["盤尼西林"], ["盤尼西林 G"])
    assert pair.stands is Stands.ALIKE
    assert differ(AllergyState.KNOWN, ["盤尼西林"], Knowledge.PROVIDED, ["盤尼西林 G"])


def test_what_only_one_list_has_comes_first_and_nothing_is_left_out() -> None:
    found = pairs(["盤尼西林", "蝦"], ["顯影劑", "盤尼西林"])
    assert [(each.ours, each.theirs) for each in found] == [("", "顯影劑"), ("蝦", ""), ("盤尼西林", "盤尼西林")]


def test_two_entries_of_one_list_are_never_taken_for_one_of_the_other() -> None:
    found = pairs(["aspirin"], ["Aspirin", "ASPIRIN"])
    assert [each.stands for each in found] == [Stands.ONLY_THEIRS, Stands.BOTH]


def test_one_sign_is_no_name_to_look_for() -> None:
    assert {each.stands for each in pairs(["蝦"], ["蝦蟹"])} == {Stands.ONLY_OURS, Stands.ONLY_THEIRS}


@pytest.mark.parametrize(
    ("state", "ours", "knowledge", "theirs", "wanted"),
    [
        (AllergyState.KNOWN, ("蝦",), Knowledge.NONE_STATED, (), True),
        (AllergyState.NONE_KNOWN, (), Knowledge.PROVIDED, ("蝦",), True),
        (AllergyState.NOT_RECORDED, (), Knowledge.PROVIDED, ("蝦",), True),
        (AllergyState.KNOWN, ("蝦",), Knowledge.PROVIDED, ("蝦",), False),
        (AllergyState.KNOWN, ("蝦",), Knowledge.NOT_PROVIDED, (), False),
        (AllergyState.KNOWN, ("蝦",), Knowledge.NEVER_ASKED, (), False),
        (AllergyState.NONE_KNOWN, (), Knowledge.NONE_STATED, (), False),
    ],
)
def test_only_what_was_told_differs(
    state: AllergyState, ours: tuple[str, ...], knowledge: Knowledge, theirs: tuple[str, ...], wanted: bool
) -> None:
    assert differ(state, ours, knowledge, theirs) is wanted
