"""What is typed into any form is there again after the window was closed or the process died, for its writer alone."""

from collections.abc import Callable, Mapping

import pytest
from helpers.bedside_desk import BedsideConsole
from helpers.every_form import KEPT, House, Kept
from helpers.typed_form import TypedForm
from pytestqt.qtbot import QtBot

from hah_console.domain.draft import Draft
from hah_console.ui.forms.draft_keeper import DraftKeeper

pytestmark = [
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),
    pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.name.replace(" ", "_")),
]
Enter = Callable[..., BedsideConsole]


def drafts(house: House, kept: Kept) -> tuple[Draft, ...]:
    with house.bedside.store.unit_of_work() as uow:
        return uow.drafts.of_user(kept.writer.user_id)


def die(console: BedsideConsole) -> None:
    """Nothing is kept any more: what was not kept yet is lost, as where a process is killed."""
    for keeper in console.window.findChildren(DraftKeeper):
        keeper._timer.stop()
        keeper._unkept, keeper._key = False, None
    console.window.close()


def is_there(form: TypedForm, fields: Mapping[str, str]) -> None:
    """All that was typed, letter by letter, with a word that it is a draft."""
    assert {name: form.form.fields()[name] for name in fields} == dict(fields)
    assert form.form.draft_bar.isVisible()
    assert "草稿" in form.form.draft_line.text()
    assert form.form.draft_line.accessibleName() == form.form.draft_line.text()


def is_hidden(form: TypedForm, fields: Mapping[str, str]) -> None:
    """Nothing of it, and no word of a draft."""
    assert not form.form.draft_bar.isVisible()
    assert not any(form.form.fields()[name] == text for name, text in fields.items())


@pytest.mark.usefixtures("kept_at_once")
def test_it_outlives_a_death_and_a_closed_window_and_is_seen_by_its_writer_alone(
    qtbot: QtBot, house: House, again: House, enter: Enter, kept: Kept
) -> None:
    first, *others = kept.fields.items()
    console = enter(house, kept.writer)
    kept.open(qtbot, console, house).enter(*first)
    qtbot.waitUntil(lambda: any(draft.fields.get(first[0]) == first[1] for draft in drafts(house, kept)))
    before = drafts(house, kept)
    die(console)
    assert drafts(house, kept) == before
    if kept.other is not None:
        console = enter(again, kept.other)
        is_hidden(kept.open(qtbot, console, again), kept.fields)
        console.window.close()
    console = enter(again, kept.writer)
    form = kept.open(qtbot, console, again)
    is_there(form, dict([first]))
    for name, text in others or [(first[0], f"{first[1]} 2")]:
        form.enter(name, text)
    written = {name: form.form.fields()[name] for name in kept.fields}
    console.window.close()
    console = enter(house, kept.writer)
    is_there(kept.open(qtbot, console, house), written)
    console.window.close()
