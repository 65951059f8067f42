"""The Qt user interface; with app the only package that imports PySide6."""

from hah_console.ui.unread_sources import leave_sources_unread

leave_sources_unread()
