"""Decides what the round shows, whose page is in sight, and what may be done with her; no Qt.

SAFETY(patient of the round): everything read is kept with the patient it was asked for; an answer about another patient
than the one in sight is dropped, and a decision names the admission in sight.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.chart.note import Section
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import PatientId
from hah_console.domain.rulepack import RulePacks
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.patient_page import PatientPage, read_patient_page
from hah_console.services.patient_rules import PatientRules, patient_rules
from hah_console.services.ports import PasswordHasher
from hah_console.services.round import RoundList, RoundRules, round_rules
from hah_console.services.round_decisions import RoundNote, decide_round
from hah_console.services.round_page import RoundPage, read_round_page
from hah_console.services.round_reading import read_round
from hah_console.ui.bedside.banner_text import BannerText, banner_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.round.change_words import ChangeWords
from hah_console.ui.screens.round.facts import Fact, grouped
from hah_console.ui.screens.round.objective import ObjectiveDraft
from hah_console.ui.screens.round.order import RoundOrder, Shown
from hah_console.ui.screens.round.row_words import RoundLine, RowWords
from hah_console.ui.screens.round.state_words import StateWords

# i18n: round.shown.*
IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})


@dataclass(frozen=True, slots=True)
class Sight:
    """One patient as she was read: what changed, and the page her dialogs need."""

    round: RoundPage
    page: PatientPage

    @property
    def patient_id(self) -> PatientId:
        """Who it is about."""
        return self.round.identity.patient_id


@dataclass(slots=True)
class RoundPresenter:
    """The list, and the page of at most one patient."""

    ctx: Context
    actor: Actor
    texts: Texts
    packs: RulePacks
    everybody: bool = False
    order: RoundOrder = field(default_factory=RoundOrder)
    list: RoundList | None = None
    patient_id: PatientId | None = None
    sight: Sight | None = None
    opened: bool = False
    """Whether the opening of the patient in sight is in the audit trail; nothing is read before."""
    _rules: RoundRules | None = None
    _numbers: PatientRules | None = None

    @property
    def rules(self) -> RoundRules:
        """What the round needs of the rule packs."""
        self._rules = self._rules or round_rules(self.packs)
        return self._rules

    @property
    def numbers(self) -> PatientRules:
        """What the numbers need of the rule packs."""
        self._numbers = self._numbers or patient_rules(self.packs)
        return self._numbers

    def read_list(self) -> tuple[bool, RoundList]:
        """Worker thread: the list, with whether it is that of everybody."""
        everybody = self.everybody
        return everybody, read_round(self.ctx, self.actor, self.rules, everybody=everybody)

    def take_list(self, answer: tuple[bool, RoundList]) -> bool:
        """Accept a list; False for the one that is no longer wanted."""
        everybody, found = answer
        if everybody is not self.everybody:
            return False
        first, self.list = self.list is None, found
        self.order.take(found.rows)
        if first:
            self.order.sort()
        return True

    def choose_scope(self, *, everybody: bool) -> None:
        """One's own patients, or all."""
        self.everybody, self.list = everybody, None

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient, or nobody: nothing of before may stay."""
        self.patient_id, self.sight, self.opened = patient_id, None, False

    def read_sight(self) -> Sight | None:
        """Worker thread: the page of the patient in sight, or None."""
        wanted = self.patient_id
        if wanted is None or not self.opened:
            return None
        found = read_round_page(self.ctx, self.actor, self.rules, self.numbers, wanted)
        return Sight(found, read_patient_page(self.ctx, wanted, self.numbers))

    def take_sight(self, sight: Sight | None) -> bool:
        """Accept what was read; False for nothing and for another patient than the one in sight."""
        if sight is None or sight.patient_id != self.patient_id:
            return False
        self.sight = sight
        return True

    def lines(self, now: datetime) -> tuple[RoundLine, ...]:
        """The list in sight; the patient whose page is open stays on it."""
        words = RowWords(self.ctx, self.texts)
        return tuple(words.line(row, now) for row in self.order.rows(self.patient_id))

    def summary(self) -> str:
        """Whose patients, how many, how many seen, and whom the list does not hold."""
        found, texts = self.list, self.texts
        if found is None:
            return ""
        parts = [texts("round.summary.all" if self.everybody else "round.summary.mine", count=len(found.rows))]
        parts.append(texts("round.summary.seen", seen=found.seen(), open=len(found.rows) - found.seen()))
        if found.others:
            parts.append(texts("round.summary.others", count=found.others))
        if found.without_physician:
            parts.append(texts("round.summary.nobody_s", count=found.without_physician))
        if self.order.shown is not Shown.ALL:
            name, shown = texts(f"round.shown.{self.order.shown}"), self.order.count(self.order.shown)
            parts.append(texts("round.summary.filter", name=name, shown=shown, count=len(found.rows)))
        return " · ".join(parts)

    def banner(self) -> BannerText | None:
        """The banner, or None while nothing may be shown."""
        return banner_text(self.texts, self.sight.round.identity, self.sight.round.stay) if self.sight else None

    def facts(self, now: datetime) -> tuple[Fact, ...]:
        """Everything about the patient in sight."""
        sight = self.sight
        if sight is None:
            return ()
        state, change = self._words()
        return grouped((*state.facts(sight.round, now), *change.facts(sight.round, now)))

    def objective(self, now: datetime) -> str:
        """The drafted objective part."""
        if self.sight is None:
            return ""
        return ObjectiveDraft(self.ctx, self.texts, *self._words()).text(self.sight.round, now)

    def decided(self) -> str:
        """What was decided today for the patient in sight; empty for nothing."""
        row = self.sight.round.row if self.sight else None
        if row is None or row.today is None or self.sight is None:
            return ""
        who = self.sight.round.people.get(str(row.today.by), str(row.today.by))
        at = f"{self.ctx.local(row.today.at):%H:%M}"
        decision = self.texts.word("round.decision", row.today.decision)
        return self.texts("round.decided", at=at, who=who, decision=decision)

    def why_not_decide(self) -> str:
        """Why no decision can be written here; empty when it can."""
        if not permits(self.actor.role, Action.DECIDE_ROUND):
            return self.texts("round.no_role")
        return "" if self.sight is None or self.in_care() else self.texts("round.not_in_care")

    def in_care(self) -> bool:
        """Whether the patient in sight is."""
        return self.sight is not None and self.sight.round.stay.state in IN_CARE

    def may(self, action: Action) -> bool:
        """Whether this person may do this with the patient in sight."""
        return self.in_care() and permits(self.actor.role, action)

    def decide(
        self, fields: dict[str, str], hasher: PasswordHasher | None, password: str
    ) -> Callable[[], Changes] | None:
        """The command that stores what is typed for the admission in sight; None when nobody is."""
        if self.sight is None:
            return None
        ctx, actor, episode_id = self.ctx, self.actor, self.sight.round.row.episode_id
        sections = {section: fields.get(section.value, "") for section in Section}
        note = RoundNote(fields.get("decision", ""), sections)
        return lambda: decide_round(ctx, actor, episode_id, note, hasher, password)

    def _words(self) -> tuple[StateWords, ChangeWords]:
        return StateWords(self.ctx, self.texts), ChangeWords(self.ctx, self.texts, self.packs.care)
