"""The waveforms on the patient page: opened when asked for, closed on leaving, frozen for measuring."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout

from hah_console.domain.ids import PatientId
from hah_console.services.ports import WaveStream
from hah_console.ui.announce import announce
from hah_console.ui.plots.waves.view import WaveView
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.wave_text import (
    WaveLink,
    WaveState,
    captions,
    frozen_text,
    held_captions,
    readout,
    state_of,
    state_text,
)
from hah_console.ui.wording import clock_text

LEAST_HEIGHT = 200


class WavePanel(QFrame):
    """``open`` and ``close`` may be called in any order and any number of times.

    Signals: ``opened`` with whether the waveforms are asked for.
    """

    opened = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("patient.waves")
        self.setProperty("role", "panel")
        self._desk = desk
        self._stream: WaveStream | None = None
        self._patient_id: PatientId | None = None
        self.link: WaveLink | None = None
        self._frozen_at: datetime | None = None
        self.title, self.status = (
            self._label("patient.waves.title", "heading"),
            self._label("patient.waves.state", "label"),
        )
        self.view = WaveView(desk.theme)
        self.freeze, self.retry = QPushButton(), QPushButton()
        self.message = self._label("patient.waves.message", "hint")
        self.pages = QStackedWidget()
        self._build()
        self.restyle(desk)
        self.hide()

    def _build(self) -> None:
        self.freeze.setObjectName("patient.waves.freeze")
        self.freeze.setCheckable(True)
        self.freeze.clicked.connect(self.view.freeze)
        self.retry.setObjectName("patient.waves.retry")
        self.retry.clicked.connect(self._try_again)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.view.froze.connect(self._on_froze)
        self.view.measured.connect(self._on_measured)
        self.view.came.connect(self._show_view)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.status, 1)
        head.addWidget(self.retry)
        head.addWidget(self.freeze)
        self.pages.addWidget(self.message)
        self.pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        self.setMinimumHeight(LEAST_HEIGHT)

    def open(self, patient_id: PatientId) -> None:
        """Ask the patient's monitor for its waveforms."""
        self.close_stream()
        self._patient_id = patient_id
        self.show()
        source = self._desk.ports.waves
        if source is None:
            self.link = WaveLink(self._now(), error=self._desk.texts("waves.no_source"))
        else:
            self.link = WaveLink(source.clock.now())
            asked = self.link
            self._desk.tasks.run_query(
                lambda: source.open(patient_id),
                lambda stream: self._on_stream(asked, stream),
                lambda error: self._on_failed(asked, error),
            )
        self.tick()
        self.opened.emit(True)

    def close_stream(self) -> None:
        """SAFETY(identity): nothing of this patient stays, and her monitor is asked for nothing more."""
        if self._stream is not None:
            self._desk.tasks.run_command(self._stream.close, lambda _: None)
        was_open = self.link is not None
        self._stream = self.link = self._frozen_at = self._patient_id = None
        self.view.clear()
        self.hide()
        if was_open:
            self.opened.emit(False)

    @property
    def state(self) -> WaveState:
        """How the stream stands now."""
        return state_of(self.link, self.view.live.heard, self._now())

    def tick(self) -> None:
        """Ages, notices and the state of the stream; once a second."""
        if self.link is None:
            return
        if self._stream is not None:
            self.link = WaveLink(self.link.asked_at, True, self._stream.connected, self.link.error)
        texts, held = self._desk.texts, self.view.still is not None
        self.view.caption(
            held_captions(texts, self.view.live) if held else captions(texts, self.view.live, self._now())
        )
        self._say_state()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        texts = desk.texts
        self.title.setText(texts("waves.title"))
        self.retry.setText(texts("patient.retry"))
        self.retry.setAccessibleName(texts("patient.retry"))
        self.view.setAccessibleName(texts("waves.view"))
        self.view.setToolTip(texts("waves.how"))
        self.view.restyle(desk.theme)
        self._say_freeze()
        self.tick()

    def _on_stream(self, asked: WaveLink, stream: WaveStream) -> None:
        if asked is not self.link:
            self._desk.tasks.run_command(stream.close, lambda _: None)
            return
        self._stream = stream
        self.view.follow(stream.take)
        self.tick()

    def _on_failed(self, asked: WaveLink, error: Exception) -> None:
        if asked is self.link:
            self.link = WaveLink(asked.asked_at, error=self._desk.texts.error(error))
            self.tick()

    def _try_again(self) -> None:
        if self._patient_id is not None:
            self.open(self._patient_id)
            self.freeze.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_froze(self, frozen: bool) -> None:
        clock = self._desk.ctx.clock
        self._frozen_at = clock.now() if frozen else None
        self._say_freeze()
        self._show_view()
        self.tick()
        announce(self.view, self.status.text())

    def _on_measured(self) -> None:
        self._say_state()
        announce(self.view, self.status.text())

    def _show_view(self) -> None:
        self.pages.setCurrentWidget(self.view if self.view.live.scales or self.view.still else self.message)
        self.freeze.setEnabled(self.pages.currentWidget() is self.view)

    def _say_freeze(self) -> None:
        word = self._desk.texts("waves.go_on" if self.view.still is not None else "waves.freeze")
        self.freeze.setText(word)
        self.freeze.setAccessibleName(word)
        self.freeze.setChecked(self.view.still is not None)

    def _say_state(self) -> None:
        texts, state = self._desk.texts, self.state
        sentence = state_text(texts, state, self.link.error if self.link else "")
        still = self.view.still
        if still is not None and self._frozen_at is not None:
            at = clock_text(self._desk.ctx.local(self._frozen_at))
            frozen = frozen_text(texts, at, max(timedelta(0), self._desk.ctx.clock.now() - self._frozen_at))
            sentence = f"{frozen} · {readout(texts, still.calipers, self.view.live.scales[still.calipers.signal])}"
        self.status.setText(sentence)
        self.status.setToolTip(sentence)
        self.message.setText(sentence)
        self.retry.setVisible(state in (WaveState.FAILED, WaveState.OFFLINE, WaveState.NOTHING))
        self._show_view()

    def _label(self, name: str, role: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setProperty("role", role)
        return label

    def _now(self) -> datetime:
        source = self._desk.ports.waves
        return (source.clock if source is not None else self._desk.ctx.clock).now()
