"""The cases of the tour: one patient a condition from referral to closure, on the days on which it happens.

Each act is a start of the real program on one day of the stay, at the pace of a real clock, over the same database: in
the afternoon, when the scenario of the demo site is over and nobody else falls ill.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hah_console.app.bootstrap import Core
from hah_console.app.tour.cases import JourneyCase, read_cases
from hah_console.app.tour.chapter import Act, play_chapter
from hah_console.app.tour.journey_admission import AdmissionAct
from hah_console.app.tour.journey_closing import ClosingAct
from hah_console.app.tour.journey_stay import StayAct
from hah_console.app.tour.journey_treatment import TreatmentAct
from hah_console.app.tour.journey_walk import STAY
from hah_console.app.tour.report import Expectation
from hah_console.app.tour.stage import TourOrder
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock import TAIPEI
from hah_console.services.ports import UnitOfWork

JOURNEY = "journey"
ACTS = (
    Act(datetime(2026, 11, 23, 16, 0, tzinfo=TAIPEI), AdmissionAct),
    Act(datetime(2026, 11, 23, 16, 40, tzinfo=TAIPEI), TreatmentAct),
    Act(datetime(2026, 11, 25, 16, 0, tzinfo=TAIPEI), StayAct),
    Act(datetime(2026, 11, 28, 16, 0, tzinfo=TAIPEI), ClosingAct),
)
NEEDED = (
    CaseEventKind.REFERRAL_RECEIVED,
    CaseEventKind.REFERRAL_ACCEPTED,
    CaseEventKind.CONSENT_SIGNED,
    CaseEventKind.INTAKE_DECIDED,
    CaseEventKind.ADMITTED,
    CaseEventKind.ORDERED,
    CaseEventKind.DISPENSED,
    CaseEventKind.DELIVERED,
    CaseEventKind.DOSE_GIVEN,
    CaseEventKind.NOTE_SIGNED,
    CaseEventKind.ANSWERED,
    CaseEventKind.CONTACT_HELD,
    CaseEventKind.HANDED_OVER,
    CaseEventKind.CLOSED,
    CaseEventKind.FORM_ISSUED,
)
"""What must have happened in every case."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the database says of one case."""

    case: JourneyCase
    happened: frozenset[CaseEventKind]

    @property
    def missing(self) -> tuple[str, ...]:
        """What should have happened and has not."""
        return tuple(kind.value for kind in NEEDED if kind not in self.happened)


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """What the acts left behind; ``trouble`` is what stopped one, empty when all were played to their end."""

    cases: tuple[CaseFacts, ...]
    trouble: str
    pictures: tuple[Path, ...]
    happened: tuple[str, ...]

    def measured(self) -> dict[str, float | str]:
        """For the report."""
        missing = {f"journey_{one.case.condition}_missing": ", ".join(one.missing) for one in self.cases}
        return {"journey_pictures": len(self.pictures), "journey_trouble": self.trouble, **missing}

    def expectations(self) -> tuple[Expectation, ...]:
        """The acts were played, and everything happened in each case."""
        walked = (Expectation(f"{one.case.condition} from referral to closure", not one.missing) for one in self.cases)
        return (Expectation("the cases were walked to their end", self.trouble == ""), *walked)


def play_journey(order: TourOrder, home: Path) -> JourneyFacts:
    """Play every act until one gets stuck, and read back what happened; raises as ``play`` does."""
    facts: list[CaseFacts] = []

    def read(core: Core) -> None:
        facts[:] = _read(core)

    played = play_chapter(order, JOURNEY, home, ACTS, read)
    return JourneyFacts(tuple(facts), played.trouble, played.pictures, played.happened)


def _read(core: Core) -> tuple[CaseFacts, ...]:
    with core.ctx.store() as uow:
        return tuple(CaseFacts(case, _happened(uow, case)) for case in read_cases())


def _happened(uow: UnitOfWork, case: JourneyCase) -> frozenset[CaseEventKind]:
    """The events of her referrals and their intakes, and those of the admissions they led to."""
    events: list[CaseEvent] = []
    for referral in uow.referrals.of_number(case.national_id):
        intake = uow.intakes.of_referral(referral.referral_id)
        things = [referral.referral_id, *([intake.intake_id] if intake else ())]
        things += [one.consent_id for one in uow.consents.of_intake(intake.intake_id)] if intake else []
        events += [event for thing in things for event in uow.case_events.of_entity(thing)]
        events += uow.case_events.of_patient(referral.patient_id, *STAY) if referral.patient_id else ()
    return frozenset(event.kind for event in events)
