"""The timeline of a patient by pages: nothing lost, nothing twice, nothing of anybody else, and quick."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.bedside import CHEN, CHEN_STAY, LIN, NOW, NURSE, Bedside
from helpers.stay import DAY, HOUR, fill_stay

from hah_console.adapters.db.samples.retention import Retention
from hah_console.app.bench.row import slowness
from hah_console.domain.actor import Actor, Role
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.domain.errors import NotFound, NotPermitted
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.reading import Vital
from hah_console.services.timeline_entry import EntryKind, LabSet, Timeline, VitalHour
from hah_console.services.timeline_reading import PAGE_DAYS, joined, read_earlier, read_timeline_page

LONG = 60


def by_pages(ward: Bedside) -> tuple[Timeline, int]:
    """All of it as somebody reads it who scrolls to the end, and how many pages that took."""
    found, pages = read_timeline_page(ward.ctx, NURSE, CHEN), 1
    while not found.whole:
        earlier = read_earlier(ward.ctx, NURSE, found)
        assert earlier.start < found.start
        assert earlier.end == found.start
        found, pages = joined(found, earlier), pages + 1
    return found, pages


def test_pages_together_are_the_whole_each_entry_once_and_newest_first(ward: Bedside) -> None:
    fill_stay(ward, 14, every_min=120)
    paged, pages = by_pages(ward)
    whole = read_timeline_page(ward.ctx, NURSE, CHEN, days=LONG)
    assert pages == 6
    assert {entry.entry_id for entry in paged.entries} == {entry.entry_id for entry in whole.entries}
    assert [entry.at for entry in paged.entries] == sorted((entry.at for entry in whole.entries), reverse=True)
    assert {entry.kind for entry in whole.entries} == set(EntryKind)


def test_a_page_has_whole_days_of_the_site(ward: Bedside) -> None:
    fill_stay(ward, 14, every_min=120)
    page = read_timeline_page(ward.ctx, NURSE, CHEN)
    assert ward.ctx.local(page.start).strftime("%m-%d %H:%M") == "11-21 00:00"
    assert ward.ctx.today() - ward.ctx.local(page.start).date() == timedelta(days=PAGE_DAYS - 1)
    assert page.day_of(ward.ctx.today()) == 14
    assert page.day_of(ward.ctx.local(page.begins).date()) is None


def test_an_hour_has_its_lowest_and_highest_value_and_the_running_one_ends_now(ward: Bedside) -> None:
    fill_stay(ward, 2, every_min=10)
    hours = [entry.thing for entry in read_timeline_page(ward.ctx, NURSE, CHEN).entries]
    found = [hour for hour in hours if isinstance(hour, VitalHour)]
    running = found[0]
    assert running.end - NOW < timedelta(seconds=1)
    whole = found[1]
    assert whole.end - whole.begin == HOUR
    assert (whole.vitals[Vital.SPO2].low, whole.vitals[Vital.SPO2].high) == (93, 96)


def test_results_of_one_specimen_are_one_entry_in_the_usual_order(ward: Bedside) -> None:
    fill_stay(ward, 2)
    labs = [entry.thing for entry in read_timeline_page(ward.ctx, NURSE, CHEN).entries if entry.kind is EntryKind.LAB]
    (found,) = [one for one in labs if isinstance(one, LabSet)]
    assert [result.analyte.value for result in found.results] == ["crp", "wbc", "creatinine", "potassium"]


def test_nothing_of_the_future_and_nothing_of_anybody_else(ward: Bedside) -> None:
    fill_stay(ward, 3)
    assert all(entry.at <= ward.clock.now() for entry in read_timeline_page(ward.ctx, NURSE, CHEN).entries)
    other = read_timeline_page(ward.ctx, NURSE, LIN, days=LONG)
    assert {entry.kind for entry in other.entries} <= {EntryKind.ALARM}


def test_of_a_closed_admission_the_days_after_the_watch_are_not_read(ward: Bedside) -> None:
    fill_stay(ward, 3)
    with ward.store.unit_of_work() as uow:
        episode = uow.episodes.get(CHEN_STAY).moved(EpisodeState.CLOSED)
        uow.episodes.save(replace(episode, closed_at=NOW, outcome=Outcome.COMPLETED_TREATMENT))
        uow.commit()
    ward.clock.advance(200 * DAY)
    page = read_timeline_page(ward.ctx, NURSE, CHEN)
    assert page.end == NOW + 30 * DAY
    assert by_pages(ward)[0].entries


def test_who_may_not_see_patients_and_who_is_unknown(ward: Bedside) -> None:
    service = Actor(UserId("S"), "service", Role.SERVICE, "WS")
    with pytest.raises(NotPermitted):
        read_timeline_page(ward.ctx, service, CHEN)
    with pytest.raises(NotFound):
        read_timeline_page(ward.ctx, NURSE, PatientId("P-nobody"))


@pytest.mark.alone
def test_a_stay_of_fourteen_days_is_read_whole_in_a_tenth_of_a_second(ward: Bedside) -> None:
    """Judged by the best of some, beside a loop that tells how slow the machine is now."""
    fill_stay(ward, 14, every_min=30)
    keeper = ward.store.sample_keeper(Retention("test", *[timedelta(days=9_999)] * 3), slice_s=60.0)
    for number in range(4):
        keeper.roll_up(NOW + number * timedelta(minutes=1))
    keeper.close()
    taken_s = []
    for _ in range(5):
        began = time.perf_counter()
        found = read_timeline_page(ward.ctx, NURSE, CHEN, days=LONG)
        taken_s.append(time.perf_counter() - began)
    assert len(found.entries) > 400, taken_s
    assert min(taken_s) / max(1.0, slowness()) < 0.1
