"""A form about one subject over a real store, in a window of its own."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from helpers.bedside import NURSE, Bedside, open_bedside
from helpers.bedside_desk import Silence
from helpers.desk import NoPlanner
from helpers.form_desk import STORED, SUBJECT, OpenForm, Sample, spec
from helpers.ward import RULES
from pytestqt.qtbot import QtBot

from hah_console.app.console import make_application
from hah_console.domain.actor import Actor
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk, DeskPorts
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import Theme


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


@pytest.fixture
def open_form(qtbot: QtBot, bedside: Bedside) -> Iterator[OpenForm]:
    """Opens a form about a subject as somebody, and waits until it can be filled in."""
    runners: list[TaskRunner] = []

    def opened(
        subject: str = SUBJECT,
        version: int = 1,
        fields: Mapping[str, str] = STORED,
        actor: Actor = NURSE,
        language: str = "en",
        theme: str = "light",
        size: tuple[int, int] = (1200, 700),
    ) -> Sample:
        make_application(language)
        tasks = TaskRunner()
        runners.append(tasks)
        ports = DeskPorts(None, NoPlanner(), RULES, Silence())
        looks = Theme.load(theme)
        desk = Desk(bedside.ctx, actor, Texts(language), looks, tasks, lambda *_: None, ports)
        form = DraftForm(spec(), {"en": "Send", "zh_TW": "送出"}, desk)
        form.setStyleSheet(looks.qss())
        form.resize(*size)
        qtbot.addWidget(form)
        with qtbot.waitExposed(form):
            form.show()
        form.activateWindow()
        sample = Sample(desk, form, bedside)
        form.submitted.connect(lambda: sample.asked.append(form.fields()))
        with qtbot.waitSignal(form.ready):
            form.open(subject, version, fields)
        return sample

    yield opened
    for tasks in runners:
        tasks.close()
