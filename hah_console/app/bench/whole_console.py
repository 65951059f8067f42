"""The console of ``bench whole``: the program's own window, its ward in sight, on the store the service fills."""

import gc
import sys

from hah_console.app.unread_sources import leave_sources_unread

leave_sources_unread()  # before what it is about

from PySide6.QtCore import QTimer  # noqa: E402

from hah_console.adapters.db.store import Store  # noqa: E402
from hah_console.app.bench.quiet_desk import NURSE, quiet_parts  # noqa: E402
from hah_console.app.cli import START_OBJECTS  # noqa: E402
from hah_console.app.console import SWITCH_INTERVAL_S, make_application  # noqa: E402
from hah_console.app.freed_memory import keep_one_heap  # noqa: E402
from hah_console.app.gui_garbage import GuiGarbage  # noqa: E402
from hah_console.app.screens import SCREENS, ScreenWarmth  # noqa: E402
from hah_console.domain.clock import SystemClock  # noqa: E402
from hah_console.services.context import Context  # noqa: E402
from hah_console.ui.shell.window import ConsoleWindow  # noqa: E402

SIZE = (1920, 1080)
TO_THE_WARD_MS = 3_000


def show(url: str) -> None:
    """First the census, then the ward, until the process is ended."""
    gc.set_threshold(START_OBJECTS)
    keep_one_heap()
    application = make_application("zh_TW")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    store = Store(url)
    window = ConsoleWindow(quiet_parts(Context(store.unit_of_work, SystemClock()), store.change_feed), SCREENS)
    window.resize(*SIZE)
    window.show()
    garbage = GuiGarbage()
    warmth = ScreenWarmth(SCREENS, garbage.set_aside, window)
    window.enter(NURSE, "bench")
    QTimer.singleShot(TO_THE_WARD_MS, lambda: _to_the_ward(window))
    application.exec()
    warmth.stop()
    garbage.stop()
    store.close()


def _to_the_ward(window: ConsoleWindow) -> None:
    if window.frame is not None:
        window.frame.navigate("ward", "")


if __name__ == "__main__":
    show(sys.argv[1])
