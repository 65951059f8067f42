"""The style sheet, built from colour tokens.

Dynamic properties widgets may set before they are shown:
``QPushButton[kind="primary"|"quiet"|"danger"]``, ``QToolButton[kind="quiet"|"small"|"loud"]``,
``QLabel[role="heading"|"title"|"label"|"hint"|"number"|"error"|"alert"]``,
``QFrame[role="panel"|"bar"|"line"|"vline"]``.
"""

from collections.abc import Mapping
from string import Template

_SHEET = Template(
    """
* { outline: none; }
QWidget { color: ${ink}; font-size: 13px; }
QMainWindow, QDialog, Screen, QWidget#ground { background: ${ground}; }
QToolTip { background: ${raised}; color: ${ink}; border: 1px solid ${line}; padding: 4px 8px; }
QFrame[role="panel"] { background: ${surface}; border: 1px solid ${line}; border-radius: 6px; }
QFrame[role="picked"] { background: ${surface}; border: 2px solid ${accent}; border-radius: 6px; }
QFrame[role="popup"] { background: ${raised}; border: 1px solid ${line}; border-radius: 6px; }
QFrame[role="popup"] QListView { background: transparent; border: none; }
QFrame[role="popup"] QListView::item { padding: 0 8px; border-radius: 4px; }
QFrame[role="popup"] QListView::item:selected { background: ${selected}; color: ${ink}; }
QFrame[role="bar"] { background: ${surface}; border: none; }
QFrame[role="line"] { background: ${line}; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="vline"] { background: ${line}; border: none; max-width: 1px; min-width: 1px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 15px; font-weight: bold; }
QLabel[role="heading"] { font-size: 15px; font-weight: bold; }
QLabel[role="label"] { font-size: 11px; color: ${ink_2}; }
QLabel[role="hint"] { font-size: 13px; color: ${ink_2}; }
QLabel[role="small"] { font-size: 12px; color: ${ink_2}; }
QLabel[role="keycap"] {
  font-size: 11px; color: ${ink_2}; border: 1px solid ${line}; border-radius: 3px; padding: 0 4px;
}
QLabel[role="notice"] {
  background: ${raised}; color: ${ink}; border: 1px solid ${accent}; border-radius: 6px; padding: 8px 16px;
}
QLabel[role="alert"] {
  background: ${ink}; color: ${surface}; border-radius: 6px; padding: 6px 12px; font-size: 15px; font-weight: bold;
}
QLabel[role="number"] { font-size: 20px; font-weight: bold; }
QLabel[role="error"] { color: ${ink}; font-weight: bold; }
QPushButton, QToolButton {
  background: ${surface}; color: ${ink}; border: 1px solid ${line}; border-radius: 6px; padding: 0 12px;
  min-height: 28px;
}
QPushButton:hover, QToolButton:hover { background: ${hover}; }
QPushButton:pressed, QToolButton:pressed { background: ${selected}; }
QPushButton:checked, QToolButton:checked { background: ${selected}; border: 1px solid ${accent}; color: ${accent}; }
QPushButton:disabled, QToolButton:disabled { color: ${ink_3}; background: ${ground}; }
QPushButton:focus, QToolButton:focus { border: 2px solid ${accent}; padding: 0 11px; }
QPushButton[kind="primary"] {
  background: ${accent}; color: ${accent_text}; border: 1px solid ${accent}; font-weight: bold;
}
QPushButton[kind="primary"]:hover { background: ${accent_hover}; border-color: ${accent_hover}; }
QPushButton[kind="primary"]:focus { border: 2px solid ${ink}; padding: 0 11px; }
QPushButton[kind="primary"]:disabled { background: ${line}; color: ${ink_2}; border-color: ${line}; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {
  background: transparent; border: 1px solid transparent; color: ${ink_2}; padding: 0 8px;
}
QToolButton[kind="loud"] {
  background: ${ink}; color: ${surface}; border: 1px solid ${ink}; font-weight: bold; padding: 0 8px;
}
QToolButton[kind="small"] { font-size: 12px; background: transparent; border: 1px solid transparent; color: ${ink_2};
  min-height: 22px; padding: 0 6px; }
QToolButton[kind="small"]:focus { border: 2px solid ${accent}; padding: 0 5px; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: ${hover}; color: ${ink}; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 2px solid ${accent}; padding: 0 7px; }
QPushButton[kind="danger"] { border: 1px solid ${alarm_high}; font-weight: bold; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QComboBox {
  background: ${surface}; color: ${ink}; border: 1px solid ${line}; border-radius: 6px; padding: 0 8px;
  min-height: 28px; selection-background-color: ${accent}; selection-color: ${accent_text};
}
QPlainTextEdit, QTextEdit { padding: 4px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateTimeEdit:focus,
QComboBox:focus { border: 2px solid ${accent}; padding: 0 7px; min-height: 26px; }
QLineEdit[faulty="true"]:!focus, QPlainTextEdit[faulty="true"]:!focus, QComboBox[faulty="true"]:!focus {
  border: 2px solid ${ink}; padding: 0 7px; min-height: 26px;
}
QLineEdit:read-only, QPlainTextEdit:read-only { background: ${ground}; }
QComboBox QAbstractItemView {
  background: ${raised}; border: 1px solid ${line}; selection-background-color: ${selected}; selection-color: ${ink};
}
QCheckBox, QRadioButton {
  background: transparent; spacing: 8px; min-height: 24px; padding: 0 6px; border: 2px solid transparent;
  border-radius: 6px;
}
QCheckBox::indicator, QRadioButton::indicator {
  width: 12px; height: 12px; border: 2px solid ${ink_2}; background: ${surface};
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator { border-radius: 3px; }
QFileDialog QToolButton { background: ${paper}; padding: 2px; }
QCheckBox::indicator:checked { background: ${accent}; border-color: ${accent}; image: url("${tick}"); }
QRadioButton::indicator:checked {
  border-color: ${accent};
  background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
    stop: 0 ${accent}, stop: 0.55 ${accent}, stop: 0.65 ${surface}, stop: 1 ${surface});
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: ${line}; }
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus {
  border: none; padding: 0 6px; min-height: 0; background: transparent;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QRadioButton:disabled,
QCheckBox:disabled { color: ${ink_3}; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: ${ground}; }
QComboBox::drop-down { border: none; background: transparent; width: 24px; }
QComboBox::down-arrow { image: none; border: none; width: 0; height: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QCheckBox:focus, QRadioButton:focus { border-color: ${accent}; }
QAbstractItemView {
  background: ${surface}; color: ${ink}; border: none; selection-background-color: ${selected};
  selection-color: ${ink}; gridline-color: ${line};
}
QTableView, QTreeView, QListView { background: ${surface}; border: 1px solid ${line}; border-radius: 6px; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid ${accent}; }
QHeaderView { background: ${surface}; border: none; }
QHeaderView::section {
  background: ${surface}; color: ${ink_2}; border: none; border-bottom: 1px solid ${line}; padding: 0 6px;
}
QTableCornerButton::section { background: ${surface}; border: none; }
QTabWidget::pane { border: none; }
QTabBar::tab {
  background: transparent; color: ${ink_2}; border: none; border-bottom: 2px solid transparent; padding: 6px 12px;
}
QTabBar { background: transparent; border: none; }
QTabBar::tab:selected { color: ${accent}; border-bottom: 2px solid ${accent}; font-weight: bold; }
QTabBar::tab:hover:!selected { color: ${ink}; }
QTabBar::tab:selected:focus { border: 2px solid ${accent}; border-radius: 6px; padding: 4px 10px; }
QMenu { background: ${raised}; border: 1px solid ${line}; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: ${selected}; }
QMenu::item:disabled { color: ${ink_3}; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: ${line}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: ${ink_3}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: ${ground}; }
QSplitter::handle:horizontal { width: 8px; }
QSplitter::handle:vertical { height: 8px; }
QSlider::groove:horizontal { background: ${line}; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: ${accent}; width: 14px; margin: -5px 0; border-radius: 6px; }
QProgressBar { background: ${line}; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: ${accent}; border-radius: 3px; }
"""
)


def style_sheet(tokens: Mapping[str, str], tick: str) -> str:
    """The Qt style sheet with every token filled in; raises KeyError for a token the theme lacks.

    ``tick`` is the path of the picture in a box that is checked, drawn in the colour of the theme's accent-text.
    """
    paper = max(tokens["surface"], tokens["ink"])  # the lighter one: Qt's own pictures on it are dark
    return _SHEET.substitute({name.replace("-", "_"): value for name, value in tokens.items()}, tick=tick, paper=paper)
