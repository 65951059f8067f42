"""What a line typed into the command bar means."""

import pytest

from hah_console.ui.actions import ACTIONS, Actions
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.shell.commands import read_line


def test_every_action_has_a_text_in_both_languages_and_a_way_to_reach_it() -> None:
    for spec in ACTIONS:
        assert all(Texts(language).has(spec.text) for language in LANGUAGES)
        assert spec.keys or spec.command


def test_no_two_actions_share_a_key_or_a_command() -> None:
    keys = [key for spec in ACTIONS for key in spec.keys]
    commands = [spec.command for spec in ACTIONS if spec.command]
    assert len(keys) == len(set(keys))
    assert len(commands) == len(set(commands))


@pytest.mark.parametrize(
    ("line", "action", "argument"),
    [
        ("a 1", None, "1"),
        ("ac", "alarm.acknowledge", ""),
        ("pt 陳", "patient.open", "陳"),
        ("/x", "go.transfers", ""),
        ("lang en", "view.language", "en"),
        ("PLAN", "go.routes", ""),
        ("", None, ""),
    ],
)
def test_a_unique_prefix_chooses_its_command(line: str, action: str | None, argument: str) -> None:
    typed = read_line(line, ACTIONS)
    assert (typed.chosen.action_id if typed.chosen else None) == action
    assert typed.argument == argument


def test_a_line_that_is_no_command_is_a_patient_s_name() -> None:
    assert read_line("陳阿 嬌", ACTIONS).patient_text == "陳阿 嬌"
    assert read_line("pt 陳", ACTIONS).patient_text == "陳"
    assert read_line("s", ACTIONS).patient_text == ""


def test_an_action_without_a_handler_does_not_exist_for_the_user() -> None:
    actions = Actions()
    actions.bind("view.help", lambda _: None)
    assert [spec.action_id for spec in actions.available()] == ["view.help"]
    with pytest.raises(KeyError):
        actions.bind("no.such", lambda _: None)
