"""What is typed into any form is there again after the window was closed or the process died, for its writer alone."""

from collections.abc import Callable

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


def is_there(form: TypedForm, kept: Kept) -> None:
    """All that was typed, letter by letter, with a word that it is a draft."""
    assert {name: form.form.fields()[name] for name in kept.fields} == dict(kept.fields)
    assert form.form.draft_bar.isVisible()
    assert "草稿" in form.form.draft_line.text()
    assert form.form.draft_line.accessibleName() == form.form.draft_line.text()


def test_it_is_there_after_the_window_was_closed(
    qtbot: QtBot, house: House, again: House, enter: Enter, kept: Kept
) -> None:
    console = enter(house, kept.writer)
    form = kept.open(qtbot, console, house)
    for name, text in kept.fields.items():
        form.enter(name, text)
    console.window.close()
    console = enter(again, kept.writer)
    is_there(kept.open(qtbot, console, again), kept)
    console.window.close()


@pytest.mark.usefixtures("kept_at_once")
def test_it_is_there_after_the_process_died_and_nobody_else_sees_it(
    qtbot: QtBot, house: House, again: House, enter: Enter, kept: Kept
) -> None:
    console = enter(house, kept.writer)
    form = kept.open(qtbot, console, house)
    for name, text in kept.fields.items():
        form.enter(name, text)
    qtbot.waitUntil(lambda: any(kept.fields.items() <= draft.fields.items() for draft in drafts(house, kept)))
    before = drafts(house, kept)
    die(console)
    assert drafts(house, kept) == before
    if kept.other is not None:
        console = enter(again, kept.other)
        hers = kept.open(qtbot, console, again)
        assert not hers.form.draft_bar.isVisible()
        assert not any(text in hers.form.fields().values() for text in kept.fields.values() if not text.isascii())
        console.window.close()
    console = enter(again, kept.writer)
    is_there(kept.open(qtbot, console, again), kept)
    console.window.close()
