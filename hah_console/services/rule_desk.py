"""The rule sets of a site as the rules screen shows them, and what the screen asks of the outside world."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hah_console.domain.actor import Actor
from hah_console.domain.ids import RuleSetId
from hah_console.domain.rule_set import RuleSet, RuleSetState
from hah_console.domain.rulepack import AlarmRules
from hah_console.services.context import Context
from hah_console.services.replay.report import ReplayReport, ScoreFigures, report_of
from hah_console.services.rule_sets import rule_sets


class RuleDesk(Protocol):
    """``parse`` raises an error that names file, key and cure; ``replay`` runs a rule set over the stored data beside
    the rules in force, raises ReplayCancelled; ``forecast`` are the figures of the risk forecast and of NEWS2;
    ``in_force`` are the rules everybody goes by now, ``shipped`` the version of those that came with the program."""

    def parse(self, text: str, name: str = "rule set") -> AlarmRules: ...
    def replay(
        self, rules: RuleSet, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> ReplayReport: ...
    def forecast(self) -> tuple[ScoreFigures, ScoreFigures] | None: ...
    def in_force(self) -> AlarmRules: ...
    def shipped(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RuleSetRow:
    """A rule set with the names of the people; ``report`` is None while it has not been replayed."""

    rules: RuleSet
    author: str
    proposer: str
    decider: str
    report: ReplayReport | None

    @property
    def rule_set_id(self) -> RuleSetId:
        """Its id."""
        return self.rules.rule_set_id

    @property
    def state(self) -> RuleSetState:
        """Where it stands."""
        return self.rules.state


@dataclass(frozen=True, slots=True)
class RuleSetBoard:
    """Every rule set, the newest first, and whether one of them is in force (else the rules that ship are)."""

    rows: tuple[RuleSetRow, ...]
    at: datetime

    @property
    def active(self) -> RuleSetRow | None:
        """The one in force."""
        return next((row for row in self.rows if row.state is RuleSetState.ACTIVE), None)

    def find(self, rule_set_id: str) -> RuleSetRow | None:
        """The row of an id."""
        return next((row for row in self.rows if row.rule_set_id == rule_set_id), None)


def read_rule_sets(ctx: Context, actor: Actor) -> RuleSetBoard:
    """All rule sets with their reports. Raises NotPermitted, ReplayReportUnreadable."""
    found = rule_sets(ctx, actor)
    with ctx.store() as uow:
        users = {str(user.user_id): user.name for user in uow.users.all()}

    def name(user_id: str | None) -> str:
        return users.get(user_id, user_id) if user_id else ""

    rows = tuple(
        RuleSetRow(
            rules,
            name(rules.created_by),
            name(rules.proposed_by),
            name(rules.decided_by),
            report_of(rules.report) if rules.report else None,
        )
        for rules in found
    )
    return RuleSetBoard(rows, ctx.clock.now())
