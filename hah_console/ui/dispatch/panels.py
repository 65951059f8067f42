"""The panels beside the routes, in the order of their tabs; a panel registers by one line."""

from hah_console.ui.dispatch.live.panel import LivePanel
from hah_console.ui.dispatch.panel import PanelFactory
from hah_console.ui.dispatch.print_panel import PrintPanel
from hah_console.ui.dispatch.team.panel import TeamPanel

PANELS: tuple[PanelFactory, ...] = (LivePanel, TeamPanel, PrintPanel)
"""After the tasks that are not planned."""
