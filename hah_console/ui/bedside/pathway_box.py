"""The choice of a time-critical pathway, none first."""

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox

from hah_console.domain.pathway import Pathway
from hah_console.ui.i18n import Texts

# i18n: pathway.name.*


def pathway_box(texts: Texts, pathways: Mapping[str, Pathway], chosen: str = "") -> QComboBox:
    """The key of a pathway is the data of its entry, empty for none."""
    box = QComboBox()
    box.addItem(texts("pathway.form.none"), "")
    for name in pathways:
        box.addItem(texts.word("pathway.name", name), name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
