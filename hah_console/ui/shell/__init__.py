"""The window around the screens: navigation, alarm bar, status bar, command bar."""
