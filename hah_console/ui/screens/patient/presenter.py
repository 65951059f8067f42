"""Decides what the patient page shows and which of its actions are open; no Qt.

SAFETY(identity): everything read is kept with the patient it was asked for; an answer about another patient than the
one in sight is dropped, and opening another patient empties the page before anything is read.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.alarm import Priority
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import LatestVitals, Vital
from hah_console.services.context import Context
from hah_console.services.forecast.model import RiskModel
from hah_console.services.live_numbers import aged, limits_of, live_numbers, newer
from hah_console.services.own_readings import read_own
from hah_console.services.patient_live import PatientLive, read_patient_live
from hah_console.services.patient_page import OpenAlarm, PatientPage, read_patient_page
from hah_console.services.patient_rules import PatientRules, VitalLimits
from hah_console.services.timeline import read_timeline
from hah_console.ui.bedside.banner_text import BannerText, banner_text
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.history import PatientHistory
from hah_console.ui.plots.own_points import OwnPast
from hah_console.ui.plots.picture import TrendPicture, TrendWindow, draw_picture
from hah_console.ui.plots.trend_view import Bounds, TrendView, ViewChange
from hah_console.ui.screens.patient.live_text import RiskCard, risk_card, shelf_lines
from hah_console.ui.screens.patient.number_text import NumberCard, ScoreCard, number_cards, score_card
from hah_console.ui.screens.patient.own_text import own_cells, own_legend, own_readout
from hah_console.ui.screens.patient.ranges import DEFAULT_RANGE, SHORTEST_STAY, Range, span_of
from hah_console.ui.screens.patient.step_text import StepLine, step_lines
from hah_console.ui.screens.patient.trend_text import (
    MarkWords,
    TwinRow,
    badge,
    difference,
    mark_words,
    readout,
    twin_rows,
    where_text,
)

_IN_CARE = frozenset({EpisodeState.ACTIVE, EpisodeState.ON_HOLD})
MOST_STEPS = 5


@dataclass(frozen=True)
class TrendRequest:
    """What a worker thread needs to prepare a picture; everything in it is frozen or locked."""

    patient_id: PatientId
    history: PatientHistory
    own: OwnPast
    window: TrendWindow
    limits: tuple[PatientLimit, ...]
    admitted_at: datetime


@dataclass(slots=True)
class PatientPresenter:
    """The page of at most one patient."""

    ctx: Context
    actor: Actor
    texts: Texts
    rules: PatientRules
    range: Range = DEFAULT_RANGE
    patient_id: PatientId | None = None
    page: PatientPage | None = None
    picture: TrendPicture | None = None
    view: TrendView | None = None
    """What a person zoomed or moved to; None for the range."""
    live: PatientLive | None = None
    model: RiskModel | None = None
    _history: PatientHistory | None = field(default=None)
    _own: OwnPast | None = field(default=None)

    def begin(self, patient_id: PatientId) -> None:
        """Another patient, or the same one anew: nothing of before may stay."""
        self.patient_id = patient_id
        self.page = self.picture = self.view = self.live = None
        self._history = PatientHistory(self.ctx, patient_id)
        self._own = OwnPast(lambda start, end: read_own(self.ctx, self.actor, patient_id, start, end))

    def close(self) -> None:
        """Nobody in sight."""
        self.patient_id = self.page = self.picture = self.view = self._history = self._own = self.live = None

    def forget_history(self) -> None:
        """Read all readings again next time."""
        if self._history is not None:
            self._history.forget()
        self.forget_own()

    def forget_own(self) -> None:
        """Read what the patient measured herself again next time."""
        if self._own is not None:
            self._own.forget()

    def read(self) -> PatientPage | None:
        """Worker thread: the page of the patient in sight, or None."""
        wanted = self.patient_id
        return read_patient_page(self.ctx, wanted, self.rules) if wanted else None

    def take(self, page: PatientPage | None) -> bool:
        """Accept what was read; False for nothing or for another patient than the one in sight."""
        if page is None or page.identity.patient_id != self.patient_id:
            return False
        shown = self.page.numbers if self.page else ()
        self.page = replace(page, numbers=newer(page.numbers, shown))
        return True

    def read_live(self) -> PatientLive | None:
        """Worker thread: forecast and shelves of the patient in sight, or None."""
        wanted = self.patient_id
        return read_patient_live(self.ctx, self.actor, wanted, self.model) if wanted else None

    def take_live(self, live: PatientLive | None) -> bool:
        """Accept what was read; False for nothing or for another patient than the one in sight."""
        if live is None or live.patient_id != self.patient_id or self.page is None:
            return False
        self.live = live
        return True

    def risk(self, now: datetime) -> RiskCard | None:
        """The panel of the forecast; None while it is off."""
        return risk_card(self.texts, self.live, now)

    def shelved(self) -> tuple[str, ...]:
        """One line for each alarm kept quiet."""
        return shelf_lines(self.texts, self.ctx.local, self.live)

    def take_latest(self, rows: tuple[LatestVitals, ...], now: datetime) -> bool:
        """New last values; False when none is the patient's."""
        mine = next((row for row in rows if row.patient_id == self.patient_id), None)
        if mine is None or self.page is None:
            return False
        self.page = replace(self.page, numbers=live_numbers(mine, self.page.limits, self.rules, now))
        return True

    def age(self, now: datetime) -> None:
        """Let silent values turn stale."""
        if self.page is not None:
            self.page = replace(self.page, numbers=aged(self.page.numbers, self.rules, now))

    def trend_request(self, now: datetime) -> TrendRequest | None:
        """What to prepare next; None before the page is read."""
        if self.page is None or self._history is None or self._own is None or self.patient_id is None:
            return None
        window = self._view(now).window(now)
        admitted = self.page.admitted_at or window.start
        return TrendRequest(self.patient_id, self._history, self._own, window, self.page.limits, admitted)

    def choose_range(self, chosen: Range) -> None:
        """Show another range, up to now."""
        self.range, self.view = chosen, None

    def look(self, change: ViewChange, now: datetime) -> None:
        """Zoom or move."""
        self.view = self._view(now).changed(change, self._bounds(now))

    def where(self) -> str:
        """Which stretch is shown when it is not the chosen range, and whether it is live; else empty."""
        return where_text(self.texts, self.ctx.local, self.picture.window) if self.picture and self.view else ""

    def prepare(self, request: TrendRequest) -> tuple[PatientId, TrendPicture]:
        """Worker thread: read what is new and draw the picture."""
        window = request.window
        series = request.history.read(window.start, window.until)
        marks = read_timeline(self.ctx, request.patient_id, window.start, window.end)
        limits: dict[Vital, VitalLimits] = {v: limits_of(v, request.limits, self.rules)[0] for v in Vital}
        own = request.own.points(window.start, window.end, window.now)
        picture = draw_picture(series, window, limits, marks, self.rules.silent_after, request.admitted_at, own)
        return request.patient_id, picture

    def take_picture(self, answer: tuple[PatientId, TrendPicture]) -> bool:
        """Accept a picture; False for another patient's."""
        patient_id, picture = answer
        if patient_id != self.patient_id:
            return False
        self.picture = picture
        return True

    def banner(self) -> BannerText | None:
        """The banner, or None while nothing may be shown."""
        return banner_text(self.texts, self.page.identity, self.page.stay) if self.page else None

    def edge_priority(self) -> Priority | None:
        """The priority of the most urgent waiting alarm."""
        waiting = self.first_waiting()
        return waiting.alarm.priority if waiting else None

    def first_waiting(self) -> OpenAlarm | None:
        """The alarm the acknowledge key takes."""
        return self.page.first_waiting() if self.page else None

    def waiting(self, step_key: str) -> OpenAlarm | None:
        """The waiting alarm of a step, or None."""
        alarms = self.page.alarms if self.page else ()
        return next((one for one in alarms if one.waiting and one.alarm.alarm_id == step_key), None)

    def numbers(self, now: datetime) -> tuple[NumberCard, ...]:
        """The cards of the live numbers."""
        return number_cards(self.texts, self.page.numbers, now) if self.page else ()

    def score(self, now: datetime) -> ScoreCard | None:
        """The score panel."""
        return score_card(self.texts, self.page.score, now) if self.page else None

    def steps(self, now: datetime) -> tuple[StepLine, ...]:
        """The lines of the next steps, the most urgent ones."""
        return self._all_steps(now)[:MOST_STEPS]

    def more_steps(self, now: datetime) -> str:
        """How many steps are not among the lines, in words; empty when all are."""
        more = len(self._all_steps(now)) - MOST_STEPS
        return self.texts("patient.steps.more", count=more) if more > 0 else ""

    def marks(self) -> tuple[MarkWords, ...]:
        """The marks of the picture in words."""
        return mark_words(self.texts, self.picture.marks) if self.picture else ()

    def twin(self) -> tuple[TwinRow, ...]:
        """The picture as text."""
        if self.picture is None:
            return ()
        return (*twin_rows(self.texts, self.picture), *map(TwinRow, own_cells(self.texts, self.picture)))

    def badge(self) -> str:
        """How many readings lie behind the picture."""
        return badge(self.texts, self.picture) if self.picture else ""

    def own_legend(self) -> str:
        """What the hollow rings are, and that nobody has verified them."""
        return own_legend(self.texts, self.picture) if self.picture else ""

    def own_readout(self, time_s: float) -> str:
        """What the patient measured herself near a moment."""
        return own_readout(self.texts, self.ctx.local, self.picture, time_s) if self.picture else ""

    def readout(self, time_s: float, from_s: float | None = None) -> str:
        """What stands under the focus line, or what changed since ``from_s``."""
        if self.picture is None:
            return ""
        if from_s is not None:
            return difference(self.texts, self.picture, from_s, time_s)
        return readout(self.texts, self.ctx.local, self.picture, time_s)

    def can_acknowledge(self) -> bool:
        """Whether the acknowledge button is open."""
        return permits(self.actor.role, Action.ACKNOWLEDGE_ALARM) and self.first_waiting() is not None

    def can_observe(self) -> bool:
        """Whether an observation may be entered."""
        return permits(self.actor.role, Action.ENTER_OBSERVATION) and self._in_care()

    def can_contact(self) -> bool:
        """Whether a contact by video or telephone may be recorded."""
        return permits(self.actor.role, Action.RECORD_CONTACT) and self._in_care()

    def can_respond(self) -> bool:
        """Whether the response desk has something to offer."""
        return permits(self.actor.role, Action.VIEW_PATIENT) and self._in_care()

    def can_edit(self) -> bool:
        """Whether what she wants of resuscitation may be recorded."""
        return permits(self.actor.role, Action.EDIT_PATIENT) and self.page is not None

    def can_limit(self) -> bool:
        """Whether a limit may be set for this patient."""
        return permits(self.actor.role, Action.SET_LIMITS) and self._in_care()

    def can_transfer(self) -> bool:
        """Whether a transfer may be begun, or a running one opened."""
        return self.running_transfer() != "" or (permits(self.actor.role, Action.DECIDE_TRANSFER) and self._in_care())

    def running_transfer(self) -> str:
        """The id of the transfer under way, or empty."""
        return self.page.transfer_id if self.page else ""

    def _view(self, now: datetime) -> TrendView:
        admitted = self.page.admitted_at if self.page else None
        return self.view or TrendView(span_of(self.range, admitted, now))

    def _bounds(self, now: datetime) -> Bounds:
        admitted = self.page.admitted_at if self.page else None
        return Bounds(min(admitted or now, now - SHORTEST_STAY), now)

    def _all_steps(self, now: datetime) -> tuple[StepLine, ...]:
        return step_lines(self.texts, self.ctx.local, self.page, now) if self.page else ()

    def _in_care(self) -> bool:
        return self.page is not None and self.page.stay is not None and self.page.stay.state in _IN_CARE
