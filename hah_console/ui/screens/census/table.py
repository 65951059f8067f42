"""The census table: fixed column widths from font metrics, one selected row, Enter opens the patient."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hah_console.ui.delegates.census_delegate import ROW_HEIGHT, CensusDelegate
from hah_console.ui.models.census_model import CensusModel
from hah_console.ui.screens.census.presenter import Column
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX, font

_NUMBERS = {
    Column.SPO2: "100 % 0",
    Column.HEART_RATE: "0000",
    Column.RESPIRATION: "0000",
    Column.PRESSURE: "000/000",
    Column.TEMPERATURE: "00.0 00",
}
"""Widest ordinary contents; widths are measured from them once per language, never from the live cells."""
MARK_WIDTH, SCORE_WIDTH, PADDING = 32, 80, 12
FLEXIBLE = {Column.TREND: (44, 4), Column.VISIT: (106, 2), Column.DOSE: (120, 4)}
"""Least width, and the share of what is left over, of the columns that grow with the window."""


class CensusTable(QTableView):
    """Signals: ``patient_opened`` with an id; ``patient_chosen`` when the selection moves."""

    patient_opened = Signal(str)
    patient_chosen = Signal(str)

    def __init__(self, model: CensusModel, delegate: CensusDelegate) -> None:
        super().__init__()
        self._model, self._samples = model, dict(_NUMBERS)
        self.setObjectName("census.table")
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self._set_headers()
        self.activated.connect(self._on_activated)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _set_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setMinimumSectionSize(24)
        columns.setFixedHeight(30)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_samples(self, samples: dict[Column, str]) -> None:
        """Measure the columns by other sample contents (another language)."""
        self._samples = {**_NUMBERS, **samples}
        self._set_widths()

    def choose(self, patient_id: str) -> None:
        """Select a patient; nothing happens when she is not in sight."""
        row = self._model.row_of(patient_id)
        if row is not None:
            self.selectRow(row)
            self.scrollTo(self._model.index(row, Column.PATIENT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_widths()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _set_widths(self) -> None:
        body, heavy = QFontMetrics(font(BODY_PX)), QFontMetrics(font(BODY_PX, bold=True))
        faces = {Column.UPDATED: QFontMetrics(font(LABEL_PX, bold=True)), Column.CONDITION: heavy}
        widths = {c: faces.get(c, body).horizontalAdvance(text) + PADDING for c, text in self._samples.items()}
        widths[Column.MARK], widths[Column.SCORE] = MARK_WIDTH, SCORE_WIDTH
        widths.update({column: least for column, (least, _) in FLEXIBLE.items()})
        left = max(0, self.viewport().width() - sum(widths.values()))
        parts = sum(share for _, share in FLEXIBLE.values())
        for column, width in widths.items():
            grown = left * FLEXIBLE[column][1] // parts if column in FLEXIBLE else 0
            self.setColumnWidth(column, width + grown)

    def _on_activated(self, index: QModelIndex) -> None:
        patient_id = self._model.patient_at(index.row()) if index.isValid() else None
        if patient_id is not None:
            self.patient_opened.emit(patient_id)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        patient_id = self._model.patient_at(current.row()) if current.isValid() else None
        if patient_id is not None:
            self.patient_chosen.emit(patient_id)
