"""The orders, specimens and results of a site pack in a real store: dated, once, and no real past invented."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.order_bench import care
from helpers.stores import migrated_store
from helpers.ward import LOADER, QuickHasher

from hah_console.adapters.site import load_site
from hah_console.domain.actor import Role
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.clock import ManualClock
from hah_console.domain.dose import Dose, DoseStanding, DoseState
from hah_console.domain.errors import InvalidInput, NotPermitted
from hah_console.domain.ids import EpisodeId, OrderId, PatientId
from hah_console.domain.order import OrderState
from hah_console.domain.site_pack import SitePack
from hah_console.domain.specimen import SpecimenState
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.site_care import load_site_care
from hah_console.services.site_load import load_site_pack

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
WARFARIN_AT_18 = OrderId("U009")


@pytest.fixture(scope="module")
def pack() -> SitePack:
    return load_site(Path(__file__).resolve().parents[3] / "resources" / "demo")


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    store = migrated_store(f"sqlite:///{tmp_path / 'care.db'}")
    yield Context(store.unit_of_work, ManualClock(NOW))
    store.close()


def load(ctx: Context, pack: SitePack) -> Changes:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), ctx.today())
    return load_site_care(ctx, LOADER, pack, care(), ctx.today())


def doses(ctx: Context) -> tuple[Dose, ...]:
    with ctx.store() as uow:
        return uow.doses.all()


def test_every_case_has_its_treatment_with_a_past_and_doses_to_come(ctx: Context, pack: SitePack) -> None:
    load(ctx, pack)
    with ctx.store() as uow:
        treated = {order.episode_id for order in uow.orders.running() if order.medication}
        assert treated == {episode.episode_id for episode in uow.episodes.open()}
    standings = [dose.standing(NOW) for dose in doses(ctx)]
    for wanted in (DoseStanding.GIVEN, DoseStanding.GIVEN_LATE, DoseStanding.DUE, DoseStanding.AHEAD):
        assert wanted in standings
    assert DoseStanding.OVERDUE not in standings


def test_the_visits_of_the_day_name_the_order_they_come_from_and_the_doses_name_the_visits(
    ctx: Context, pack: SitePack
) -> None:
    load(ctx, pack)
    with ctx.store() as uow:
        planned = {t.task_id: t for t in uow.tasks.between(NOW - timedelta(hours=9), NOW + timedelta(hours=15))}
    today = [d for d in doses(ctx) if d.task_id in planned]
    assert len(today) > 50
    for dose in today:
        task = planned[dose.task_id]  # type: ignore[index]
        assert (task.order_id, task.earliest, task.latest) == (dose.order_id, dose.window.earliest, dose.window.latest)


def test_loading_twice_changes_nothing_and_a_later_day_is_lived_through(ctx: Context, pack: SitePack) -> None:
    load(ctx, pack)
    before = doses(ctx)
    assert load(ctx, pack).items == ()
    assert doses(ctx) == before
    ctx.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    load(ctx, pack)
    left = [d for d in doses(ctx) if d.state is DoseState.DUE and d.window.latest < NOW + timedelta(days=1)]
    assert left == []
    assert len(doses(ctx)) == len(before)


def test_no_past_of_a_real_site_is_invented(ctx: Context, pack: SitePack) -> None:
    real = replace(pack, site=replace(pack.site, synthetic=False))
    load(ctx, real)
    assert {dose.state for dose in doses(ctx)} == {DoseState.DUE}
    assert all(dose.window.latest >= NOW for dose in doses(ctx))


def test_the_events_of_a_case_tell_of_every_dose_and_what_became_of_it(ctx: Context, pack: SitePack) -> None:
    load(ctx, pack)
    with ctx.store() as uow:
        told = uow.case_events.of_episode(EpisodeId("E009"))
        own = uow.doses.of_episode(EpisodeId("E009"))
    due = [event.entity_id for event in told if event.kind is CaseEventKind.DOSE_DUE]
    assert sorted(due) == sorted(dose.dose_id for dose in own)
    given = [event.entity_id for event in told if event.kind is CaseEventKind.DOSE_GIVEN]
    assert sorted(given) == sorted(dose.dose_id for dose in own if dose.state is DoseState.GIVEN)


def test_cultures_of_the_admission_have_a_report_after_two_days(ctx: Context, pack: SitePack) -> None:
    load(ctx, pack)
    with ctx.store() as uow:
        specimens = uow.specimens.all()
        wanted = [s for s in specimens if s.state is SpecimenState.WANTED]
        results = uow.lab_results.of_patient(PatientId("P001"), NOW - timedelta(days=9), NOW)
    finals = [s for s in specimens if s.culture and s.culture.final]
    assert any(s.culture and s.culture.organism for s in finals)
    assert [s.kind for s in wanted] == ["blood_count"]
    assert {result.analyte.value for result in results} == {"crp", "wbc", "creatinine"}


def test_an_order_somebody_stopped_stays_stopped(ctx: Context, pack: SitePack) -> None:
    load(ctx, pack)
    with ctx.store() as uow:
        order = uow.orders.get(WARFARIN_AT_18)
        uow.orders.save(replace(order, state=OrderState.STOPPED))
        uow.commit()
    load(ctx, pack)
    with ctx.store() as uow:
        assert uow.orders.get(WARFARIN_AT_18).state is OrderState.STOPPED


def test_an_unknown_drug_and_a_role_without_the_right_change_nothing(ctx: Context, pack: SitePack) -> None:
    load_site_pack(ctx, LOADER, pack, QuickHasher(), ctx.today())
    wrong = replace(pack, medications=(replace(pack.medications[0], drug_id="moonshine"),))
    with pytest.raises(InvalidInput):
        load_site_care(ctx, LOADER, wrong, care(), ctx.today())
    with pytest.raises(NotPermitted):
        load_site_care(ctx, replace(LOADER, role=Role.NURSE), pack, care(), ctx.today())
    assert doses(ctx) == ()
