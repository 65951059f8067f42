"""Decides what the tab of referrals shows of one patient: two lists of forms, the closure, and one in full; no Qt."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.hospital_referral import HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral, enrolled_by
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import PatientId
from hah_console.services.referral_desk import ReferralDesk
from hah_console.ui.closing.form_text import FormLine, FormWords, StageLine
from hah_console.ui.closing.steps import Step, Thing, may, next_steps
from hah_console.ui.screen import Desk


class Kind(StrEnum):
    """The lists of the tab: 電子轉介, 電子轉診, and the closure."""

    LTC = "ltc"
    HOSPITAL = "hospital"
    CLOSURE = "closure"


@dataclass(slots=True)
class ReferralPresenter:
    """Holds what was read of the patient in sight. SAFETY(identity): what was read of another patient is refused."""

    desk: Desk
    patient_id: PatientId | None = None
    read: ReferralDesk | None = None
    chosen: tuple[Kind, str] | None = None

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient, or nobody: nothing of the former one stays."""
        self.patient_id, self.read, self.chosen = patient_id, None, None

    def take(self, read: ReferralDesk) -> bool:
        """Take what was read; False when it is about somebody else."""
        if read.identity.patient_id != self.patient_id:
            return False
        self.read = read
        return True

    def things(self, kind: Kind) -> tuple[Thing, ...]:
        """What stands in a list."""
        read = self.read
        if read is None:
            return ()
        if kind is Kind.LTC:
            return read.ltc
        if kind is Kind.HOSPITAL:
            return read.hospital
        return (read.closure,) if read.closure else ()

    def lines(self, kind: Kind, now: datetime) -> tuple[FormLine, ...]:
        """A list in words."""
        words = self._words(now)
        return tuple(words.line(thing) for thing in self.things(kind)) if words else ()

    def thing(self) -> Thing | None:
        """The form or closure in sight."""
        if self.chosen is None:
            return None
        kind, key = self.chosen
        return next((one for one in self.things(kind) if thing_key(one) == key), None)

    def title(self, now: datetime) -> str:
        """What the thing in sight is, and to whom it goes."""
        thing, words = self.thing(), self._words(now)
        if thing is None or words is None:
            return ""
        return f"{self.desk.texts(_TITLES[kind_of(thing)])}　{words.head(thing)}"  # i18n: not text

    def about(self, now: datetime) -> str:
        """How it stands, and what it says."""
        thing, words = self.thing(), self._words(now)
        if thing is None or words is None:
            return ""
        line = words.line(thing)
        standing = " · ".join(part for part in (line.state, line.clock) if part)
        return "\n".join(part for part in (standing, words.about(thing)) if part)

    def stages(self, now: datetime) -> tuple[StageLine, ...]:
        """Its stages."""
        thing, words = self.thing(), self._words(now)
        return words.stages(thing) if thing is not None and words is not None else ()

    def steps(self) -> tuple[Step, ...]:
        """What this person may do with it now, the step ahead first."""
        thing = self.thing()
        return tuple(step for step in next_steps(thing, self.desk) if may(self.desk, step)) if thing is not None else ()

    def enrolled(self) -> str:
        """That the person is enrolled already, and where: no new 電子轉介 is needed then."""
        form = enrolled_by(self.read.ltc) if self.read else None
        return self.desk.texts("closing.enrolled_at", unit=form.unit.name) if form is not None else ""

    def may_issue(self, step: Step) -> bool:
        """Whether a new form can be written."""
        known = self.read is not None and self.read.episode is not None and may(self.desk, step)
        return known and not (step is Step.LTC_ISSUE and self.enrolled())

    def may_close(self) -> bool:
        """Whether the admission waits for its closure; one that a transfer has closed does too."""
        read = self.read
        planned = read is not None and read.episode is not None and read.episode.state is EpisodeState.PLANNED
        return read is not None and read.episode is not None and read.closure is None and not planned

    def closure_text(self) -> str:
        """How it is with the closure."""
        texts, read = self.desk.texts, self.read
        if read is None or read.episode is None:
            return ""
        if read.closure is not None:
            return ""
        return texts("closing.open_still" if read.episode.closed_at is None else "closing.summary_missing")

    def _words(self, now: datetime) -> FormWords | None:
        read = self.read
        return FormWords(self.desk.texts, self.desk.ctx.local, now, read.clocks, read.names) if read else None


_TITLES = {Kind.LTC: "closing.ltc", Kind.HOSPITAL: "closing.hospital", Kind.CLOSURE: "closing.closed"}


def kind_of(thing: Thing) -> Kind:
    """In which list it stands."""
    if isinstance(thing, LtcReferral):
        return Kind.LTC
    return Kind.HOSPITAL if isinstance(thing, HospitalReferral) else Kind.CLOSURE


def thing_key(thing: Thing) -> str:
    """The id it is found by."""
    return thing.closure_id if isinstance(thing, Closure) else thing.form_id
