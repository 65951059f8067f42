"""State machines without a property test of their own: in any order of moves only the moves of the table happen.

A move that is refused raises and leaves what it was asked of as it was; every state of a table is reached by some way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hah_console.domain.alarm import Alarm, AlarmState, Evidence, Lane, Priority
from hah_console.domain.claims.card_upload import CardUpload
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.consent import Consent, Relation
from hah_console.domain.errors import HahError
from hah_console.domain.hospital_notice import HospitalNotice, NoticeKind
from hah_console.domain.ids import (
    AlarmId,
    ConsentId,
    EpisodeId,
    HospitalNoticeId,
    InboundRefusalId,
    IntakeId,
    PatientId,
    PlanId,
    PrescriptionId,
    RuleSetId,
    ShelfId,
    StaffId,
    TaskId,
    UserId,
    VisitRecordId,
)
from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.domain.prescription import Prescription, Receipt, digest_of_code
from hah_console.domain.rule_set import RuleSet, RuleSetState
from hah_console.domain.shelf import Shelf, ShelfReason
from hah_console.domain.staff import Profession
from hah_console.domain.task import Task, TaskKind, Withdrawal
from hah_console.domain.visit import DayPlan, PlanState

AT = datetime(2026, 11, 29, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, OTHER = UserId("U-1"), UserId("U-2")
PATIENT, EPISODE = PatientId("P"), EpisodeId("E")
RX, CODE = PrescriptionId("RX"), "ABCD1234"


@dataclass(frozen=True)
class Machine:
    """Where it starts, how its state is read, its moves, and which of them lead where from each state."""

    start: Any
    state: Callable[[Any], str]
    moves: dict[str, Callable[[Any], Any]]
    ways: dict[str, dict[str, str]]

    def reachable(self) -> set[str]:
        """Every state some way leads to."""
        found, open_ends = set(), [self.state(self.start)]
        while open_ends:
            state = open_ends.pop()
            if state not in found:
                found.add(state)
                open_ends += self.ways[state].values()
        return found


def of_state(thing):
    return thing.state.value


ALARM = Alarm(
    AlarmId("A"), PATIENT, "spo2_low", "v", "spo2", Priority.LOW, Lane.PHYSIOLOGICAL, AlarmState.ACTIVE, AT, 90.0, 91.0
)  # fmt: skip
WORSE = Evidence("spo2_low", 80.0, 91.0)
ALARMS = Machine(
    ALARM,
    of_state,
    {
        "acknowledge": lambda alarm: alarm.acknowledged("U-1", AT),
        "end": lambda alarm: alarm.condition_ended(AT),
        "leave": lambda alarm: alarm.patient_left(AT),
        "worse": lambda alarm: replace(alarm, priority=Priority.LOW).worsened(Priority.MEDIUM, WORSE, AT),
        "return": lambda alarm: alarm.returned(WORSE),
        "restate": lambda alarm: alarm.restated(WORSE),
        "climb": lambda alarm: alarm.climbed(alarm.rung + 1, AT),
        "call": lambda alarm: alarm.called("U-1", AT),
    },
    {
        "active": {
            "acknowledge": "acknowledged", "end": "latched", "leave": "cleared", "worse": "active",
            "restate": "active", "climb": "active", "call": "active",
        },
        "acknowledged": {"end": "cleared", "leave": "cleared", "worse": "active", "call": "acknowledged"},
        "latched": {
            "acknowledge": "cleared", "leave": "cleared", "worse": "active", "return": "active", "climb": "latched",
            "call": "latched",
        },
        "cleared": {},
    },
)  # fmt: skip

SHELVES = Machine(
    Shelf(
        ShelfId("S"), PATIENT, "k", "r", "spo2", Priority.LOW, ShelfReason.BEING_TREATED, "", "U-1", AT, AT + HOUR
    ),
    lambda shelf: "held" if shelf.holds(AT) else "ended",
    {"end": lambda shelf: shelf.ended("U-2", AT)},
    {"held": {"end": "ended"}, "ended": {}},
)  # fmt: skip

RULES = RuleSet(RuleSetId("R"), "n", "v", "t", "d", RuleSetState.DRAFT, "U-1", AT)
RULE_SETS = Machine(
    RULES,
    lambda rules: f"{rules.state.value}{'+report' if rules.report and rules.state is RuleSetState.DRAFT else ''}",
    {
        "rewrite": lambda rules: rules.rewritten("t2", "d2", "v2", "U-1"),
        "replay": lambda rules: rules.replayed("{}"),
        "propose": lambda rules: rules.proposed("U-1", AT),
        "accept": lambda rules: rules.decided("U-2", AT, accepted=True),
        "accept_own": lambda rules: rules.decided("U-1", AT, accepted=True),
        "reject": lambda rules: rules.decided("U-2", AT, accepted=False),
        "retire": lambda rules: rules.retired(),
    },
    {
        "draft": {"rewrite": "draft", "replay": "draft+report"},
        "draft+report": {"rewrite": "draft", "replay": "draft+report", "propose": "proposed"},
        "proposed": {"accept": "active", "reject": "rejected"},
        "active": {"retire": "retired"},
        "retired": {},
        "rejected": {},
    },
)

TASKS = Machine(
    Task(TaskId("T"), EPISODE, PATIENT, TaskKind.NURSE_VISIT, AT, AT + HOUR, 30),
    of_state,
    {
        "complete": lambda task: task.completed(),
        "withdraw": lambda task: task.withdrawn(Withdrawal.EPISODE_CLOSED),
    },
    {"requested": {"complete": "completed", "withdraw": "cancelled"}, "completed": {}, "cancelled": {}},
)

CARDS = Machine(
    CardUpload(VisitRecordId("V"), EPISODE, PATIENT, AT + HOUR),
    of_state,
    {"upload": lambda card: card.uploaded(AT, "r"), "fail": lambda card: card.failed(AT, "f")},
    {
        "waiting": {"upload": "uploaded", "fail": "failed"},
        "failed": {"upload": "uploaded", "fail": "failed"},
        "uploaded": {},
    },
)

VISITS = Machine(
    VisitRecord(VisitRecordId("V"), EPISODE, PATIENT, StaffId("N"), Profession.NURSE, AT),
    lambda visit: "left" if visit.left_at else "arrived" if visit.arrived_at else "planned",
    {"arrive": lambda visit: visit.arrived(AT), "leave": lambda visit: visit.left(AT + HOUR)},
    {"planned": {"arrive": "arrived"}, "arrived": {"leave": "left"}, "left": {}},
)

PLANS = Machine(
    DayPlan(PlanId("D"), date(2026, 11, 29), PlanState.DRAFT, AT, "U-1", (), (), (), 0, "native", 0.1),
    of_state,
    {"publish": lambda plan: plan.published(1, "U-1", AT), "supersede": lambda plan: plan.superseded()},
    {"draft": {"publish": "published"}, "published": {"supersede": "superseded"}, "superseded": {}},
)

PRESCRIPTIONS = Machine(
    Prescription(RX, EPISODE, PATIENT, (), ONE, AT, AT + HOUR, CODE, digest_of_code(RX, CODE)),
    of_state,
    {
        "dispense": lambda rx: rx.dispensed(CODE, OTHER, AT),
        "wrong_code": lambda rx: rx.dispensed("WRONG", OTHER, AT),
        "too_late": lambda rx: rx.dispensed(CODE, OTHER, AT + 2 * HOUR),
        "deliver": lambda rx: rx.delivered(Receipt("王小明", "son", AT, OTHER)),
        "void": lambda rx: rx.voided(),
    },
    {
        "issued": {"dispense": "dispensed", "void": "void"},
        "dispensed": {"deliver": "delivered"},
        "delivered": {},
        "void": {},
    },
)

CONSENTS = Machine(
    Consent(ConsentId("C"), IntakeId("I"), ONE, AT, "陳美", Relation.SELF, AT, "0" * 64, "consent.pdf"),
    lambda consent: "in_force" if consent.in_force else "withdrawn",
    {"withdraw": lambda consent: consent.withdrawn(AT, ONE)},
    {"in_force": {"withdraw": "withdrawn"}, "withdrawn": {}},
)

REFUSALS = Machine(
    InboundRefusal(InboundRefusalId("IR"), "h", "Patient/1", "Observation", "o", "1", "unit_not_listed", AT),
    of_state,
    {
        "again": lambda refusal: refusal.asked_again(ONE, AT),
        "take": lambda refusal: refusal.taken(AT),
        "refuse": lambda refusal: refusal.refused_again("profile", ()),
        "set_aside": lambda refusal: refusal.set_aside(ONE, AT, "n"),
    },
    {
        "waiting": {"again": "again", "take": "taken", "set_aside": "set_aside"},
        "again": {"take": "taken", "refuse": "waiting"},
        "set_aside": {"again": "again"},
        "taken": {},
    },
)

NOTICES = Machine(
    HospitalNotice(HospitalNoticeId("HN"), PATIENT, "h", "Patient/1", NoticeKind.DECEASED, AT),
    lambda notice: "seen" if notice.seen_at else "unseen",
    {"see": lambda notice: notice.seen(ONE, AT)},
    {"unseen": {"see": "seen"}, "seen": {}},
)

MACHINES = {
    "alarm": ALARMS, "shelf": SHELVES, "rule_set": RULE_SETS, "task": TASKS, "card_upload": CARDS,
    "visit_record": VISITS, "plan": PLANS, "prescription": PRESCRIPTIONS, "consent": CONSENTS,
    "inbound_refusal": REFUSALS, "hospital_notice": NOTICES,
}  # fmt: skip


@pytest.mark.parametrize("name", MACHINES)
@settings(max_examples=60)
@given(data=st.data())
def test_no_order_of_moves_reaches_a_state_the_table_does_not_lead_to(name: str, data: st.DataObject) -> None:
    machine = MACHINES[name]
    thing = machine.start
    for move in data.draw(st.lists(st.sampled_from(list(machine.moves)), max_size=10)):
        before = machine.state(thing)
        try:
            after = machine.moves[move](thing)
        except HahError:
            assert move not in machine.ways[before], f"{name}: {move} is refused from {before}"
            assert machine.state(thing) == before
        else:
            assert machine.ways[before].get(move) == machine.state(after), f"{name}: {move} from {before}"
            thing = after


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_of_a_table_is_reached_and_some_state_ends_it(name: str) -> None:
    machine = MACHINES[name]
    assert machine.reachable() == set(machine.ways)
    assert any(not moves for moves in machine.ways.values())
