"""The console of ``bench whole``: the window with the census and a ward beside it, on the store the service fills."""

import sys

from hah_console.adapters.db.store import Store
from hah_console.app.bench.board_desk import BoardDesk
from hah_console.domain.clock import SystemClock
from hah_console.services.context import Context

FOREVER_S = 86_400.0


def show(url: str) -> None:
    """Until the process is ended."""
    store = Store(url)
    desk = BoardDesk(Context(store.unit_of_work, SystemClock()), store.change_feed)
    try:
        desk.run(FOREVER_S)
    finally:
        desk.close()
        store.close()


if __name__ == "__main__":
    show(sys.argv[1])
