"""Dialogs of Qt itself, for files: painted by Qt in our windows, not by the system, and in the person's language."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

NAME = "qt_words"


def use_own_dialogs() -> None:
    """SAFETY(file dialog): one of the system's covers the desk, and nothing of ours can be put into it."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


def translate_qt(application: QApplication, language: str) -> None:
    """Let Qt's own words be in this language from now on; English is in the program."""
    for former in application.findChildren(QTranslator, NAME, Qt.FindChildOption.FindDirectChildrenOnly):
        application.removeTranslator(former)
        former.deleteLater()
    translator = QTranslator(application)
    translator.setObjectName(NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language), "qtbase", "_", folder):
        application.installTranslator(translator)
