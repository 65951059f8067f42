"""What the rules screen uses of the outside: reading rule files, replaying over stored data, the forecast's figures."""

import logging
from collections.abc import Callable
from datetime import timedelta

from hah_console import __version__
from hah_console.adapters.rulepacks.loader import alarm_rules_of
from hah_console.domain.errors import InvalidInput
from hah_console.domain.rule_set import RuleSet
from hah_console.domain.rulepack import AlarmRules, RulePacks
from hah_console.services.context import Context
from hah_console.services.forecast.model import RiskModelUnreadable
from hah_console.services.replay.report import ReplayReport, ScoreFigures
from hah_console.services.rule_sets import digest_of

_LOG = logging.getLogger(__name__)
REPLAYED = timedelta(days=30)
SHIPPED = "default"


class StoredRuleDesk:
    """Implements ``services.rule_desk.RuleDesk`` over one store; numpy and the compiled walk are loaded when used."""

    def __init__(self, ctx: Context, packs: RulePacks) -> None:
        self._ctx, self._packs = ctx, packs

    def parse(self, text: str, name: str = "rule set") -> AlarmRules:
        """The rules of a TOML text; raises RulePackInvalid with ``name``, key and reason."""
        return alarm_rules_of(text, name)

    def replay(self, rules: RuleSet, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> ReplayReport:
        """A rule set over what was measured in the last 30 days, beside the rules in force.

        Raises ReplayCancelled, InvalidInput when nothing was measured, and what ``parse`` raises.
        """
        from hah_console.services.replay.compare import NamedRules, NothingToReplay, ReplayTerms, compare
        from hah_console.services.replay.stored import stored_data

        now, table = self._ctx.clock.now(), self._packs.news2
        data = stored_data(self._ctx, table, "", now, REPLAYED / timedelta(days=1))
        one = NamedRules(rules.name, rules.digest, self.parse(rules.text, rules.name))
        terms = ReplayTerms(progress=progress, cancelled=cancelled)
        other = NamedRules(*self._in_force())
        try:
            return compare(data, one, other, table, terms, made_at=now, program_version=__version__)
        except NothingToReplay as error:
            raise InvalidInput(field="period", value=REPLAYED.days, reason="nothing_measured") from error

    def forecast(self) -> tuple[ScoreFigures, ScoreFigures] | None:
        """The figures that came with the packaged forecast; None when none ships or it cannot be read."""
        from hah_console.app.packaged_model import packaged_model

        try:
            model = packaged_model()
        except RiskModelUnreadable as error:
            _LOG.warning("the risk forecast cannot be read: %s", error)
            return None
        return None if model is None else (model.forecast, model.news2)

    def shipped(self) -> str:
        """The version of the rules that came with the program."""
        return self._packs.alarms.info.version

    def in_force(self) -> AlarmRules:
        """The active rules of the site, else those that ship."""
        return self._in_force()[2]

    def _in_force(self) -> tuple[str, str, AlarmRules]:
        with self._ctx.store() as uow:
            active = uow.rule_sets.active()
        if active is None:
            return SHIPPED, digest_of(self._packs.alarms.info.version), self._packs.alarms
        return active.name, active.digest, self.parse(active.text, active.name)
