"""The dialog that prints and exports routes, by keyboard over the real store: files, refusals, nothing lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from helpers.papers import FILES
from helpers.route_desk import DAY, DISPATCHER, route_console
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.app.tour.loop_lag import LoopLagProbe
from hah_console.app.tour.paper_scene import PaperScene
from hah_console.app.tour.pictures import Photographer
from hah_console.domain.actor import Role
from hah_console.domain.ids import StaffId
from hah_console.services.day_plan import day_plan
from hah_console.services.paper_ports import PaperKind, RouteDocuments
from hah_console.ui.dispatch.print_dialog import PrintDialog
from hah_console.ui.dispatch.print_panel import PrintPanel
from hah_console.ui.preferences import Preferences
from hah_console.ui.printing import paint_images

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
WORKERS = ((StaffId("N-02"), "許雅婷"), (StaffId("N-03"), "郭珮瑜"))
Open = Callable[..., PrintDialog]


@pytest.fixture
def published(published_file: Path, tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{copyfile(published_file, tmp_path / 'hah.db')}")
    yield store
    store.close()


class NoPlanner:
    def solve(self, *_: object, **__: object) -> bytes:
        raise NotImplementedError


@contextmanager
def shown(
    qtbot: QtBot, store: Store, language: str = "zh_TW", papers: RouteDocuments | None = FILES, day: object = DAY
) -> Iterator[PrintDialog]:
    with route_console(qtbot, store, NoPlanner(), preferences=Preferences(language=language)) as console:
        desk = console.routes.desk
        desk = replace(desk, ports=replace(desk.ports, papers=papers))
        dialog = PrintDialog(desk, day, 1, WORKERS, console.window)
        with qtbot.waitExposed(dialog):
            dialog.open()
        dialog.activateWindow()
        yield dialog
        dialog.close()


def test_one_workers_files_are_written_by_keyboard_alone(qtbot: QtBot, published: Store, tmp_path: Path) -> None:
    with shown(qtbot, published) as dialog:
        assert dialog.focusWidget() is dialog.whom
        for _ in range(2):
            qtbot.keyClick(dialog.whom, Qt.Key.Key_Down)
        assert dialog.whom.currentText() == "郭珮瑜"
        dialog.kinds[PaperKind.CALENDAR].setFocus()
        qtbot.keyClick(dialog.kinds[PaperKind.CALENDAR], Qt.Key.Key_Space)
        dialog.folder.setText(str(tmp_path / "out"))
        with qtbot.waitSignal(dialog.said, timeout=20_000) as said:
            qtbot.keyClick(dialog.folder, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert not dialog.isVisible()
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["route-2026-11-23-N-03.ics", "route-2026-11-23-N-03.pdf"]
    assert said.args[0].startswith("2 個檔案在")


def test_without_a_kind_or_a_folder_it_says_so_and_keeps_what_was_typed(qtbot: QtBot, published: Store) -> None:
    with shown(qtbot, published, "en") as dialog:
        dialog.kinds[PaperKind.PDF].setChecked(False)
        dialog.send()
        assert "at least one kind" in dialog.error.text()
        dialog.kinds[PaperKind.PDF].setChecked(True)
        dialog.folder.clear()
        dialog.send()
        assert "folder" in dialog.error.text()
        assert dialog.isVisible()
        assert dialog.submit.isEnabled()


def test_a_folder_that_cannot_be_written_is_said_and_can_be_corrected(
    qtbot: QtBot, published: Store, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with shown(qtbot, published) as dialog:
        dialog.whom.setCurrentIndex(1)
        dialog.folder.setText(str(tmp_path / "file" / "below"))
        dialog.send()
        qtbot.waitUntil(lambda: "無法寫入" in dialog.error.text() or "不能寫" in dialog.error.text(), timeout=20_000)
        assert dialog.submit.isEnabled()
        assert dialog.folder.text().endswith("below")


def test_a_day_without_a_published_plan_and_a_desk_without_papers_say_so(qtbot: QtBot, published: Store) -> None:
    with shown(qtbot, published, day=DAY.replace(day=25)) as dialog:
        dialog.send()
        qtbot.waitUntil(lambda: "還沒有發布" in dialog.error.text(), timeout=20_000)
    with shown(qtbot, published, papers=None) as dialog:
        assert not dialog.submit.isEnabled()
        assert "管理員" in dialog.error.text()
        assert dialog.print.isHidden()


def test_every_field_has_a_name_and_a_stable_object_name(qtbot: QtBot, published: Store) -> None:
    with shown(qtbot, published, "en") as dialog:
        for widget in (dialog.whom, dialog.folder, *dialog.kinds.values(), dialog.submit, dialog.browse):
            assert widget.accessibleName() or widget.text()  # type: ignore[union-attr]
            assert widget.objectName().startswith("routes.print.")
        assert all("route_paper." not in label.text() for label in dialog.findChildren(QLabel))


def test_pages_come_out_as_pictures_for_a_printer(papers: object, tmp_path: Path, qapp: object) -> None:
    from PySide6.QtGui import QPdfWriter

    from hah_console.ui.i18n import Texts

    pages = FILES.images(papers.longest, Texts("en"), 50)  # type: ignore[attr-defined]
    assert all(len(page.rgb) == 3 * page.width_px * page.height_px for page in pages)
    assert (pages[0].width_px, pages[0].height_px) == (414, 585)
    device = QPdfWriter(str(tmp_path / "printed.pdf"))
    paint_images(pages, device)
    assert (tmp_path / "printed.pdf").stat().st_size > 10_000


def test_the_tour_puts_the_longest_route_on_paper(qtbot: QtBot, published: Store, tmp_path: Path) -> None:
    with route_console(qtbot, published, NoPlanner()) as console:
        desk = console.routes.desk
        desk = replace(desk, ports=replace(desk.ports, papers=FILES))
        camera = Photographer(console.window, tmp_path, (("zh_TW", "light"),), LoopLagProbe())
        story = PaperScene(desk, camera).shoot(DAY)
        wait = next(story)
        qtbot.waitUntil(wait.condition, timeout=60_000)
        assert next(story, None) is None
    names = [path.name for path in camera.taken]
    assert names[0] == "01_route_paper_zh_TW_page1.png"
    assert any("en_page1" in name for name in names)
    assert all(path.stat().st_size > 10_000 for path in camera.taken)
    assert {path.suffix for path in (tmp_path / "papers" / "en").iterdir()} == {".pdf", ".ics", ".gpx"}


def test_the_tab_offers_paper_of_the_published_plan_and_tells_what_was_written(
    qtbot: QtBot, published: Store, tmp_path: Path
) -> None:
    with route_console(qtbot, published, NoPlanner()) as console:
        desk = console.routes.desk
        panel = PrintPanel(replace(desk, ports=replace(desk.ports, papers=FILES)))
        qtbot.addWidget(panel)
        assert not panel.button.isEnabled()
        assert "發布" in panel.state.text()
        panel.show_day(day_plan(desk.ctx, desk.actor, DAY))
        assert panel.state.text().startswith("第 1 版已發布")
        panel.show()
        panel.take_focus()
        qtbot.keyClick(panel.button, Qt.Key.Key_Space)
        dialog = panel.window().findChild(PrintDialog)
        assert dialog is not None
        dialog.whom.setCurrentIndex(1)
        dialog.folder.setText(str(tmp_path / "out"))
        dialog.send()
        qtbot.waitUntil(lambda: "1 個檔案在" in panel.done.text(), timeout=30_000)
        assert len(list((tmp_path / "out").iterdir())) == 1


def test_who_may_not_plan_is_told_so_on_the_tab(qtbot: QtBot, published: Store) -> None:
    with route_console(qtbot, published, NoPlanner(), actor=replace(DISPATCHER, role=Role.PHARMACIST)) as console:
        panel = PrintPanel(console.routes.desk)
        qtbot.addWidget(panel)
        panel.show_day(day_plan(console.ctx, DISPATCHER, DAY))
        assert not panel.button.isEnabled()
        assert "藥師" in panel.state.text()
