"""Whether a board of live values still follows, in words: the service is silent, or the database is lost."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PySide6.QtWidgets import QLabel

from hah_console.ui.bridge import LinkState
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk
from hah_console.ui.wording import age_text, clock_text

HEIGHT = 32
"""Put it where it moves nothing: what lies under the pointer must stay there when it appears."""


@dataclass(slots=True)
class LinkAge:
    """Since when a board no longer follows. SAFETY(stale board): a board that does not follow says so itself."""

    clock_s: Callable[[], float] = time.monotonic
    link: LinkState = field(default_factory=LinkState)
    _good_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._good_s = self.clock_s()

    @property
    def follows(self) -> bool:
        """Whether what is shown is of now."""
        return self.link.database_ok and self.link.service_alive

    def take(self, link: LinkState) -> None:
        """The state of the link as the console found it."""
        self.link = link
        if self.follows:
            self._good_s = self.clock_s()

    def words(self, texts: Texts, local_now: datetime) -> str:
        """What is wrong and since when; empty while all is well."""
        since = timedelta(0) if self.follows else timedelta(seconds=self.clock_s() - self._good_s)
        if not self.link.database_ok:
            return texts("ward.link_database", at=clock_text(local_now - since), age=age_text(texts, since))
        if not self.link.service_alive:
            return texts("ward.link_service", age=age_text(texts, since))
        return ""


class LinkNotice(QLabel):
    """One line over a board; hidden while all is well."""

    def __init__(self, name: str, desk: Desk) -> None:
        super().__init__()
        self._desk, self._age = desk, LinkAge()
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self.setStyleSheet("padding: 0 12px;")
        self.setFixedHeight(HEIGHT)
        self.hide()

    @property
    def follows(self) -> bool:
        """Whether what the board shows is of now."""
        return self._age.follows

    def show_link(self, link: LinkState) -> None:
        """Take the state of the link."""
        self._age.take(link)
        self.refresh()

    def restyle(self, desk: Desk) -> None:
        """Take another language."""
        self._desk = desk
        self.refresh()

    def refresh(self) -> None:
        """Write how long it has been."""
        ctx = self._desk.ctx
        words = self._age.words(self._desk.texts, ctx.local(ctx.clock.now()))
        if words and self._age.link.database_ok:
            words = f"{words} {self._desk.texts('ward.link_advice')}"
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
