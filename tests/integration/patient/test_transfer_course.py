"""Transfers driven at random, with crashes and clocks that jump: one legal state each, every event in the trail."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from helpers.bedside import CHEN_STAY, FAR, LIN_STAY, NEAR, NURSE, PHYSICIAN, WANG_STAY, Bedside, open_bedside
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hah_console.adapters.db.store import Store
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import HahError
from hah_console.domain.ids import EpisodeId, TransferId
from hah_console.domain.transfer import Side, Transfer, TransferStage, next_stages
from hah_console.services import transfers
from hah_console.services.audit import verify_chain
from hah_console.services.context import Context
from hah_console.services.receiving import answer, issue_slip, look, open_case
from hah_console.services.transfer_ends import cancel, close_transfer, hand_over, patient_died, sign
from hah_console.services.transfer_packs import reissue_changed

STAYS = (CHEN_STAY, LIN_STAY, WANG_STAY)
EXAMPLES, STEPS = 20, 60
COUNTED: Counter[str] = Counter()
MOVES: dict[str, Callable[..., Any]] = {
    "accept": lambda ctx, t: transfers.accept(ctx, NURSE, t.transfer_id, t.version),
    "refuse": lambda ctx, t: transfers.refuse(ctx, NURSE, t.transfer_id, t.version, "滿床"),
    "call": lambda ctx, t: transfers.call_ambulance(ctx, NURSE, t.transfer_id, t.version),
    "off": lambda ctx, t: transfers.ambulance_cancelled(ctx, NURSE, t.transfer_id, t.version, "故障"),
    "depart": lambda ctx, t: transfers.depart(ctx, NURSE, t.transfer_id, t.version),
    "arrive": lambda ctx, t: transfers.arrive(ctx, NURSE, t.transfer_id, t.version),
    "give": lambda ctx, t: sign(ctx, NURSE, t.transfer_id, t.version, Side.GIVER, NURSE.name),
    "take": lambda ctx, t: sign(ctx, NURSE, t.transfer_id, t.version, Side.RECEIVER, "李明哲"),
    "hand_over": lambda ctx, t: hand_over(ctx, NURSE, t.transfer_id, t.version, "李明哲"),
    "close": lambda ctx, t: close_transfer(ctx, NURSE, t.transfer_id, t.version),
    "cancel": lambda ctx, t: cancel(ctx, PHYSICIAN, t.transfer_id, t.version, "好轉"),
    "die": lambda ctx, t: patient_died(ctx, PHYSICIAN, t.transfer_id, t.version, "到院前"),
}
FORWARD = {
    TransferStage.ASKED: "accept", TransferStage.ACCEPTED: "call", TransferStage.AMBULANCE_CALLED: "depart",
    TransferStage.AMBULANCE_CANCELLED: "call", TransferStage.DEPARTED: "arrive", TransferStage.ARRIVED: "give",
    TransferStage.HANDED_OVER: "close",
}  # fmt: skip


class Killed(Exception):
    """The process ends here."""


class Course(RuleBasedStateMachine):
    """Three patients, two hospitals, nurses who act on what they saw, and a machine that fails."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(template(), self.folder, dirs_exist_ok=True)
        self.ward = Bedside(Store(self.url), open_clock(), None)  # type: ignore[arg-type]
        self.seen: dict[TransferId, Transfer] = {}
        self.slips: dict[TransferId, tuple[str, str]] = {}

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'hah.db'}"

    @initialize(asked=st.booleans())
    def begin(self, asked: bool) -> None:
        for stay in STAYS[1:]:
            transfers.decide_transfer(self.ward.ctx, NURSE, stay, "喘", NEAR if asked else None)
        self.remember()

    def all(self) -> tuple[Transfer, ...]:
        with self.ward.store.unit_of_work() as uow:
            return uow.transfers.all()

    def remember(self) -> None:
        """What a nurse has on her screen."""
        self.seen = {one.transfer_id: one for one in self.all()}

    def some(self, number: int) -> Transfer | None:
        shown = [self.seen[key] for key in sorted(self.seen)]
        running = [one for one in shown if not one.ended] or shown
        return running[number % len(running)] if running else None

    def attempt(self, name: str, do: Callable[[], object]) -> None:
        with suppress(HahError):
            do()
            COUNTED[name] += 1

    @rule(stay=st.sampled_from(STAYS), ask=st.booleans())
    def decide(self, stay: EpisodeId, ask: bool) -> None:
        chosen = NEAR if ask else None
        self.attempt("decide", lambda: transfers.decide_transfer(self.ward.ctx, NURSE, stay, "喘", chosen))
        self.remember()

    @rule(number=st.integers(0, 9), hospital=st.sampled_from([NEAR, FAR]))
    def ask(self, number: int, hospital: Any) -> None:
        if one := self.some(number):
            ask = transfers.ask_hospital
            self.attempt("ask", lambda: ask(self.ward.ctx, NURSE, one.transfer_id, one.version, hospital))

    @rule(number=st.integers(0, 9), name=st.sampled_from(sorted(MOVES)))
    def move(self, number: int, name: str) -> None:
        if one := self.some(number):
            self.attempt(name, lambda: MOVES[name](self.ward.ctx, one))

    @rule(number=st.integers(0, 9), steps=st.integers(1, 8))
    def go_on(self, number: int, steps: int) -> None:
        """The steps that lead on, seen fresh: so that courses come to their ends."""
        for _ in range(steps):
            self.remember()
            one = self.some(number)
            if one is None or one.stage not in FORWARD:
                return
            name = "take" if one.signature(Side.GIVER) and one.stage is TransferStage.ARRIVED else FORWARD[one.stage]
            self.attempt(name, partial(MOVES[name], self.ward.ctx, one))
            COUNTED["steps"] += 1

    @rule(number=st.integers(0, 9), what=st.sampled_from(["accept", "refuse", "arrive", "sign", "receive"]))
    def hospital_answers(self, number: int, what: str) -> None:
        one = self.some(number)
        if one is None:
            return

        def answered() -> None:
            key = self.slips.get(one.transfer_id)
            if key is None:
                slip = issue_slip(self.ward.ctx, NURSE, one.transfer_id, one.version)
                key = slip.slip_id, open_case(self.ward.ctx, slip.slip_id, slip.code)
                self.slips[one.transfer_id] = key
            case = look(self.ward.ctx, *key)
            answer(self.ward.ctx, *key, case.transfer.version, what, "李醫師")

        self.attempt(f"hospital {what}", answered)

    @rule()
    def look_at_the_screen(self) -> None:
        self.remember()

    @rule(minutes=st.sampled_from([1, 7, 45, -3, -90, 600]))
    def clock_jumps(self, minutes: int) -> None:
        self.ward.clock.advance(timedelta(minutes=minutes))
        self.attempt("reissue", lambda: reissue_changed(self.ward.ctx, NURSE))

    @rule()
    def process_is_killed(self) -> None:
        self.ward.store.close()
        self.ward.store = Store(self.url)
        self.every_event_is_in_the_trail_and_every_question_has_its_pack()

    @rule(number=st.integers(0, 9), name=st.sampled_from(sorted(MOVES)))
    def killed_before_the_commit(self, number: int, name: str) -> None:
        """SAFETY(half a step): what was begun and not committed has never happened."""
        one, before = self.some(number), self.all()
        if one is None:
            return
        with suppress(HahError, Killed):
            MOVES[name](Context(self._dying, self.ward.clock), one)
        assert self.all() == before

    def _dying(self) -> Any:
        unit = self.ward.store.unit_of_work()

        def killed() -> None:
            raise Killed

        unit.commit = killed  # type: ignore[method-assign]
        return unit

    @invariant()
    def every_transfer_has_one_legal_state(self) -> None:
        COUNTED["steps"] += 1
        for one in self.all():
            stages = one.stages()
            assert stages[0] is TransferStage.DECIDED
            assert all(stages[place] in next_stages(stages[:place]) for place in range(1, len(stages)))
            moments = [entry.at for entry in one.history]
            assert moments == sorted(moments)
            assert (one.stage is TransferStage.HANDED_OVER) <= (len(one.signatures) == 2)

    @invariant()
    def nobody_has_two_running_transfers_and_nobody_on_her_way_is_out_of_care(self) -> None:
        under_way = [one.episode_id for one in self.all() if one.under_way]
        assert len(under_way) == len(set(under_way))
        with self.ward.store.unit_of_work() as uow:
            assert all(uow.episodes.get(stay).state is not EpisodeState.CLOSED for stay in under_way)

    def every_event_is_in_the_trail_and_every_question_has_its_pack(self) -> None:
        with self.ward.store.unit_of_work() as uow:
            entries = [e.entry for e in uow.audit.entries() if e.entry.entity == "transfer"]
            told = Counter((e.entity_id, e.action.removeprefix("transfer_")) for e in entries)
            for one in uow.transfers.all():
                for stage, count in Counter(one.stages()).items():
                    name = "decide_transfer" if stage is TransferStage.DECIDED else stage.value
                    assert told[one.transfer_id, name] == count
                packs = uow.packs.of_transfer(one.transfer_id)
                assert len(packs) >= one.stages().count(TransferStage.ASKED)
                assert [pack.number for pack in packs] == list(range(1, len(packs) + 1))
                assert all(pack.holds for pack in packs)

    def teardown(self) -> None:
        self.every_event_is_in_the_trail_and_every_question_has_its_pack()
        assert verify_chain(self.ward.ctx).holds
        self.ward.store.close()
        shutil.rmtree(self.folder)


_TEMPLATE: list[Path] = []


def template() -> Path:
    """A ward, made once."""
    if not _TEMPLATE:
        folder = Path(tempfile.mkdtemp())
        open_bedside(folder, readings=False).store.close()
        _TEMPLATE.append(folder)
    return _TEMPLATE[0]


def open_clock() -> Any:
    from helpers.bedside import NOW

    from hah_console.domain.clock import ManualClock

    return ManualClock(NOW)


def test_random_courses_with_crashes_and_jumping_clocks_end_in_legal_states() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    COUNTED.clear()
    quiet = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip
    run_state_machine_as_test(Course, settings=quiet)
    assert COUNTED["steps"] >= 1_000
    reached = {"decide", "ask", "accept", "refuse", "call", "depart", "arrive", "give", "take", "close", "cancel"}
    assert {name for name in reached if not COUNTED[name]} == set()
