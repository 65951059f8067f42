"""The Qt user interface; with app the only package that imports PySide6."""
