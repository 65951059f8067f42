"""Ladder and green channel driven together: two consoles, a hospital, a service, kills and clocks that jump.

Whatever the order: after the next look of the service every alarm has an owner, every transfer stands in one legal
state, and everything that happened is in the audit trail.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from helpers.alarm_ward import SERVICE, START
from helpers.green_consoles import LADDER, MOVES, ONWARD, PATIENTS, RULES, Command, Console, GreenWard, Killed
from helpers.ladder_ward import ANNA, BELLA, DOCTOR
from helpers.stores import migrated_store
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from hah_console.alarms.stages.escalate import limits_of
from hah_console.domain.actor import Actor
from hah_console.domain.alarm import AlarmState, Priority
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import HahError
from hah_console.domain.escalation import StepKind
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.ids import PatientId, TransferId
from hah_console.domain.roster import owner_of
from hah_console.domain.transfer import Transfer, TransferStage, next_stages
from hah_console.services.audit import verify_chain
from hah_console.services.changes import Changes
from hah_console.services.ports import UnitOfWork
from hah_console.services.receiving import answer, issue_slip, look, open_case
from hah_console.services.transfer_packs import reissue_changed

COURSES, STEPS, FEWEST = 26, 10, 2_000
HOUR_MIN = 60
desks, patients = st.integers(0, 1), st.sampled_from(PATIENTS)
people = st.sampled_from((ANNA, BELLA, DOCTOR))
whats = st.sampled_from((*LADDER, "acknowledge", "escalate", "worry", *Decision, Decision.TRANSFER, *sorted(MOVES)))
ALWAYS = START - timedelta(days=30), START + timedelta(days=30)
NO_STEPS = ("courses", "refused", "done ", "owned", "ends ", "races", "killed inside", "service killed inside", "looks")
"""What is counted and is no step of a course of its own."""
acts = st.tuples(desks, people, patients, whats, st.booleans())
raced = st.sampled_from(("acknowledge", "answer", "ask_near", "call"))
answers = st.sampled_from(("accept", "refuse", "arrive", "sign", "receive"))
ANYTHING = st.one_of(
    *(st.tuples(st.just(name), given) for name, given in (
        ("vitals", st.tuples(patients, st.sampled_from(Priority), st.sampled_from((False, False, False, True)))),
        ("people_act", st.tuples(st.lists(acts, min_size=2, max_size=5))),
        ("people_act", st.tuples(st.lists(acts, min_size=2, max_size=5))),
        ("the_transfer_goes_on", st.tuples(desks, patients, st.integers(1, 7))),
        ("both_press_what_both_saw", st.tuples(patients, raced)),
        ("the_hospital_answers", st.tuples(patients, answers)),
        ("time_passes", st.tuples(
            st.sampled_from((1, 20, 290, 301, 700, 4_000)), st.sampled_from((None, None, None, None, 0, 1, 2)),
            st.integers(0, 3), st.sampled_from((-600, -50, -3, 3, 50, 600)))),
        ("a_console_is_killed_before_its_commit", st.tuples(
            desks, people, patients, st.sampled_from((*LADDER, *MOVES, *Decision)))),
        ("the_service_is_killed_before_its_commit", st.tuples(patients)),
    )),
)  # fmt: skip
"""What may happen next, each as likely: no course leaves a kind of it out."""
UNTRAILED = frozenset({"time_escalation"})
"""Change notes of clocks the service sets: no event, and told by the step that they lead to."""
CUSTODY = frozenset({"kit", "equipment_set"})
"""Things whose moves have a line of their own instead."""


class Green(RuleBasedStateMachine):
    """One course over one database; ``taken`` counts the steps of all courses."""

    template: Path
    folder: Path
    taken: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        path = self.folder / f"course-{self.taken['courses']}.db"
        self.taken["courses"] += 1
        copyfile(self.template, path)
        self.ward = GreenWard(f"sqlite:///{path}")
        self.consoles = tuple(Console(f"sqlite:///{path}") for _ in range(2))
        self.slips: dict[TransferId, tuple[str, str]] = {}
        self.told: Counter[tuple[str, str]] = Counter()
        self.fresh = False

    def teardown(self) -> None:
        self.service_looks(1)
        self.every_alarm_is_owned()
        self.every_transfer_has_one_legal_state()
        self.every_event_is_in_the_trail()
        for store in (self.ward.store, *(console.store for console in self.consoles)):
            store.close()

    def attempt(self, name: str, console: Console, who: Actor, do: Command) -> bool:
        """What a person does may be refused; it is never half done. Whether it was done."""
        self.taken[name] += 1
        self.fresh = False
        try:
            changes = do(console.ctx, who)
        except HahError:
            self.taken["refused"] += 1
            return False
        self.note(changes)
        self.taken[f"done {name}"] += 1
        return True

    def note(self, changes: Changes) -> None:
        """What the store said it has done: each of it must be in the trail."""
        told = (c for c in changes.items if c.entity not in CUSTODY and c.kind not in UNTRAILED)
        self.told.update((change.kind, change.entity_id) for change in told)

    def vitals(self, patient: PatientId, priority: Priority, over: bool) -> None:
        """She gets worse or better; who is at home again after a transfer is watched again."""
        self.taken["vitals"] += 1
        self.fresh = False
        if not self.ward.in_care(patient):
            self.ward.admit_again(patient)
        elif over:
            self.ward.end_one(patient)
        else:
            self.ward.raise_alarm(patient, priority)

    @rule(acts=st.lists(st.tuples(desks, people, patients, whats, st.booleans()), min_size=2, max_size=6))
    def people_act(self, acts: list[tuple[int, Actor, PatientId, str, bool]]) -> None:
        """Of two consoles, one after the other in any order, on ladder and transfer."""
        for desk, who, patient, what, drawn_anew in acts:
            self.press(desk, who, patient, str(what), drawn_anew)

    @rule(happenings=st.lists(ANYTHING, min_size=6, max_size=10))
    def things_happen(self, happenings: list[tuple[str, tuple[Any, ...]]]) -> None:
        """In any order; after each of them nothing impossible is stored."""
        for name, given in happenings:
            getattr(self, name)(*given)
            self.nothing_impossible_is_stored()

    def press(self, desk: int, who: Actor, patient: PatientId, what: str, drawn_anew: bool) -> None:
        """From a screen as it is now, or as it was some steps ago."""
        if drawn_anew:
            self.consoles[desk].look()
        command = self.consoles[desk].command(patient, what)
        if command is None:
            self.consoles[desk].look()
            self.taken["looks"] += 1
        else:
            self.attempt(what, self.consoles[desk], who, command)

    def the_transfer_goes_on(self, desk: int, patient: PatientId, steps: int) -> None:
        """The steps that lead on, from a screen drawn anew, so that courses come to their ends."""
        for _ in range(steps):
            console = self.consoles[desk]
            console.look()
            one = console.transfer(patient)
            if one is None or one.stage not in ONWARD:
                return
            name = ONWARD[one.stage]
            self.attempt(name, console, ANNA, lambda c, a, name=name, one=one: MOVES[name](c, a, one))  # type: ignore[misc]

    def both_press_what_both_saw(self, patient: PatientId, what: str) -> None:
        """Of two people in the same second at most one has it."""
        for console in self.consoles:
            console.look()
        presses = [console.command(patient, what) for console in self.consoles]
        if None in presses:
            return
        other = "ask_far" if what == "ask_near" else what
        second = self.consoles[1].command(patient, other)
        assert presses[0] is not None
        assert second is not None
        had = [self.attempt(what, self.consoles[0], ANNA, presses[0]),
               self.attempt(other, self.consoles[1], BELLA, second)]  # fmt: skip
        self.taken["races"] += 1
        assert had != [True, True], f"two have {what}"

    def the_hospital_answers(self, patient: PatientId, what: str) -> None:
        console = self.consoles[0]
        console.look()
        one = console.transfer(patient)
        if one is None:
            return
        self.taken[f"hospital {what}"] += 1
        self.fresh = False
        with suppress(HahError):
            slip, session = self.slips.get(one.transfer_id) or self.opened(console, one)
            case = look(console.ctx, slip, session)
            done = answer(console.ctx, slip, session, case.transfer.version, what, "李醫師")
            self.note(done)

    def opened(self, console: Console, one: Transfer) -> tuple[str, str]:
        slip = issue_slip(console.ctx, ANNA, one.transfer_id, one.version)
        self.slips[one.transfer_id] = slip.slip_id, open_case(console.ctx, slip.slip_id, slip.code)
        return self.slips[one.transfer_id]

    def time_passes(self, seconds: int, killed: int | None, clock: int, minutes: int) -> None:
        """Meanwhile the clock of a console or of the service may be set, and either may be killed between two steps; it
        goes on from the store alone."""
        self.taken["time"] += 1
        if clock < len(self.consoles):
            self.taken["workstation clock"] += 1
            self.consoles[clock].set_clock(minutes)
        elif clock == len(self.consoles) and abs(minutes) < HOUR_MIN:
            self.taken["service clock"] += 1
            self.ward.set_service_clock(self.ward.clock.now() + timedelta(minutes=minutes))
        if killed is not None:
            self.taken["killed between"] += 1
            (*(console.restart for console in self.consoles), self.ward.restart_process)[killed]()
        self.service_looks(seconds)

    def service_looks(self, seconds: int) -> None:
        """Ladder, clocks of transfers and packs, as the service does it."""
        self.ward.look(seconds)
        for console in self.consoles:
            console.set_clock(seconds // 60)
        reissue_changed(self.ward.ctx, SERVICE)
        self.fresh = True

    def a_console_is_killed_before_its_commit(self, desk: int, who: Actor, patient: PatientId, what: str) -> None:
        """SAFETY(half a step): what was begun and not committed has never happened."""
        console = self.consoles[desk]
        command = console.command(patient, str(what))
        if command is None:
            return
        before = self.written()
        with suppress(HahError):
            try:
                command(console.dying(), who)
            except Killed:
                self.taken["killed inside"] += 1
        assert self.written() == before, "half a step"
        console.restart()

    def the_service_is_killed_before_its_commit(self, patient: PatientId) -> None:
        self.vitals(patient, Priority.HIGH, False)
        before, ladder = self.written(), self.ward.ingest._ladder
        saved = ladder._save

        def dies(*args: object) -> object:
            saved(*args)  # type: ignore[arg-type]
            raise Killed

        ladder._save = dies  # type: ignore[method-assign,assignment]
        try:
            self.ward.ingest.sweep()
        except Killed:
            self.taken["service killed inside"] += 1
            assert self.written() == before
        self.ward.restart_process()
        self.fresh = False

    def written(self) -> tuple[object, ...]:
        """Everything that both are about, and the end of the trail."""
        with self.ward.store.unit_of_work() as uow:
            return uow.escalations.all(), uow.transfers.all(), uow.tasks.between(*ALWAYS), uow.audit.head()

    def nothing_impossible_is_stored(self) -> None:
        with self.ward.store.unit_of_work() as uow:
            cases = Counter((case.patient_id, case.lane) for case in uow.escalations.open())
            running = [one for one in uow.transfers.open() if one.under_way]
            closed = [one for one in running if uow.episodes.get(one.episode_id).state is EpisodeState.CLOSED]
        assert all(count == 1 for count in cases.values()), "two escalations of one patient"
        assert len({one.episode_id for one in running}) == len(running), "two running transfers of one admission"
        assert not closed, "on her way and out of care"
        if self.fresh:
            self.every_alarm_is_owned()

    def every_alarm_is_owned(self) -> None:
        now = self.ward.clock.now()
        with self.ward.store.unit_of_work() as uow:
            duties, alarms = uow.staff.duties(now), uow.alarms.open()
            cases = {(case.patient_id, case.lane): case for case in uow.escalations.open()}
        for alarm in alarms:
            ladder = RULES.ladders[alarm.lane]
            if not alarm.heard or alarm.priority < ladder.opens_at:
                continue
            case = cases[alarm.patient_id, alarm.lane]
            rung = ladder.rungs[case.rung]
            named = owner_of(duties, rung.role, rung.stand_ins, now)
            assert case.owner.user_id is not None or case.owner == named, "not the one who is on duty"
            assert case.due_at is not None, "no clock"
            assert now < case.due_at <= now + max(limits_of(case, RULES, rung))
            self.taken["owned"] += 1

    def every_transfer_has_one_legal_state(self) -> None:
        with self.ward.store.unit_of_work() as uow:
            found = uow.transfers.all()
        for one in found:
            stages, moments = one.stages(), [entry.at for entry in one.history]
            assert stages[0] is TransferStage.DECIDED
            assert all(stages[place] in next_stages(stages[:place]) for place in range(1, len(stages)))
            assert moments == sorted(moments)
            assert (one.stage is TransferStage.HANDED_OVER) <= (len(one.signatures) == 2)
            self.taken[f"ends {one.stage.value}"] += 1

    def every_event_is_in_the_trail(self) -> None:
        with self.ward.store.unit_of_work() as uow:
            trail = Counter((e.entry.action, e.entry.entity_id) for e in uow.audit.entries(limit=100_000))
            self.steps_of_escalations(uow, trail)
            self.stages_of_transfers(uow, trail)
            for alarm in uow.alarms.open():
                assert trail["alarm_raised", alarm.alarm_id] == 1
                taken = alarm.state is AlarmState.ACKNOWLEDGED
                assert not taken or trail["acknowledge_alarm", alarm.alarm_id]
        missing = self.told - trail
        assert not missing, f"told and not in the trail: {missing}"
        assert verify_chain(self.ward.ctx).holds

    def steps_of_escalations(self, uow: UnitOfWork, trail: Counter[tuple[str, str]]) -> None:
        for case in uow.escalations.all():
            assert [case.steps[0].kind, *(step.kind for step in case.steps[1:] if step.kind is StepKind.OPENED)] == [
                StepKind.OPENED
            ]
            for kind, count in Counter(step.kind for step in case.steps).items():
                assert trail[f"escalation_{kind.value}", case.escalation_id] == count, "a step without its trail"
            if case.patient_id is not None:
                assert len(uow.case_events.of_entity(case.escalation_id)) == len(case.steps)

    def stages_of_transfers(self, uow: UnitOfWork, trail: Counter[tuple[str, str]]) -> None:
        for one in uow.transfers.all():
            for stage, count in Counter(one.stages()).items():
                name = "decide_transfer" if stage is TransferStage.DECIDED else f"transfer_{stage.value}"
                assert trail[name, one.transfer_id] == count, "a stage without its trail"
            packs = uow.packs.of_transfer(one.transfer_id)
            assert len(packs) >= one.stages().count(TransferStage.ASKED)
            assert trail["issue_pack", one.transfer_id] == len(packs)
            assert all(pack.holds for pack in packs)


@pytest.mark.slow
def test_two_consoles_kills_and_clocks_end_with_owners_legal_states_and_a_whole_trail(tmp_path: Path) -> None:
    path = tmp_path / "template.db"
    store = migrated_store(f"sqlite:///{path}")
    store.close()
    Green.template, Green.folder, Green.taken = path, tmp_path, Counter()
    quiet = settings(
        max_examples=COURSES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None, phases=(Phase.generate,),
    )  # fmt: skip
    run_state_machine_as_test(Green, settings=quiet)
    steps = {name: n for name, n in Green.taken.items() if not name.startswith(NO_STEPS)}
    assert sum(steps.values()) >= FEWEST, Green.taken
    reached = ("done transfer", "done accept", "done hand_over", "done close", "done refuse", "done answer", "races",
               "done die", "done cancel", "hospital accept", "killed between", "killed inside", "service killed inside",
               "service clock", "workstation clock", "refused", "owned", "ends closed")  # fmt: skip
    assert [name for name in reached if not Green.taken[name]] == []
