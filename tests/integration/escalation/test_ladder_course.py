"""Random courses: alarms, people, killed services, clocks that jump; every alarm has an owner and every step its trail.

Whatever happens, after the next look of the service each alarm that climbs stands in one open escalation with a named
owner and a clock that is not beyond its limit.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

from helpers.alarm_ward import FIRST, PACKS, SECOND, START
from helpers.ladder_ward import ANNA, BELLA, DAY, DOCTOR, LadderWard
from helpers.stores import migrated_store
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hah_console.adapters.db.store import Store
from hah_console.alarms.stages.escalate import limits_of
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.errors import HahError
from hah_console.domain.escalation import StepKind
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.ids import StaffId
from hah_console.domain.roster import BACKUP, CHARGE_NURSE, DISPATCHER, PHYSICIAN, owner_of
from hah_console.domain.shelf import ShelfReason
from hah_console.domain.staff import Duty
from hah_console.services.alarm_commands import acknowledge_alarm, escalate_alarm
from hah_console.services.escalations import answer_escalation, decide, pass_on, raise_concern, resolve
from hah_console.services.shelving import shelve_alarm

RULES = PACKS.escalation
COURSES, STEPS, FEWEST = 36, 40, 1_000
PATIENTS = (FIRST, SECOND)
people = st.sampled_from((ANNA, BELLA, DOCTOR))
patients = st.sampled_from(PATIENTS)
priorities = st.sampled_from((Priority.LOW, Priority.MEDIUM, Priority.HIGH))
picks = st.integers(0, 5)


class Killed(BaseException):
    """The process is gone in the middle of its transaction."""


class Ladder(RuleBasedStateMachine):
    """One course over one database; ``taken`` counts the steps of all courses."""

    template: Path
    folder: Path
    taken: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        path = self.folder / f"course-{self.taken['courses']}.db"
        self.taken["courses"] += 1
        copyfile(self.template, path)
        self.url = f"sqlite:///{path}"
        self.ward = LadderWard(Store(self.url))
        self.fresh = False

    def teardown(self) -> None:
        self.time_passes(1)
        self.owned()
        self.trails()
        self.ward.store.close()

    def open(self) -> list[Alarm]:
        with self.ward.ctx.store() as uow:
            return list(uow.alarms.open())

    def attempt(self, kind: str, act: object) -> None:
        """What a person does may be refused; it is never half done."""
        self.taken[kind] += 1
        self.fresh = False
        try:
            act()  # type: ignore[operator]
        except HahError:
            self.taken["refused"] += 1

    @rule(patient=patients, priority=priorities)
    def alarm(self, patient: object, priority: Priority) -> None:
        self.taken["alarm"] += 1
        self.fresh = False
        self.ward.raise_alarm(patient, priority)  # type: ignore[arg-type]

    @rule(pick=picks)
    def ends(self, pick: int) -> None:
        going = [a for a in self.open() if a.state in {AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED}]
        if going:
            self.attempt("ends", lambda: self.ward.keep(
                going[pick % len(going)].condition_ended(self.ward.clock.now()), "alarm_ended"))  # fmt: skip

    @rule(pick=picks, who=people)
    def acknowledges(self, pick: int, who: object) -> None:
        alarms = self.open()
        if alarms:
            alarm_id = alarms[pick % len(alarms)].alarm_id
            self.attempt("acknowledges", lambda: acknowledge_alarm(self.ward.people, who, alarm_id))  # type: ignore[arg-type]

    @rule(pick=picks)
    def two_take_what_both_saw(self, pick: int) -> None:
        alarms = [a for a in self.open() if a.state is AlarmState.ACTIVE]
        if not alarms:
            return
        seen, had = alarms[pick % len(alarms)], []
        for who in (ANNA, BELLA):
            before = self.taken["refused"]
            self.attempt("takes", lambda w=who: acknowledge_alarm(self.ward.people, w, seen.alarm_id, seen.version))
            had.append(self.taken["refused"] == before)
        assert had == [True, False]

    @rule(patient=patients, who=people, what=st.sampled_from(("answer", "pass", "resolve", *Decision)))
    def acts(self, patient: object, who: object, what: str) -> None:
        ctx = self.ward.people
        with self.ward.ctx.store() as uow:
            case = uow.escalations.open_of(patient, Lane.PHYSIOLOGICAL)  # type: ignore[arg-type]
        if case is None:
            return
        acts = {
            "answer": lambda: answer_escalation(ctx, who, RULES, case.escalation_id, case.version),  # type: ignore[arg-type]
            "pass": lambda: pass_on(ctx, who, RULES, case.escalation_id, case.version),  # type: ignore[arg-type]
            "resolve": lambda: resolve(ctx, who, case.escalation_id, "已改善", case.version),  # type: ignore[arg-type]
        }
        decided = lambda: decide(ctx, who, RULES, case.escalation_id, Decision(what), "喘", case.version)  # type: ignore[arg-type]  # noqa: E731
        self.attempt(f"acts {what}", acts.get(what, decided))

    @rule(pick=picks, who=people)
    def escalates(self, pick: int, who: object) -> None:
        alarms = self.open()
        if alarms:
            alarm_id = alarms[pick % len(alarms)].alarm_id
            self.attempt("escalates", lambda: escalate_alarm(
                self.ward.people, who, PACKS.alarms, alarm_id, None, RULES))  # type: ignore[arg-type]  # fmt: skip

    @rule(patient=patients, who=people)
    def worries(self, patient: object, who: object) -> None:
        self.attempt("worries", lambda: raise_concern(
            self.ward.people, who, RULES, patient, "不對勁", Priority.HIGH))  # type: ignore[arg-type]  # fmt: skip

    @rule(pick=picks, minutes=st.integers(1, 15))
    def shelves(self, pick: int, minutes: int) -> None:
        alarms = self.open()
        if alarms:
            alarm = alarms[pick % len(alarms)]
            until = self.ward.wrong_clock.now() + timedelta(minutes=minutes)
            self.attempt("shelves", lambda: shelve_alarm(
                self.ward.people, ANNA, PACKS.alarms, alarm.alarm_id, ShelfReason.BEING_TREATED, until, "",
                alarm.version))  # fmt: skip

    @rule(role=st.sampled_from((CHARGE_NURSE, PHYSICIAN, BACKUP, DISPATCHER)), on=st.booleans())
    def roster(self, role: str, on: bool) -> None:
        self.taken["roster"] += 1
        self.fresh = False
        self.ward.off_duty(role)
        if on:
            with self.ward.ctx.store() as uow:
                uow.staff.add_duties([Duty(role, StaffId("N-bella"), START - 3 * DAY, START + 9 * DAY)])
                uow.commit()

    @rule(seconds=st.sampled_from((1, 20, 290, 301, 700, 4_000)))
    def time_passes(self, seconds: int) -> None:
        self.taken["time"] += 1
        self.ward.look(seconds)
        self.fresh = True

    @rule(hours=st.sampled_from((-5, -1, 1, 30)))
    def a_workstation_clock_jumps(self, hours: int) -> None:
        self.taken["workstation clock"] += 1
        self.ward.wrong_clock.advance(timedelta(hours=hours))

    @rule(minutes=st.sampled_from((-50, -3, 3, 50)))
    def the_service_clock_jumps(self, minutes: int) -> None:
        self.taken["service clock"] += 1
        self.ward.set_service_clock(self.ward.clock.now() + timedelta(minutes=minutes))
        self.fresh = False

    @rule(patient=patients, die=st.sampled_from((False, False, False, True)))
    def the_service_is_killed_in_the_middle(self, patient: object, die: bool) -> None:
        """Nothing of the look it was in is there, and the next one goes on from the store."""
        self.alarm(patient, Priority.HIGH)
        if not die:
            return
        self.taken["killed"] += 1
        before = self.ward.cases()
        ladder = self.ward.ingest._ladder
        saved = ladder._save

        def dies(*args: object) -> object:
            saved(*args)  # type: ignore[arg-type]
            raise Killed

        ladder._save = dies  # type: ignore[method-assign,assignment]
        with suppress(Killed):
            self.ward.ingest.sweep()
        assert [case.steps for case in self.ward.cases()] == [case.steps for case in before]
        self.ward.store.close()
        store = Store(self.url)
        self.ward.store = store
        for name in ("ctx", "people"):
            setattr(self.ward, name, type(self.ward.ctx)(store.unit_of_work, getattr(self.ward, name).clock))
        self.ward.restart()
        self.fresh = False

    @invariant()
    def one_at_most(self) -> None:
        """Of what is stored; of owners and clocks only once the service has looked."""
        with self.ward.ctx.store() as uow:
            counts = Counter((case.patient_id, case.lane) for case in uow.escalations.open())
        assert all(count == 1 for count in counts.values()), "two escalations of one patient"
        if self.fresh:
            self.owned()

    def trails(self) -> None:
        """Every step of every escalation, in the audit trail and on the line of its case."""
        with self.ward.ctx.store() as uow:
            trail = Counter(
                item.entry.entity_id for item in uow.audit.entries(limit=100_000)
                if item.entry.action.startswith("escalation_")
            )  # fmt: skip
            for case in uow.escalations.all():
                line = uow.case_events.of_entity(case.escalation_id)
                assert trail[case.escalation_id] == len(case.steps), "a step without its trail"
                assert len(line) == len(case.steps), "a step that is not on the line of the case"
                self.legal(case.steps)

    def legal(self, steps: object) -> None:
        """In order: opened first, resolved last, every climb by one rung, every step with an owner's role."""
        kinds = [step.kind for step in steps]  # type: ignore[attr-defined]
        assert [n for n, kind in enumerate(kinds) if kind is StepKind.OPENED] == [0]
        assert StepKind.RESOLVED not in kinds[:-1]
        rung = 0
        for step in steps:  # type: ignore[attr-defined]
            rung += step.kind is StepKind.CLIMBED
            assert (step.rung, bool(step.owner.role)) == (rung, True)

    def owned(self) -> None:
        now = self.ward.clock.now()
        with self.ward.ctx.store() as uow:
            duties, shelves = uow.staff.duties(now), uow.shelves.open(now)
            cases = {(case.patient_id, case.lane): case for case in uow.escalations.open()}
        for alarm in self.open():
            ladder = RULES.ladders[alarm.lane]
            if not alarm.heard or alarm.priority < ladder.opens_at or shelves:
                continue
            case = cases[alarm.patient_id, alarm.lane]
            rung = ladder.rungs[case.rung]
            named = owner_of(duties, rung.role, rung.stand_ins, now)
            assert case.owner.user_id is not None or case.owner == named, "not the one who is on duty"
            assert case.due_at is not None, "no clock"
            assert case.due_at - now <= max(limits_of(case, RULES, rung))
            assert case.due_at > now, "a clock that ran out has climbed"


@contextmanager
def template(folder: Path) -> Iterator[Path]:
    path = folder / "template.db"
    store = migrated_store(f"sqlite:///{path}")
    store.close()
    yield path


def test_every_alarm_is_owned_and_every_step_has_its_trail_whatever_happens(tmp_path: Path) -> None:
    with template(tmp_path) as path:
        Ladder.template, Ladder.folder, Ladder.taken = path, tmp_path, Counter()
        run_state_machine_as_test(
            Ladder, settings=settings(max_examples=COURSES, stateful_step_count=STEPS, deadline=None)
        )  # fmt: skip
    done = sum(count for kind, count in Ladder.taken.items() if kind not in {"courses", "refused"})
    assert done >= FEWEST, Ladder.taken
    assert all(Ladder.taken[kind] for kind in ("killed", "takes", "refused", "time"))
