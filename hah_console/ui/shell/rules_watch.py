"""Keeps the alarm rules of the console those in force: read at the start and whenever a rule set changed."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from hah_console.domain.rulepack import AlarmRules
from hah_console.services.changes import Changes
from hah_console.services.rule_desk import RuleDesk
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk


class RulesWatch(QObject):
    """Signals: ``changed`` with a Desk that has the rules in force now.

    SAFETY(rules in force): limits, delays and ladder on screen are those the service alarms by.
    """

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._query = Requery(desk.tasks, self._read, self._on_rules, parent=self)

    def ask(self) -> None:
        """Read them now; a console without a rule desk goes by the rules that ship."""
        if self._tools() is not None:
            self._query.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read them again when a rule set changed."""
        if changes.touches("rule_set"):
            self.ask()

    def _tools(self) -> RuleDesk | None:
        return self.desk.ports.rule_desk

    def _read(self) -> AlarmRules:
        tools = self._tools()
        return self.desk.ports.rules.alarms if tools is None else tools.in_force()

    def _on_rules(self, rules: AlarmRules) -> None:
        if rules != self.desk.ports.rules.alarms:
            ports = self.desk.ports
            self.desk = replace(self.desk, ports=replace(ports, rules=replace(ports.rules, alarms=rules)))
            self.changed.emit(self.desk)
