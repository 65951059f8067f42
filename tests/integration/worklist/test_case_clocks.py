"""The open clocks of all cases: kept in memory, and always what reading everything anew would give."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.case_lines import event
from helpers.ward import NOW, RULES
from helpers.work_desk import WorkDesk, of_clock

from hah_console.domain.care_clock import ClockState
from hah_console.domain.case_event import CaseEventKind as Kind
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import CaseEventId
from hah_console.services.case_clocks import ClockReading, clocks_of_episode

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def reading(desk: WorkDesk) -> ClockReading:
    return ClockReading(desk.ward.ctx, RULES.clocks)


def told(desk: WorkDesk, clocks: ClockReading) -> set[tuple[str, ClockState]]:
    with desk.ward.ctx.store() as uow:
        return {(clock.key, clock.state) for case in clocks.read(uow).values() for clock in case}


KINDS = (
    Kind.ADMITTED, Kind.ENROLLED, Kind.ARRIVED, Kind.LEFT, Kind.CARD_UPLOADED, Kind.NOTE_WRITTEN, Kind.NOTE_SIGNED,
    Kind.ON_HOLD, Kind.RESUMED, Kind.CLOSED, Kind.CONTACT_HELD, Kind.REFERRAL_RECEIVED, Kind.REFERRAL_ACCEPTED,
    Kind.WATCH_ENDED, Kind.FORM_SENT,
)  # fmt: skip
ABOUT = {
    Kind.LEFT: "visit_record:V1", Kind.CARD_UPLOADED: "visit_record:V1", Kind.NOTE_WRITTEN: "note:N1",
    Kind.NOTE_SIGNED: "note:N1", Kind.REFERRAL_RECEIVED: "referral:R1", Kind.REFERRAL_ACCEPTED: "referral:R1",
    Kind.FORM_SENT: "form:F1",
}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_following_event_by_event_gives_what_reading_everything_anew_gives(desk: WorkDesk, seed: int) -> None:
    chance, clocks = random.Random(seed), reading(desk)
    with desk.ward.ctx.store() as uow:
        episodes = uow.episodes.open()[:4]
    told(desk, clocks)
    for step in range(40):
        kind, episode = chance.choice(KINDS), chance.choice(episodes)
        about = ABOUT.get(kind, f"episode:{episode.episode_id}")
        owner = None if about.startswith("referral") else episode.episode_id
        at = desk.ward.clock.now() + chance.choice([-30, -2, 0, 0, 0, 1]) * HOUR
        happened = event(
            kind, at, about, event_id=f"S{seed}-{step}", episode_id=owner, profession="nurse", mode="in-person",
            outcome="completed-treatment", form="care_referral", condition="uti",
        )  # fmt: skip
        desk.write(replace(happened, patient_id=episode.patient_id))
        if chance.random() < 0.5:
            desk.later(hours=chance.choice([0.1, 3, 13]))
        assert told(desk, clocks) == told(desk, reading(desk)), f"step {step}: {kind}"


def test_a_clock_becomes_near_and_overdue_while_nobody_writes_anything(desk: WorkDesk) -> None:
    episode, clocks = desk.episode(), reading(desk)
    desk.happens(Kind.NOTE_WRITTEN, episode, NOW, "note:N1")
    states = []
    for hours in (0, 17, 2, 6):
        desk.later(hours=hours)
        states += [state for key, state in told(desk, clocks) if key.startswith("signature:")]
    assert states == [ClockState.RUNNING, ClockState.RUNNING, ClockState.NEAR, ClockState.OVERDUE]


def test_a_new_day_brings_its_clocks_though_nobody_writes_anything(desk: WorkDesk) -> None:
    clocks = reading(desk)
    before = {key for key, _ in told(desk, clocks) if key.startswith("nurse_on_site:E001")}
    desk.later(days=1)
    after = {key for key, _ in told(desk, clocks) if key.startswith("nurse_on_site:E001")}
    assert len(after) == len(before) + 1


def test_what_is_written_down_as_of_tomorrow_counts_from_tomorrow_on(desk: WorkDesk) -> None:
    clocks = reading(desk)
    desk.happens(Kind.NOTE_WRITTEN, desk.episode(), NOW + HOUR, "note:N1")
    assert not [key for key, _ in told(desk, clocks) if key.startswith("signature:")]
    desk.later(hours=2)
    assert [key for key, _ in told(desk, clocks) if key.startswith("signature:")]


def close(desk: WorkDesk, position: int = 0):
    """An admission that is closed, in its row and in its line."""
    episode = desk.episode(position)
    with desk.ward.ctx.store() as uow:
        closed = uow.episodes.save(replace(episode.moved(EpisodeState.CLOSED), closed_at=desk.ward.clock.now()))
        uow.commit()
    desk.happens(Kind.CLOSED, closed, desk.ward.clock.now(), outcome="completed-treatment")
    return closed


def test_what_is_owed_after_the_closing_is_found_by_who_signs_in_a_year_later(desk: WorkDesk) -> None:
    episode = desk.episode()
    desk.happens(Kind.NOTE_WRITTEN, episode, NOW - MINUTE, "note:N1")
    close(desk)
    desk.later(days=365)
    open_clocks = {
        key.partition(":")[0]: state
        for key, state in told(desk, reading(desk))
        if f"{episode.episode_id}" in key or "N1" in key
    }
    assert open_clocks["signature"] is ClockState.OVERDUE
    assert open_clocks["after_closure_result"] is ClockState.OVERDUE
    assert "after_closure" not in open_clocks, "watched to the end"


def test_a_closed_case_in_which_nothing_is_owed_is_found_again_when_something_comes(
    desk: WorkDesk,
) -> None:
    episode, clocks = close(desk), reading(desk)
    desk.happens(Kind.ENROLLED, episode, NOW)
    desk.happens(Kind.WATCH_ENDED, episode, NOW)
    assert not {key for key, _ in told(desk, clocks) if str(episode.episode_id) in key}
    desk.happens(Kind.NOTE_WRITTEN, episode, NOW, "note:N9")
    assert {key for key, _ in told(desk, clocks) if key.startswith("signature:")}


def test_a_referral_nobody_has_answered_has_its_clock_before_there_is_an_admission(desk: WorkDesk) -> None:
    clocks = reading(desk)
    told(desk, clocks)
    received = event(Kind.REFERRAL_RECEIVED, NOW, "referral:R7", episode_id=None)
    desk.write(replace(received, patient_id=None))
    assert ("referral_answer:" + received.event_id, ClockState.RUNNING) in told(desk, clocks)
    desk.write(replace(event(Kind.REFERRAL_ACCEPTED, NOW, "referral:R7", episode_id=None), patient_id=None))
    names = {key.partition(":")[0] for key, _ in told(desk, clocks) if "R7" in key}
    assert names == {"intake_decision"}
    desk.happens(Kind.ADMITTED, desk.episode(), NOW, referral="R7")
    assert not {key for key, _ in told(desk, clocks) if "R7" in key}


def test_every_clock_of_one_admission_is_read_with_what_became_of_it(desk: WorkDesk) -> None:
    episode = desk.episode()
    with desk.ward.ctx.store() as uow:
        clocks = clocks_of_episode(desk.ward.ctx, uow, RULES.clocks, episode.episode_id)
    assert {clock.state for clock in clocks} >= {ClockState.MET}
    assert {clock.episode_id for clock in clocks} == {episode.episode_id}


def test_a_failure_in_the_middle_loses_nothing(desk: WorkDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = reading(desk)
    told(desk, clocks)
    desk.happens(Kind.NOTE_WRITTEN, desk.episode(), NOW, "note:N1")
    with monkeypatch.context() as broken:
        broken.setattr(ClockReading, "_compute", _fails)
        with pytest.raises(RuntimeError):
            told(desk, clocks)
    assert {key for key, _ in told(desk, clocks) if key.startswith("signature:")}


def _fails(*_: object) -> None:
    raise RuntimeError("the disk")


def test_an_event_that_is_there_already_starts_no_second_clock(desk: WorkDesk) -> None:
    clocks, written = reading(desk), desk.happens(Kind.NOTE_WRITTEN, desk.episode(), NOW, "note:N1")
    desk.write(written, replace(written, event_id=CaseEventId(written.event_id)))
    assert len([key for key, _ in told(desk, clocks) if key.startswith("signature:")]) == 1


def test_near_and_overdue_clocks_stand_on_the_worklist_and_running_ones_do_not(desk: WorkDesk) -> None:
    episode = desk.episode()
    desk.happens(Kind.NOTE_WRITTEN, episode, NOW, "note:N1")
    assert of_clock(desk.read(), "signature") == []
    desk.later(hours=20)
    near = of_clock(desk.read(frozenset()), "signature")
    assert [(item.late, item.owner_id) for item in near] == [(False, "nurse1")]
    desk.later(hours=5)
    assert [item.late for item in of_clock(desk.read(frozenset()), "signature")] == [True]
    desk.happens(Kind.NOTE_SIGNED, episode, NOW + 25 * HOUR, "note:N1")
    assert of_clock(desk.read(frozenset()), "signature") == []


def test_only_the_admission_that_the_payer_s_system_does_not_have_owes_its_enrolment(desk: WorkDesk) -> None:
    assert {item.episode_id for item in of_clock(desk.read(), "enrolment")} == {"E031"}
