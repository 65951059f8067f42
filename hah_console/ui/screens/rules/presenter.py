"""Decides what the rules screen says, and who may do what with a rule set; no Qt."""

from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.rule_set import RuleSetState
from hah_console.services.context import Context
from hah_console.services.rule_desk import RuleSetBoard, RuleSetRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import near_clock

# i18n: rules.state.*


@dataclass(frozen=True, slots=True)
class RuleSetLine:
    """One rule set in words."""

    key: str
    name: str
    state: str
    who: str
    rate: str
    in_force: bool
    spoken: str


@dataclass(slots=True)
class RulesPresenter:
    """Holds what was read last; ``shipped`` is the version of the rules that came with the program."""

    ctx: Context
    actor: Actor
    texts: Texts
    shipped: str
    board: RuleSetBoard | None = None

    def lines(self) -> tuple[RuleSetLine, ...]:
        """Every rule set, the newest first; last the rules that ship."""
        if self.board is None:
            return ()
        return (*(self._line(row) for row in self.board.rows), self._shipped_line(self.board))

    def find(self, key: str) -> RuleSetRow | None:
        """The rule set of a line; None for the rules that ship."""
        return self.board.find(key) if self.board else None

    def may(self, act: str, row: RuleSetRow | None) -> bool:
        """Whether this person can do this with it now; a second person is asked for only when deciding."""
        if act == "import":
            return permits(self.actor.role, Action.WRITE_RULES)
        if row is None:
            return False
        action = Action.DECIDE_RULES if act in ("activate", "reject") else Action.WRITE_RULES
        return permits(self.actor.role, action) and _possible(act, row)

    def advice(self, row: RuleSetRow | None) -> str:
        """What comes next on the way into force."""
        texts = self.texts
        if row is None:
            return texts("rules.next.shipped")
        key = row.state.value
        if row.state is RuleSetState.DRAFT and row.report is not None:
            key = "replayed"
        return texts(f"rules.next.{key}", author=row.author, proposer=row.proposer, decider=row.decider)

    # i18n: rules.next.*
    def _line(self, row: RuleSetRow) -> RuleSetLine:
        texts, rules = self.texts, row.rules
        state = texts.word("rules.state", row.state)
        day = near_clock(self.ctx.local(rules.created_at), self.ctx.today())
        who = texts("rules.who", author=row.author, at=day)
        if row.decider:
            who = texts("rules.decided", who=who, decider=row.decider)
        rate = f"{row.report.rules.alarms_per_patient_day:.2f}" if row.report else ""
        said = texts("rules.rate", rate=rate) if rate else texts("rules.not_replayed")
        name = f"{rules.name} {rules.rules_version}"
        active = row.state is RuleSetState.ACTIVE
        return RuleSetLine(rules.rule_set_id, name, state, who, said, active, f"{name}, {state}, {who}, {said}")

    def _shipped_line(self, board: RuleSetBoard) -> RuleSetLine:
        texts, active = self.texts, board.active is None
        name = texts("rules.shipped", version=self.shipped)
        state = texts.word("rules.state", RuleSetState.ACTIVE if active else RuleSetState.RETIRED)
        return RuleSetLine("shipped", name, state, texts("rules.with_program"), "", active, f"{name}, {state}")


def _possible(act: str, row: RuleSetRow) -> bool:
    if act in ("activate", "reject"):
        return row.state is RuleSetState.PROPOSED
    draft = row.state is RuleSetState.DRAFT
    return draft and (act != "propose" or row.report is not None)
